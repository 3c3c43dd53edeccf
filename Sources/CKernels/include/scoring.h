#ifndef NEEDLETAIL_SCORING_H
#define NEEDLETAIL_SCORING_H

#include <stddef.h>
#include <stdint.h>

// Inner products of queries with items. Every product is the same chain of fused multiply-adds
// from index 0 upwards, so it has the same bits wherever and in whatever company it is computed.

/// Items of one panel: a panel holds, for each index of the dimension, that coordinate of
/// this many items side by side.
#define NEEDLETAIL_PANEL 32

/// Queries of one tile: laid out like a panel, coordinate by coordinate.
#define NEEDLETAIL_TILE 12

/// Inner product of two vectors of `count` floats: a scalar chain of fused multiply-adds
/// from index 0 upwards. The oracle of every faster kernel here.
float needletail_dot_in_order(const float *a, const float *b, size_t count);

/// Lays `count` vectors, at most `width` of them, side by side: `packed[k * width + i]` is
/// coordinate k of vector i. Places without a vector become zero.
void needletail_pack(const float *const *vectors, size_t count, size_t dimension, size_t width,
                     float *packed);

/// Scores of a tile of queries with a panel of items, `scores[q * stride + i]`.
///
/// `queries` of the tile are in use, 1 to NEEDLETAIL_TILE; all NEEDLETAIL_PANEL scores of each
/// are written.
void needletail_score(const float *panel, const float *tile, size_t dimension, size_t queries,
                      float *scores, size_t stride);

/// The same, for selection: bit i of `hits[q]` says that the score of item i is not known to be
/// less than or equal to `thresholds[q]` (a threshold of NaN lets everything through).
///
/// Returns whether any bit is set; only then `scores`, of stride NEEDLETAIL_PANEL, is written.
int needletail_score_above(const float *panel, const float *tile, size_t dimension,
                           size_t queries, const float *thresholds, float *scores,
                           uint32_t *hits);

/// The first index from `start` whose score is not known to be less than or equal to the
/// threshold; `count` when there is none.
size_t needletail_next_above(const float *scores, size_t start, size_t count, float threshold);

#endif
