#include "CKernels.h"

#if defined(__x86_64__)
#define CHOOSE(kernel, ...)                                       \
  switch (needletail_instruction_set()) {                         \
    case 4: needletail_##kernel##_v4(__VA_ARGS__); return;        \
    case 3: needletail_##kernel##_v3(__VA_ARGS__); return;        \
    default: needletail_##kernel##_portable(__VA_ARGS__); return; \
  }
#else
#define CHOOSE(kernel, ...) needletail_##kernel##_portable(__VA_ARGS__);
#endif

void needletail_strip_logits(
    const float *items, size_t stride, size_t dimension, size_t count, const float *biases, float scale,
    const float *queries, float *logits, float *maxima) {
  CHOOSE(strip_logits, items, stride, dimension, count, biases, scale, queries, logits, maxima)
}

void needletail_strip_exponentials(float *logits, size_t count, const float *references, float *sums) {
  CHOOSE(strip_exponentials, logits, count, references, sums)
}

void needletail_strip_sum_items(
    const float *weights, const float *items, size_t stride, size_t width, size_t count, float *sums,
    size_t sum_stride) {
  CHOOSE(strip_sum_items, weights, items, stride, width, count, sums, sum_stride)
}

void needletail_strip_add_queries(
    const float *weights, size_t count, const float *queries, size_t stride, size_t dimension, float *sums,
    size_t sum_stride, const float *lane_weights, float *lane_sums) {
  CHOOSE(strip_add_queries, weights, count, queries, stride, dimension, sums, sum_stride, lane_weights, lane_sums)
}
