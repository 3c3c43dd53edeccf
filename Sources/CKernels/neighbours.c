#include "neighbours.h"

#include <string.h>

#include "dispatch.h"

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
        marks[columns[p] / NEEDLETAIL_MARKED] = 1;
      }
    } else if (values) {
      for (int64_t p = start; p < end; p++) sums[columns[p]] += weight * values[p];
    } else if (marks) {
      for (int64_t p = start; p < end; p++) {
        sums[columns[p]] += weight;
        marks[columns[p] / NEEDLETAIL_MARKED] = 1;
      }
    } else {
      for (int64_t p = start; p < end; p++) sums[columns[p]] += weight;
    }
  }
}

static size_t take_portable(float *sums, uint8_t *marks, size_t blocks, int32_t without, int32_t *columns,
                            float *values) {
  size_t taken = 0;
  for (size_t block = 0; block < blocks; block++) {
    if (!marks[block]) continue;
    marks[block] = 0;
    for (size_t column = block * NEEDLETAIL_MARKED; column < (block + 1) * NEEDLETAIL_MARKED; column++) {
      columns[taken] = (int32_t)column;
      values[taken] = sums[column];
      sums[column] = 0;
      taken += values[taken] != 0 && (int32_t)column != without;
    }
  }
  return taken;
}

#if NEEDLETAIL_X86
#include <immintrin.h>

NEEDLETAIL_TARGET("x86-64-v4", 512)
static size_t take_x86_64_v4(float *sums, uint8_t *marks, size_t blocks, int32_t without, int32_t *columns,
                             float *values) {
  const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i own = _mm512_set1_epi32(without);
  size_t taken = 0;
  for (size_t block = 0; block < blocks; block++) {
    if (!marks[block]) continue;
    marks[block] = 0;
    for (size_t start = block * NEEDLETAIL_MARKED; start < (block + 1) * NEEDLETAIL_MARKED; start += 16) {
      const __m512 sum = _mm512_loadu_ps(sums + start);
      __mmask16 some = _mm512_cmp_ps_mask(sum, _mm512_setzero_ps(), _CMP_NEQ_UQ);
      if (!some) continue;
      _mm512_storeu_ps(sums + start, _mm512_setzero_ps());
      const __m512i column = _mm512_add_epi32(_mm512_set1_epi32((int)start), lanes);
      some &= _mm512_cmpneq_epi32_mask(column, own);
      _mm512_storeu_ps(values + taken, _mm512_maskz_compress_ps(some, sum));
      _mm512_storeu_si512(columns + taken, _mm512_maskz_compress_epi32(some, column));
      taken += (size_t)__builtin_popcount(some);
    }
  }
  return taken;
}
#endif

size_t needletail_take_sums(float *sums, uint8_t *marks, size_t blocks, int32_t without, int32_t *columns,
                            float *values) {
#if NEEDLETAIL_X86
  if (needletail_instruction_set() == NEEDLETAIL_X86_64_V4)
    return take_x86_64_v4(sums, marks, blocks, without, columns, values);
#endif
  return take_portable(sums, marks, blocks, without, columns, values);
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

/// An integer that grows with the number, above zero; zero for a number that is dropped.
static inline uint32_t key_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  const uint32_t isLegal = (bits << 1 != 0) & ((bits & 0x7f800000u) != 0x7f800000u);
  return (bits >> 31 ? ~bits : bits | 0x80000000u) & -isLegal;
}

/// The `rank`-th largest of some keys, rank from 1, and in `equal` how many of its equals are among the `rank`
/// largest. By digits of 11, 11 and 10 bits from the top; keys are overwritten.
static uint32_t largest(uint32_t *keys, size_t count, size_t rank, size_t *equal) {
  uint32_t found = 0;
  for (int digit = 0; digit < 3; digit++) {
    const int shift = digit == 0 ? 21 : digit == 1 ? 10 : 0;
    const uint32_t mask = digit == 2 ? 1023 : 2047;
    // Similar keys come one after the other; two tables keep them from waiting for each other.
    uint32_t even[2048] = {0}, odd[2048] = {0};
    for (size_t k = 0; k + 1 < count; k += 2) {
      even[keys[k] >> shift & mask]++;
      odd[keys[k + 1] >> shift & mask]++;
    }
    if (count % 2) even[keys[count - 1] >> shift & mask]++;
    uint32_t bin = mask;
    while (even[bin] + odd[bin] < rank) {
      rank -= even[bin] + odd[bin];
      bin--;
    }
    found |= bin << shift;
    size_t kept = 0;
    for (size_t k = 0; k < count; k++) {
      const uint32_t key = keys[k];
      keys[kept] = key;
      kept += (key >> shift & mask) == bin;
    }
    count = kept;
    if (count == rank) break;
  }
  // When all that are left are wanted, the least of them is the threshold.
  for (size_t k = 0; k < count; k++) found = k == 0 || keys[k] < found ? keys[k] : found;
  *equal = rank;
  return found;
}

size_t needletail_keep_largest(int32_t *columns, float *values, size_t count, size_t limit,
                               uint32_t *scratch) {
  size_t legal = 0;
  for (size_t k = 0; k < count; k++) {
    scratch[k] = key_of(values[k]);
    legal += scratch[k] != 0;
  }
  if (legal == count && count <= limit) return count;
  // Keys above the threshold are kept, and of those that equal it the first few.
  uint32_t threshold = 0;
  size_t equal = 0;
  if (legal > limit) {
    if (limit == 0) return 0;
    threshold = largest(scratch, count, limit, &equal);
  }
  size_t kept = 0;
  for (size_t k = 0; k < count; k++) {
    const float value = values[k];
    const uint32_t key = key_of(value);
    const size_t isEqual = key == threshold && equal > 0;
    columns[kept] = columns[k];
    values[kept] = value;
    equal -= isEqual;
    kept += key > threshold || isEqual;
  }
  return kept;
}
