#include "CKernels.h"

#include <string.h>

#include "dispatch.h"

#if NEEDLETAIL_X86
#include <immintrin.h>
#endif

// Each conversion loads whole words around the field, shifts away what is not its own, and
// reports by a bit whether all that is left are digits: no branch depends on the text.

static inline uint64_t load(const uint8_t *from) {
  uint64_t word;
  memcpy(&word, from, 8);
  return word;
}

/// A nonzero word when a byte of `digits` is above 9.
static inline uint64_t not_digits(uint64_t digits) {
  return ((digits + 0x7676767676767676) | digits) & 0x8080808080808080;
}

/// The number of eight decimal digits, the first in the lowest byte.
static inline uint64_t join_digits(uint64_t digits) {
  digits = digits * 10 + (digits >> 8);
  return (((digits & 0x000000ff000000ff) * 0x000f424000000064) +
          (((digits >> 16) & 0x000000ff000000ff) * 0x0000271000000001)) >>
         32;
}

static const uint64_t zeros = 0x3030303030303030;

/// The last `count` (1 to 8) of the eight bytes that end at `end`, as digits behind zeros.
static inline uint64_t digits_before(const uint8_t *end, size_t count) {
  return ((load(end - 8) ^ zeros) >> (8 * (8 - count))) << (8 * (8 - count));
}

static inline uint64_t parse_digits(const uint8_t *text, size_t count, uint64_t *value) {
  const uint8_t *end = text + count;
  if (count - 1 < 8) {
    uint64_t digits = digits_before(end, count);
    *value = join_digits(digits);
    return not_digits(digits);
  }
  if (count - 9 >= 7) return 1;
  uint64_t low = load(end - 8) ^ zeros, high = digits_before(end - 8, count - 8);
  *value = join_digits(high) * 100000000 + join_digits(low);
  return not_digits(low) | not_digits(high);
}

static inline uint64_t parse_id(const uint8_t *text, size_t count, int64_t *value) {
  uint64_t number = 0, wrong = parse_digits(text, count, &number);
  *value = (int64_t)number;
  return wrong | ((text[0] == '0') & (count > 1));
}

static inline uint64_t parse_time(const uint8_t *text, size_t count, int64_t multiplier,
                                  int64_t *value) {
  // At most 15 digits times at most a thousand: no overflow.
  uint64_t number = 0, wrong = parse_digits(text, count, &number);
  *value = (int64_t)number * multiplier;
  return wrong;
}

static inline uint64_t parse_decimal(const uint8_t *text, size_t count, float *value) {
  static const float powers[8] = {1, 10, 100, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f};
  if (count - 1 >= 7) return 1;
  uint64_t word = load(text) ^ zeros;
  uint64_t own = ((uint64_t)1 << (8 * count)) - 1;
  // The point, if any, is the lowest byte that turns to zero.
  uint64_t apart = (word ^ 0x1e1e1e1e1e1e1e1e) | ~own;
  uint64_t points = (apart - 0x0101010101010101) & ~apart & 0x8080808080808080;
  if (points == 0) {
    uint64_t digits = word << (8 * (8 - count));
    *value = (float)join_digits(digits);
    return not_digits(digits);
  }
  size_t whole = (size_t)__builtin_ctzll(points) >> 3;
  // The digits before the point move up onto its place: at most six digits, exact in 24 bits,
  // over an exact power of ten, give the nearest float by one division.
  uint64_t before = word & (((uint64_t)1 << (8 * whole)) - 1);
  uint64_t behind = (word & own) & ~(((uint64_t)1 << (8 * (whole + 1))) - 1);
  uint64_t digits = ((before << 8) | behind) << (8 * (8 - count));
  *value = (float)join_digits(digits) / powers[count - 1 - whole];
  return not_digits(digits) | (whole == 0);
}

static inline uint64_t ends_portable(const uint8_t *text, uint8_t delimiter) {
  uint64_t mask = 0;
  for (int place = 0; place < 64; place++) {
    mask |= (uint64_t)(text[place] == delimiter || text[place] == '\n') << place;
  }
  return mask;
}

#define SET portable
#define TARGET
#define ENDS ends_portable
#include "parse_plain.inc"
#undef SET
#undef TARGET
#undef ENDS

#if NEEDLETAIL_X86

NEEDLETAIL_TARGET("x86-64-v3", 256)
static inline uint64_t ends_v3(const uint8_t *text, uint8_t delimiter) {
  uint64_t mask = 0;
  for (int half = 0; half < 2; half++) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(text + 32 * half));
    __m256i found = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)delimiter)),
                                    _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n')));
    mask |= (uint64_t)(uint32_t)_mm256_movemask_epi8(found) << (32 * half);
  }
  return mask;
}

#define SET v3
#define TARGET NEEDLETAIL_TARGET("x86-64-v3", 256)
#define ENDS ends_v3
#include "parse_plain.inc"
#undef SET
#undef TARGET
#undef ENDS

NEEDLETAIL_TARGET("x86-64-v4", 512)
static inline uint64_t ends_v4(const uint8_t *text, uint8_t delimiter) {
  __m512i bytes = _mm512_loadu_si512(text);
  return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)delimiter)) |
         _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n'));
}

#define SET v4
#define TARGET NEEDLETAIL_TARGET("x86-64-v4", 512)
#define ENDS ends_v4
#include "parse_plain.inc"

#endif

size_t needletail_parse_plain(const uint8_t *text, size_t count,
                              const struct needletail_record *record, size_t row, size_t *parsed) {
  *parsed = 0;
  if (count == 0 || record->count == 0) return 0;
#if NEEDLETAIL_X86
  int set = needletail_instruction_set();
  if (set >= NEEDLETAIL_X86_64_V4) return parse_plain_v4(text, count, record, row, parsed);
  if (set >= NEEDLETAIL_X86_64_V3) return parse_plain_v3(text, count, record, row, parsed);
#endif
  return parse_plain_portable(text, count, record, row, parsed);
}
