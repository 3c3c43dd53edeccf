#include "neighbours.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

void needletail_add_rows(const int64_t *offsets, const int32_t *columns, const float *values,
                         const int32_t *rows, const float *weights, size_t count, float *restrict sums,
                         uint8_t *restrict marks) {
  for (size_t k = 0; k < count; k++) {
    const int64_t start = offsets[rows[k]], end = offsets[rows[k] + 1];
    const float weight = weights ? weights[k] : 1;
    if (values && marks) {
      for (int64_t p = start; p < end; p++) {
        sums[columns[p]] += weight * values[p];
        marks[columns[p]] = 1;
      }
    } else if (values) {
      for (int64_t p = start; p < end; p++) sums[columns[p]] += weight * values[p];
    } else if (marks) {
      for (int64_t p = start; p < end; p++) {
        sums[columns[p]] += weight;
        marks[columns[p]] = 1;
      }
    } else {
      for (int64_t p = start; p < end; p++) sums[columns[p]] += weight;
    }
  }
}

size_t needletail_take_sums(float *sums, uint8_t *marks, size_t width, int32_t without,
                            int32_t *columns, float *values) {
  size_t taken = 0;
  for (size_t block = 0; block < width; block += 64) {
    uint64_t words[8];
    memcpy(words, marks + block, 64);
    if (!(words[0] | words[1] | words[2] | words[3] | words[4] | words[5] | words[6] | words[7])) continue;
    memset(marks + block, 0, 64);
    for (size_t i = 0; i < 8; i++) {
      while (words[i]) {
        const size_t column = block + 8 * i + (size_t)__builtin_ctzll(words[i]) / 8;
        words[i] &= words[i] - 1;
        columns[taken] = (int32_t)column;
        values[taken] = sums[column];
        sums[column] = 0;
        taken += values[taken] != 0 && (int32_t)column != without;
      }
    }
  }
  return taken;
}

void needletail_divide_by_products(float *values, const int32_t *columns, size_t count, float length,
                                   const float *lengths, float constant) {
  for (size_t k = 0; k < count; k++) {
    values[k] = values[k] / (length * lengths[columns[k]] + constant);
  }
}

void needletail_divide_by_unions(float *values, const int32_t *columns, size_t count, float factor,
                                 float overlap, float length, const float *lengths, float constant) {
  for (size_t k = 0; k < count; k++) {
    const float whole = length + lengths[columns[k]] - overlap * values[k] + constant;
    values[k] = factor * values[k] / whole;
  }
}

/// An integer that grows with the number.
static inline uint32_t ascending(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  return bits >> 31 ? ~bits : bits | 0x80000000u;
}

/// The `rank`-th largest of some keys, rank from 1, and in `equal` how many of its equals are among the `rank`
/// largest. By digits of 11, 11 and 10 bits from the top; keys are overwritten.
static uint32_t largest(uint32_t *keys, size_t count, size_t rank, size_t *equal) {
  uint32_t found = 0;
  for (int digit = 0; digit < 3; digit++) {
    const int shift = digit == 0 ? 21 : digit == 1 ? 10 : 0;
    const uint32_t mask = digit == 2 ? 1023 : 2047;
    uint32_t histogram[2048] = {0};
    for (size_t k = 0; k < count; k++) histogram[keys[k] >> shift & mask]++;
    uint32_t bin = mask;
    while (histogram[bin] < rank) rank -= histogram[bin--];
    found |= bin << shift;
    size_t kept = 0;
    for (size_t k = 0; k < count; k++) {
      const uint32_t key = keys[k];
      keys[kept] = key;
      kept += (key >> shift & mask) == bin;
    }
    count = kept;
  }
  *equal = rank;
  return found;
}

size_t needletail_keep_largest(int32_t *columns, float *values, size_t count, size_t limit,
                               uint32_t *scratch) {
  size_t legal = 0;
  for (size_t k = 0; k < count; k++) {
    const float value = values[k];
    columns[legal] = columns[k];
    values[legal] = value;
    legal += value != 0 && isfinite(value);
  }
  if (legal <= limit) return legal;
  if (limit == 0) return 0;
  for (size_t k = 0; k < legal; k++) scratch[k] = ascending(values[k]);
  size_t equal;
  const uint32_t threshold = largest(scratch, legal, limit, &equal);
  size_t kept = 0;
  for (size_t k = 0; k < legal; k++) {
    const float value = values[k];
    const uint32_t key = ascending(value);
    const size_t isEqual = key == threshold && equal > 0;
    columns[kept] = columns[k];
    values[kept] = value;
    equal -= isEqual;
    kept += key > threshold || isEqual;
  }
  return kept;
}
