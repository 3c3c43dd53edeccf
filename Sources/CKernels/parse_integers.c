#include "CKernels.h"

#include "dispatch.h"

// One loop, compiled for each instruction set: the compiler makes vectors of it.
static inline __attribute__((always_inline)) struct needletail_bounds bounds(
    const int64_t *values, size_t count, int64_t floor) {
  struct needletail_bounds all = {INT64_MAX, INT64_MIN, 0};
  for (size_t place = 0; place < count; place++) {
    int64_t value = values[place];
    int64_t low = value >= floor ? value : INT64_MAX, high = value >= floor ? value : INT64_MIN;
    all.low = low < all.low ? low : all.low;
    all.high = high > all.high ? high : all.high;
    all.count += value >= floor;
  }
  return all;
}

#if NEEDLETAIL_X86
NEEDLETAIL_TARGET("x86-64-v3", 256)
static struct needletail_bounds bounds_v3(const int64_t *values, size_t count, int64_t floor) {
  return bounds(values, count, floor);
}

NEEDLETAIL_TARGET("x86-64-v4", 512)
static struct needletail_bounds bounds_v4(const int64_t *values, size_t count, int64_t floor) {
  return bounds(values, count, floor);
}
#endif

struct needletail_bounds needletail_find_bounds(const int64_t *values, size_t count, int64_t floor) {
#if NEEDLETAIL_X86
  int set = needletail_instruction_set();
  if (set >= NEEDLETAIL_X86_64_V4) return bounds_v4(values, count, floor);
  if (set >= NEEDLETAIL_X86_64_V3) return bounds_v3(values, count, floor);
#endif
  return bounds(values, count, floor);
}
