#ifndef NEEDLETAIL_PARSING_H
#define NEEDLETAIL_PARSING_H

#include <stddef.h>
#include <stdint.h>

/// What a column of a delimited file becomes.
enum needletail_field {
  NEEDLETAIL_FIELD_IGNORED = 0,
  /// Digits of a non-negative integer without leading zeros, as 64 bits.
  NEEDLETAIL_FIELD_ID = 1,
  /// A decimal number of at most seven digits, as the nearest float.
  NEEDLETAIL_FIELD_DECIMAL = 2,
  /// Digits, times `multiplier`, as 64 bits.
  NEEDLETAIL_FIELD_TIME = 3,
};

enum { NEEDLETAIL_FIELDS = 16 };

/// How the records of a text are made.
struct needletail_record {
  uint8_t delimiter;
  /// The number of columns, at most `NEEDLETAIL_FIELDS`.
  uint8_t count;
  uint8_t kinds[NEEDLETAIL_FIELDS];
  /// Where the column of each field begins; null for ignored ones.
  void *columns[NEEDLETAIL_FIELDS];
  int64_t multiplier;
};

/// Parses the plain records at the start of a text: unquoted, every number short and well formed.
///
/// It stops before the first record that is not plain, or at the end. The text ends with a
/// newline, and 64 bytes before and 64 behind it can be read.
/// @param row the row that the first record becomes.
/// @param parsed set to the number of records.
/// @return the number of bytes parsed.
size_t needletail_parse_plain(const uint8_t *text, size_t count,
                              const struct needletail_record *record, size_t row, size_t *parsed);

/// How many bytes of a text equal one byte.
size_t needletail_count_byte(const uint8_t *text, size_t count, uint8_t byte);

/// The least and the greatest of some integers, and how many they are.
struct needletail_bounds {
  int64_t low, high;
  size_t count;
};

/// The bounds of those values that are not below `floor`; `low` is above `high` when there are none.
struct needletail_bounds needletail_find_bounds(const int64_t *values, size_t count, int64_t floor);

#endif
