#include "CKernels.h"

#if defined(__x86_64__)
__attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#endif
size_t needletail_next_above(const float *scores, size_t start, size_t count, float threshold) {
  enum { block = 64 };
  size_t i = start;
  for (; i + block <= count; i += block) {
    int any = 0;
    for (size_t j = 0; j < block; j++) any |= !(scores[i + j] <= threshold);
    if (any) break;
  }
  while (i < count && scores[i] <= threshold) i++;
  return i;
}
