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

enum { NEEDLETAIL_TILE_ENDS = 1024, NEEDLETAIL_TILE_ROWS = 256 };

/// Masks of the last 0 to 8 bytes of a word at 8 to 16; none before, all beyond.
static const uint64_t last_bytes[24] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0,
    0xff00000000000000, 0xffff000000000000, 0xffffff0000000000, 0xffffffff00000000,
    0xffffffffff000000, 0xffffffffffff0000, 0xffffffffffffff00,
    ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0,
    ~(uint64_t)0, ~(uint64_t)0};

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

/// The nearest float of a decimal number of `count` (1 to 7) bytes, the first of them the lowest.
static inline uint64_t join_decimal(uint64_t word, uint64_t count, float *value) {
  uint64_t shift = (64 - 8 * count) & 63;
  uint64_t own = ((uint64_t)1 << ((8 * count) & 63)) - 1;
  word = (word ^ zeros) & own;
  // The point, if any, is the lowest byte that turns to zero: its lowest bit stays.
  uint64_t apart = (word ^ 0x1e1e1e1e1e1e1e1e) | ~own;
  uint64_t points = (apart - 0x0101010101010101) & ~apart & 0x8080808080808080;
  uint64_t point = (points & (0 - points)) >> 7;
  // The digits before the point move up onto its place: at most six digits, exact in 24 bits,
  // over an exact power of ten, give the nearest float by one division.
  uint64_t before = word & (point - 1);
  uint64_t behind = word & ~(point * 0x100 - 1);
  uint64_t digits = (points ? before << 8 | behind : word) << shift;
  // The bit of the point, taken for a digit one, is the power of ten of the places behind it.
  uint64_t power = points ? join_digits(point << shift) : 1;
  *value = (float)join_digits(digits) / (float)power;
  return not_digits(digits) | (point == 1) | (count - 1 >= 7);
}

/// How the fields of a few hundred records lie in a text.
struct tile {
  size_t rows;
  /// The field at hand of the first record, in `ends`.
  const uint32_t *field;
  /// The end before the first record, those of all fields, and room to write beyond.
  uint32_t ends[1 + NEEDLETAIL_TILE_ENDS + 128];
  uint32_t starts[NEEDLETAIL_TILE_ROWS], counts[NEEDLETAIL_TILE_ROWS];
  uint64_t low[NEEDLETAIL_TILE_ROWS], high[NEEDLETAIL_TILE_ROWS];
};

static inline uint64_t ends_portable(const uint8_t *text, uint8_t a, uint8_t b) {
  uint64_t mask = 0;
  for (int place = 0; place < 64; place++) {
    mask |= (uint64_t)(text[place] == a || text[place] == b) << place;
  }
  return mask;
}

static inline size_t list_bits(uint64_t mask, uint32_t base, uint32_t *to) {
  size_t count = (size_t)__builtin_popcountll(mask);
  // Eight at a time, more than there are: a loop that ends by their number is mispredicted.
  for (size_t place = 0; place < count; place += 8) {
    for (size_t next = place; next < place + 8; next++) {
      to[next] = base + (uint32_t)(mask ? __builtin_ctzll(mask) : 0);
      mask &= mask - 1;
    }
  }
  return count;
}

#define SET portable
#define TARGET
#define ENDS ends_portable
#define LIST list_bits
#include "parse_tile.inc"
#include "parse_plain.inc"
#undef SET
#undef TARGET
#undef ENDS
#undef LIST

#if NEEDLETAIL_X86

NEEDLETAIL_TARGET("x86-64-v3", 256)
static inline uint64_t ends_v3(const uint8_t *text, uint8_t a, uint8_t b) {
  uint64_t mask = 0;
  for (int half = 0; half < 2; half++) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(text + 32 * half));
    __m256i found = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)a)),
                                    _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)b)));
    mask |= (uint64_t)(uint32_t)_mm256_movemask_epi8(found) << (32 * half);
  }
  return mask;
}

#define SET v3
#define TARGET NEEDLETAIL_TARGET("x86-64-v3", 256)
#define ENDS ends_v3
#define LIST list_bits
#include "parse_tile.inc"
#include "parse_plain.inc"
#undef SET
#undef TARGET
#undef ENDS
#undef LIST

NEEDLETAIL_TARGET("x86-64-v4", 512)
static inline uint64_t ends_v4(const uint8_t *text, uint8_t a, uint8_t b) {
  __m512i bytes = _mm512_loadu_si512(text);
  return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)a)) |
         _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)b));
}

NEEDLETAIL_TARGET("x86-64-v4", 512)
static inline size_t list_v4(uint64_t mask, uint32_t base, uint32_t *to) {
  __m512i places = _mm512_add_epi32(
      _mm512_set1_epi32((int)base),
      _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  uint32_t *next = to;
  for (int quarter = 0; quarter < 4; quarter++, mask >>= 16) {
    _mm512_storeu_si512(next, _mm512_maskz_compress_epi32((__mmask16)mask, places));
    next += __builtin_popcountll(mask & 0xffff);
    places = _mm512_add_epi32(places, _mm512_set1_epi32(16));
  }
  return (size_t)(next - to);
}

#define SET v4
#define TARGET NEEDLETAIL_TARGET("x86-64-v4", 512)
#define ENDS ends_v4
#define LIST list_v4
#include "parse_tile.inc"
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

size_t needletail_count_byte(const uint8_t *text, size_t count, uint8_t byte) {
#if NEEDLETAIL_X86
  int set = needletail_instruction_set();
  if (set >= NEEDLETAIL_X86_64_V4) return count_byte_v4(text, count, byte);
  if (set >= NEEDLETAIL_X86_64_V3) return count_byte_v3(text, count, byte);
#endif
  return count_byte_portable(text, count, byte);
}
