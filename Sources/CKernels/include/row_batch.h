#ifndef NEEDLETAIL_ROW_BATCH_H
#define NEEDLETAIL_ROW_BATCH_H

#include <stddef.h>
#include <stdint.h>

// The rows of a batch sorted by (row, position), as parts of a radix sort that tiles do side by side: the order is
// a property of the rows, so it does not depend on the tiles.

/// A row in the upper and its position in the lower 32 bits.
typedef uint64_t needletail_row_key;

/// The least and the greatest of `count` rows.
typedef struct {
  int32_t least, greatest;
} needletail_row_range;

needletail_row_range needletail_rows_range(const int32_t *rows, size_t count);

/// Counts the digits (key >> shift) & (2^bits - 1) of the rows first..<last; `keys` NULL takes them from `rows`.
void needletail_rows_count(
    const int32_t *rows, const needletail_row_key *keys, size_t first, size_t last, int shift, int bits,
    uint32_t *counts);

/// Moves first..<last to the places that `places` gives for their digits, which it advances.
void needletail_rows_scatter(
    const int32_t *rows, const needletail_row_key *keys, size_t first, size_t last, int shift, int bits,
    uint32_t *places, needletail_row_key *sorted);

/// How many of the sorted keys first..<last are the first of their row.
size_t needletail_rows_starts(const needletail_row_key *sorted, size_t first, size_t last);

/// Writes the positions of first..<last and, from number `unique` on, the rows that begin there and where.
void needletail_rows_split(
    const needletail_row_key *sorted, size_t first, size_t last, size_t unique, int32_t *positions, int32_t *rows,
    int32_t *starts);

/// For each position of the rows first..<last the number of its row: inverse[positions[s]] = u.
void needletail_rows_invert(
    const int32_t *positions, const int32_t *starts, size_t first, size_t last, int32_t *inverse);

#endif
