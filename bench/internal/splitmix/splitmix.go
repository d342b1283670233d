// Package splitmix is the generator splitmix64 (Steele, Lea, Flood: "Fast
// splittable pseudorandom number generators", OOPSLA 2014, variant 13): integer
// arithmetic only, so it gives the same numbers on every CPU and in every build.
package splitmix

// Finish is the generator's output function, a bijection.
func Finish(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// gamma is 2^64 divided by the golden ratio, made odd.
const gamma = 0x9e3779b97f4a7c15

// Draw is the nth output, from 0, of the generator whose state seed and key
// choose: uniformly distributed over all uint64.
func Draw(seed, key, n uint64) uint64 {
	return Finish(Finish(seed+gamma) ^ key + (n+1)*gamma)
}
