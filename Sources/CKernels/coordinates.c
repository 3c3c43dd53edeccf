#include "coordinates.h"

#include <math.h>

// The same bits on every instruction set: no fused rounding where there is one.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)
__attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#endif
float needletail_descend(const float *gram, size_t stride, size_t count, float l1, float l2, int non_negative,
                         float *restrict weights, float *restrict residual) {
  float largest = 0;
  for (size_t k = 0; k < count; k++) {
    const float *row = gram + k * stride;
    const float old = weights[k];
    const float new = needletail_shrink(residual[k] + row[k] * old, row[k] + l2, l1, non_negative);
    const float change = new - old;
    if (change == 0) continue;
    weights[k] = new;
    for (size_t i = 0; i < count; i++) residual[i] -= change * row[i];
    largest = fmaxf(largest, fabsf(change));
  }
  return largest;
}

void needletail_compact_row(const int32_t *columns, const float *values, size_t count, const int32_t *slots,
                            float *target) {
  for (size_t p = 0; p < count; p++) target[slots[columns[p]]] = values[p];
}
