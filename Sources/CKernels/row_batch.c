#include "CKernels.h"

needletail_row_range needletail_rows_range(const int32_t *rows, size_t count) {
  int32_t least = INT32_MAX, greatest = INT32_MIN;
  for (size_t i = 0; i < count; i++) {
    least = rows[i] < least ? rows[i] : least;
    greatest = rows[i] > greatest ? rows[i] : greatest;
  }
  return (needletail_row_range){least, greatest};
}

void needletail_rows_count(
    const int32_t *rows, const needletail_row_key *keys, size_t first, size_t last, int shift, int bits,
    uint32_t *counts) {
  uint32_t mask = (1u << bits) - 1;
  if (keys)
    for (size_t i = first; i < last; i++) counts[(uint32_t)(keys[i] >> 32) >> shift & mask]++;
  else
    for (size_t i = first; i < last; i++) counts[(uint32_t)rows[i] >> shift & mask]++;
}

void needletail_rows_scatter(
    const int32_t *rows, const needletail_row_key *keys, size_t first, size_t last, int shift, int bits,
    uint32_t *places, needletail_row_key *sorted) {
  uint32_t mask = (1u << bits) - 1;
  if (keys)
    for (size_t i = first; i < last; i++)
      sorted[places[(uint32_t)(keys[i] >> 32) >> shift & mask]++] = keys[i];
  else
    for (size_t i = first; i < last; i++)
      sorted[places[(uint32_t)rows[i] >> shift & mask]++] = (needletail_row_key)(uint32_t)rows[i] << 32 | i;
}

/// Whether a sorted key is the first of its row.
static inline int begins(const needletail_row_key *sorted, size_t i) {
  return i == 0 || sorted[i] >> 32 != sorted[i - 1] >> 32;
}

size_t needletail_rows_starts(const needletail_row_key *sorted, size_t first, size_t last) {
  size_t count = 0;
  for (size_t i = first; i < last; i++) count += (size_t)begins(sorted, i);
  return count;
}

void needletail_rows_split(
    const needletail_row_key *sorted, size_t first, size_t last, size_t unique, int32_t *positions, int32_t *rows,
    int32_t *starts) {
  for (size_t i = first; i < last; i++) {
    positions[i] = (int32_t)(uint32_t)sorted[i];
    if (!begins(sorted, i)) continue;
    rows[unique] = (int32_t)(sorted[i] >> 32);
    starts[unique++] = (int32_t)i;
  }
}

void needletail_rows_invert(
    const int32_t *positions, const int32_t *starts, size_t first, size_t last, int32_t *inverse) {
  for (size_t u = first; u < last; u++)
    for (int32_t s = starts[u]; s < starts[u + 1]; s++) inverse[positions[s]] = (int32_t)u;
}
