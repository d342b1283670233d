package latency

// Mix turns the n-th draw for key into a number for [Dist.At], uniformly
// distributed over all uint64: seed and key choose a state of splitmix64, whose
// n-th output it is (Steele, Lea, Flood: "Fast splittable pseudorandom number
// generators", OOPSLA 2014).
func Mix(seed, key, n uint64) uint64 {
	return finish(finish(seed+gamma) ^ key + (n+1)*gamma)
}

// gamma is 2^64 divided by the golden ratio, made odd.
const gamma = 0x9e3779b97f4a7c15

// finish is the generator's output function, a bijection.
func finish(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
