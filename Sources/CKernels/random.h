// Random numbers for the inner loops of samplers: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), whose state is
// seeded from a RandomStream a block.
#include <stddef.h>
#include <stdint.h>

static inline uint64_t next_random(uint64_t *state) {
  uint64_t z = (*state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

/// A number below `bound`, which is less than 2^32; its bias is less than bound / 2^32.
static inline size_t random_below(uint64_t *state, size_t bound) {
  return (size_t)(((next_random(state) >> 32) * (uint64_t)bound) >> 32);
}
