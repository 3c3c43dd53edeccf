#ifndef NEEDLETAIL_ALS_H
#define NEEDLETAIL_ALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The rows of one half-step of exact alternating least squares.
///
/// The fixed factors lie in the basis where their Gramian is diagonal. Row r, with entries j of weight w_j on
/// fixed rows f_j, gets the x that minimises
///   sum_j w_j (<x, f_j> - t_j)^2 + sum_k (spectrum[k] + ridge[r]) x[k]^2.
typedef struct {
  size_t dimension;
  /// Distance between rows of `fixed` and of `solved`; a multiple of 16, at least `dimension`. Elements of
  /// `fixed` from `dimension` on are finite and do not count; those of `solved` become zero.
  size_t stride;
  const float *fixed;
  /// `dimension` numbers, not negative: unobserved weight times the eigenvalues of the Gramian.
  const float *spectrum;
  /// One number a row, not negative.
  const float *ridge;
  /// Compressed rows; `values` is NULL when all weights are one.
  const int64_t *offsets;
  const int32_t *columns;
  const float *values;
  /// t_j of each entry; NULL when all are one.
  const float *targets;
  /// rows x stride, written. A row without entries becomes zero.
  float *solved;
  /// The minimum of each row's objective; may be NULL.
  double *losses;
} needletail_als_rows;

/// Floats of scratch memory that solving rows of at most `entries` entries needs; aligned to 64 bytes.
size_t needletail_als_scratch(size_t dimension, size_t entries);

/// Solves rows first..<last in 32-bit floats, by Cholesky of the smaller of the two equivalent systems
/// (dimension or number of entries).
///
/// Returns `last`, or the first row whose system is too ill-conditioned for floats; rows before it are done.
size_t needletail_als_solve_rows(const needletail_als_rows *rows, size_t first, size_t last, float *scratch);

/// The versions of needletail_als_solve_rows for each instruction set; for tests, on machines that have it.
size_t needletail_als_solve_rows_v4(const needletail_als_rows *rows, size_t first, size_t last, float *scratch);
size_t needletail_als_solve_rows_v3(const needletail_als_rows *rows, size_t first, size_t last, float *scratch);
size_t needletail_als_solve_rows_portable(
    const needletail_als_rows *rows, size_t first, size_t last, float *scratch);

/// Solves one row in doubles without blocking: the oracle of the fast kernel and its refuge for
/// ill-conditioned rows. `scratch` holds m*m + 2*m + dimension doubles, m the smaller of dimension and entries.
void needletail_als_solve_row_in_doubles(const needletail_als_rows *rows, size_t row, double *scratch);

/// The rows of one half-step over a block of dimensions (iALS++), in any basis.
typedef struct {
  /// The block: dimensions first..<first + size.
  size_t first, size;
  /// Distance between rows of `fixed` and of `moving`; elements past `dimension` are zero.
  size_t dimension, stride;
  const float *fixed;
  /// Unobserved weight times the Gramian's rows of the block, by columns: dimension x (size rounded up to 16).
  const float *gramian;
  const float *ridge;
  const int64_t *offsets;
  const int32_t *columns;
  /// NULL when all weights are one.
  const float *values;
  /// Where each entry's prediction lies in `predictions`; NULL for the order of the entries.
  const int64_t *places;
  float *predictions;
  float *moving;
} needletail_als_block;

/// Floats of scratch memory for a block of `size` dimensions; aligned to 64 bytes.
size_t needletail_als_block_scratch(size_t size);

/// Moves the block's part of rows first..<last to its minimum and brings their predictions up to date.
/// A row without entries becomes zero.
void needletail_als_move_block(const needletail_als_block *block, size_t first, size_t last, float *scratch);

/// Predictions of the entries of rows first..<last from nothing, by all dimensions.
void needletail_als_predict(const needletail_als_block *block, size_t first, size_t last);

#endif
