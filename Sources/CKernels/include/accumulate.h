#ifndef NEEDLETAIL_ACCUMULATE_H
#define NEEDLETAIL_ACCUMULATE_H

#include <stddef.h>
#include <stdint.h>

/// Adds rows of a matrix to a row of sums: for each column c,
/// `sums[c] = fmaf(weights[t], base[rows[t] * stride + c], sums[c])` for t = 0, 1, … in turn.
///
/// A column has the same bits whatever `width` is.
void needletail_accumulate_rows(const float *base, size_t stride, const int32_t *rows,
                                const float *weights, size_t count, float *sums, size_t width);

/// Copies columns of a block into rows: `target[t * height + j] = base[j * stride + columns[t]]`.
void needletail_gather_columns(const float *base, size_t stride, size_t height,
                               const int32_t *columns, size_t count, float *target);

/// `values[i] = values[i] * factors[i]`, with −0 turned into +0.
void needletail_scale(float *values, const float *factors, size_t count);

#endif
