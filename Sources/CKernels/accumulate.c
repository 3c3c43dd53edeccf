#include "CKernels.h"

#include "dispatch.h"

#define SET portable
#define TARGET
#define LANES 4
#include "accumulate_rows.inc"

#if NEEDLETAIL_X86
#define SET v3
#define TARGET NEEDLETAIL_TARGET("x86-64-v3", 256)
#define LANES 8
#include "accumulate_rows.inc"

#define SET v4
#define TARGET NEEDLETAIL_TARGET("x86-64-v4", 512)
#define LANES 16
#include "accumulate_rows.inc"
#endif

void needletail_accumulate_rows(const float *base, size_t stride, const int32_t *rows,
                                const float *weights, size_t count, float *sums, size_t width) {
  switch (needletail_instruction_set()) {
#if NEEDLETAIL_X86
    case NEEDLETAIL_X86_64_V4:
      return accumulate_rows_v4(base, stride, rows, weights, count, sums, width);
    case NEEDLETAIL_X86_64_V3:
      return accumulate_rows_v3(base, stride, rows, weights, count, sums, width);
#endif
    default:
      return accumulate_rows_portable(base, stride, rows, weights, count, sums, width);
  }
}

void needletail_gather_columns(const float *base, size_t stride, size_t height,
                               const int32_t *columns, size_t count, float *target) {
  // Sixteen rows at a time, so that lines of source and target are used whole while in cache.
  size_t j = 0;
  for (; j + 16 <= height; j += 16)
    for (size_t t = 0; t < count; t++) {
      const float *column = base + j * stride + columns[t];
      float *row = target + t * height + j;
#pragma clang loop unroll(full)
      for (int i = 0; i < 16; i++) row[i] = column[i * stride];
    }
  for (; j < height; j++)
    for (size_t t = 0; t < count; t++) target[t * height + j] = base[j * stride + columns[t]];
}

void needletail_scale(float *values, const float *factors, size_t count) {
  for (size_t i = 0; i < count; i++) {
    // Two statements: they must not be fused into one rounding.
    float product = values[i] * factors[i];
    values[i] = product + 0.0f;
  }
}
