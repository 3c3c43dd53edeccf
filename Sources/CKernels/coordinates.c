#include "coordinates.h"

#include <math.h>

// The same bits on every instruction set: no fused rounding where there is one.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONES
#endif

CLONES
float needletail_descend(const float *gram, size_t stride, size_t width, const int32_t *items, size_t count,
                         const needletail_net *net, float *restrict weights, float *restrict residual) {
  const float l1 = net->l1, l2 = net->l2, least = net->least;
  const int non_negative = net->non_negative;
  float largest = 0;
  for (size_t k = 0; k < count; k++) {
    const size_t item = items ? (size_t)items[k] : k;
    const float *row = gram + item * stride;
    const float old = weights[item];
    const float new = needletail_shrink(residual[item] + row[item] * old, row[item] + l2, l1, non_negative);
    const float change = new - old;
    if (change == 0 || fabsf(change) <= least) continue;
    weights[item] = new;
    for (size_t i = 0; i < width; i++) residual[i] -= change * row[i];
    largest = fmaxf(largest, fabsf(change));
  }
  return largest;
}

// Eight sums side by side: one alone would wait for every addition.
static inline float product(const int32_t *rows, const float *values, size_t count, const float *residual) {
  float sums[8] = {0};
  size_t p = 0;
  if (values) {
    for (; p + 8 <= count; p += 8)
      for (int i = 0; i < 8; i++) sums[i] += values[p + i] * residual[rows[p + i]];
    for (; p < count; p++) sums[p % 8] += values[p] * residual[rows[p]];
  } else {
    for (; p + 8 <= count; p += 8)
      for (int i = 0; i < 8; i++) sums[i] += residual[rows[p + i]];
    for (; p < count; p++) sums[p % 8] += residual[rows[p]];
  }
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

float needletail_descend_sparse(const int64_t *offsets, const int32_t *rows, const float *values,
                                const float *squares, const int32_t *items, size_t count,
                                const needletail_net *net, float *restrict weights, float *restrict residual) {
  const float l1 = net->l1, l2 = net->l2, least = net->least;
  const int non_negative = net->non_negative;
  float largest = 0;
  for (size_t k = 0; k < count; k++) {
    const int32_t item = items[k];
    const size_t start = (size_t)offsets[item], length = (size_t)offsets[item + 1] - start;
    const int32_t *own = rows + start;
    const float *entries = values ? values + start : 0;
    const float old = weights[item], square = squares[item];
    const float slope = product(own, entries, length, residual);
    const float new = needletail_shrink(slope + square * old, square + l2, l1, non_negative);
    const float change = new - old;
    if (change == 0 || fabsf(change) <= least) continue;
    weights[item] = new;
    if (entries) {
      for (size_t p = 0; p < length; p++) residual[own[p]] -= change * entries[p];
    } else {
      for (size_t p = 0; p < length; p++) residual[own[p]] -= change;
    }
    largest = fmaxf(largest, fabsf(change));
  }
  return largest;
}

CLONES
void needletail_gather_block(const float *matrix, size_t stride, const int32_t *items, size_t count,
                             float *restrict target, size_t target_stride) {
  for (size_t k = 0; k < count; k++) {
    const float *row = matrix + (size_t)items[k] * stride;
    for (size_t i = 0; i < count; i++) target[k * target_stride + i] = row[items[i]];
  }
}
