#ifndef NEEDLETAIL_SOFTMAX_H
#define NEEDLETAIL_SOFTMAX_H

#include <stddef.h>

// The products and exponentials of a softmax over many items, on a strip of queries: every query is a lane of
// vectors, and a strip of logits holds the lanes of item 0, then those of item 1, and so on. So laid out, maxima
// and sums over items need no exchange between lanes, and all three products of forward and backward read their
// factors as they lie, without packing.

/// Queries of a strip.
#define NEEDLETAIL_STRIP 64

/// Logits of `count` items: `logits[j * NEEDLETAIL_STRIP + i]` is `scale * biases[j]` plus the inner product of
/// item j with query i; `biases` NULL means none.
///
/// Items are `stride` floats apart. Coordinate k of query i is `queries[k * NEEDLETAIL_STRIP + i]`. Each of the
/// strip's `maxima` is raised to the largest logit of its lane.
void needletail_strip_logits(
    const float *items, size_t stride, size_t dimension, size_t count, const float *biases, float scale,
    const float *queries, float *logits, float *maxima);

/// Replaces logits by 2^(logit - reference), each lane with its own reference, and writes the lanes' sums.
///
/// Accurate to 2 units in the last place; results below 2^-126 are zero. A logit may exceed its reference by at
/// most 126.
void needletail_strip_exponentials(float *logits, size_t count, const float *references, float *sums);

/// Weighted sums of items: row i of `sums` is the sum over items j of `weights[j * NEEDLETAIL_STRIP + i]` times
/// item j. `width` and both strides are multiples of 16; `sums` is written, NEEDLETAIL_STRIP rows.
void needletail_strip_sum_items(
    const float *weights, const float *items, size_t stride, size_t width, size_t count, float *sums,
    size_t sum_stride);

/// Adds weighted sums of queries: row j of `sums`, `dimension` floats, grows by the sum over lanes i of
/// `weights[j * NEEDLETAIL_STRIP + i]` times row i of `queries`.
///
/// Rows of `queries` are `stride` floats apart, a multiple of 16, and zero from `dimension` on. Where
/// `lane_sums` is not NULL, `lane_sums[j]` grows by the sum over lanes of weight times `lane_weights[i]`.
void needletail_strip_add_queries(
    const float *weights, size_t count, const float *queries, size_t stride, size_t dimension, float *sums,
    size_t sum_stride, const float *lane_weights, float *lane_sums);

#define NEEDLETAIL_STRIP_VERSIONS(suffix)                                                                     \
  void needletail_strip_logits_##suffix(                                                                      \
      const float *, size_t, size_t, size_t, const float *, float, const float *, float *, float *);          \
  void needletail_strip_exponentials_##suffix(float *, size_t, const float *, float *);                       \
  void needletail_strip_sum_items_##suffix(                                                                   \
      const float *, const float *, size_t, size_t, size_t, float *, size_t);                                 \
  void needletail_strip_add_queries_##suffix(                                                                 \
      const float *, size_t, const float *, size_t, size_t, float *, size_t, const float *, float *);

// The versions for each instruction set; for tests, on machines that have it.
NEEDLETAIL_STRIP_VERSIONS(portable)
NEEDLETAIL_STRIP_VERSIONS(v3)
NEEDLETAIL_STRIP_VERSIONS(v4)

#endif
