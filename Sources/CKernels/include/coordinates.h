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

/// One sweep of cyclic coordinate descent over ½wᵀHw − cᵀw + l2/2‖w‖² + l1‖w‖₁ with w ≥ 0 if `non_negative`.
///
/// H is `count` × `count`, symmetric, rows `stride` apart; `residual` is c − Hw and is kept up to date.
/// Returns the largest change of a weight.
float needletail_descend(const float *gram, size_t stride, size_t count, float l1, float l2, int non_negative,
                         float *weights, float *residual);

/// target[slots[columns[p]]] = values[p] for p upwards: a sparse row among a few chosen columns. Columns that were
/// not chosen share one slot that nobody reads.
void needletail_compact_row(const int32_t *columns, const float *values, size_t count, const int32_t *slots,
                            float *target);

#endif
