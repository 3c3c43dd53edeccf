#ifndef NEEDLETAIL_COORDINATES_H
#define NEEDLETAIL_COORDINATES_H

#include <stddef.h>
#include <stdint.h>

/// One coordinate of a quadratic with an elastic net, at its minimum with all others fixed: the shrunken
/// `correlation` over `denominator`, where `correlation` leaves the coordinate's own part out.
static inline float needletail_shrink(float correlation, float denominator, float l1, int non_negative) {
  if (!(denominator > 0)) return 0;
  if (correlation > l1) return (correlation - l1) / denominator;
  if (!non_negative && correlation < -l1) return (correlation + l1) / denominator;
  return 0;
}

/// How a sweep of coordinate descent changes weights: ½‖x − Aw‖² + l2/2‖w‖² + l1‖w‖₁, w ≥ 0 if `non_negative`;
/// a change of not more than `least` is not made.
typedef struct {
  float l1, l2, least;
  int non_negative;
} needletail_net;

/// One sweep over the coordinates `items`, or 0, 1, … `count` − 1 where that is null, on H = AᵀA.
///
/// H has rows `stride` apart and `width` columns; `residual` is c − Hw and is kept up to date. Weights are by
/// column of H. Returns the largest change of a weight.
float needletail_descend(const float *gram, size_t stride, size_t width, const int32_t *items, size_t count,
                         const needletail_net *net, float *weights, float *residual);

/// The same over the columns of a sparse A, given by column: `rows[p]` for p from `offsets[i]` to `offsets[i + 1]`,
/// with `values[p]`, or ones where that is null. `squares` are the diagonal of AᵀA, `residual` is x − Aw.
float needletail_descend_sparse(const int64_t *offsets, const int32_t *rows, const float *values,
                                const float *squares, const int32_t *items, size_t count,
                                const needletail_net *net, float *weights, float *residual);

/// target[k * target_stride + i] = matrix[items[k] * stride + items[i]].
void needletail_gather_block(const float *matrix, size_t stride, const int32_t *items, size_t count, float *target,
                             size_t target_stride);

#endif
