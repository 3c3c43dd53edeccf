#ifndef NEEDLETAIL_NEIGHBOURS_H
#define NEEDLETAIL_NEIGHBOURS_H

#include <stddef.h>
#include <stdint.h>

/// The columns that one mark stands for.
enum { NEEDLETAIL_MARKED = 64 };

/// Adds multiples of rows of a sparse matrix to dense sums: for k upwards, weights[k] × row rows[k].
///
/// Every sum is added in the order of k by plain multiplication and addition, so it has the same bits whatever
/// else is summed. `values` NULL means all ones, `weights` NULL likewise. `marks`, one byte for
/// `NEEDLETAIL_MARKED` columns, is set to 1 where something was added; NULL leaves marks out.
void needletail_add_rows(const int64_t *offsets, const int32_t *columns, const float *values,
                         const int32_t *rows, const float *weights, size_t count, float *sums,
                         uint8_t *marks);

/// Moves the sums of marked blocks of columns into lists, columns ascending, and sets sums and marks to zero.
/// Sums of exactly zero and the column `without` are left out. Returns the length of the lists, which must have
/// room for 16 entries more than there are columns; `sums` has room for whole blocks.
size_t needletail_take_sums(float *sums, uint8_t *marks, size_t blocks, int32_t without, int32_t *columns,
                            float *values);

/// values[k] = values[k] / (length × lengths[columns[k]] + constant).
void needletail_divide_by_products(float *values, const int32_t *columns, size_t count, float length,
                                   const float *lengths, float constant);

/// values[k] = factor × values[k] / (length + lengths[columns[k]] − overlap × values[k] + constant).
void needletail_divide_by_unions(float *values, const int32_t *columns, size_t count, float factor,
                                 float overlap, float length, const float *lengths, float constant);

/// Keeps the `limit` largest values, of equal ones those that come first, in their order; values that are zero
/// or not finite are dropped. `scratch` has room for `count` numbers. Returns how many are kept.
size_t needletail_keep_largest(int32_t *columns, float *values, size_t count, size_t limit,
                               uint32_t *scratch);

#endif
