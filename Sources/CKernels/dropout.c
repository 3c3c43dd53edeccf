#include "CKernels.h"

#include <math.h>

// The finalizer of SplitMix64: each of 64 bits of the result depends on each of the number (Steele, Lea and Flood,
// OOPSLA 2014).
static inline uint64_t mixed(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

void needletail_dropout_mask(float *mask, size_t count, uint64_t key, double probability) {
  // Sixteen bits an element: the probability is met to 1/65,536, and the scale is that of the one that is met.
  double kept = round((1 - probability) * 65536);
  const uint32_t bound = (uint32_t)(kept < 1 ? 1 : kept);
  const float scale = (float)(65536.0 / bound);
  key = mixed(key);
  const size_t blocks = count / 4;
  for (size_t block = 0; block < blocks; block++) {
    const uint64_t word = mixed(key + (block + 1) * 0x9E3779B97F4A7C15u);
    float *target = mask + 4 * block;
    target[0] = (word & 0xFFFF) < bound ? scale : 0;
    target[1] = (word >> 16 & 0xFFFF) < bound ? scale : 0;
    target[2] = (word >> 32 & 0xFFFF) < bound ? scale : 0;
    target[3] = (word >> 48) < bound ? scale : 0;
  }
  uint64_t word = mixed(key + (blocks + 1) * 0x9E3779B97F4A7C15u);
  for (size_t place = 4 * blocks; place < count; place++, word >>= 16) {
    mask[place] = (word & 0xFFFF) < bound ? scale : 0;
  }
}
