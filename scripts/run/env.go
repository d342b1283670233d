package main

import (
	"os"
	"strconv"
	"strings"
)

// envPrefix marks the variables through which cells are told what to do.
const (
	envPrefix   = "READERATBENCH_"
	listEnv     = envPrefix + "LIST="
	sizeEnv     = envPrefix + "SIZE="
	blobEnv     = envPrefix + "BLOB="
	profileEnv  = envPrefix + "PROFILE="
	manifestEnv = envPrefix + "MANIFEST="
	traceEnv    = envPrefix + "TRACE="
)

// env is the cells' environment. A variable left over in the caller's would
// change figures that are committed, so only what was asked for is passed; and
// GODEBUG can turn off what virtual time is made of.
func (o options) env() []string {
	var env []string
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, envPrefix) && !strings.HasPrefix(kv, "GODEBUG=") {
			env = append(env, kv)
		}
	}
	if o.size != 0 {
		env = append(env, sizeEnv+strconv.FormatInt(o.size, 10))
	}
	if o.blob != "" {
		env = append(env, blobEnv+o.blob)
	}
	if o.profile != "" {
		env = append(env, profileEnv+o.profile)
	}
	if o.manifest != "" {
		env = append(env, manifestEnv+o.manifest)
	}
	return env
}
