// Sixteen floats side by side and what the kernels of factor models do with them. Included once per
// instruction set.
// One vector type for all of them: narrower machines split it, element by element the order of operations
// stays the same.

// Vectors are passed only to functions that are always inlined, so no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float lanes __attribute__((ext_vector_type(16)));
typedef float unaligned_lanes __attribute__((ext_vector_type(16), aligned(4)));

#define INLINE static inline __attribute__((always_inline))

enum { width = 16 };

INLINE lanes load(const float *from) { return *(const unaligned_lanes *)from; }
INLINE void store(float *to, lanes value) { *(unaligned_lanes *)to = value; }

/// The first `valid` of up to sixteen floats, then zeros.
INLINE lanes load_some(const float *from, size_t valid) {
  if (valid >= width) return load(from);
  float part[width] = {0};
  memcpy(part, from, valid * sizeof(float));
  return load(part);
}

/// The sum of the lanes, by halves.
INLINE float sum_of_lanes(lanes v) {
  typedef float eight __attribute__((ext_vector_type(8)));
  typedef float four __attribute__((ext_vector_type(4)));
  eight a = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
            __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
  four b = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
  return (b[0] + b[2]) + (b[1] + b[3]);
}

#define LOW(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
/// Exchanges the upper right and lower left quarters of every square of 2s x 2s elements: one of the four
/// stages of a 16 x 16 transposition.
#define EXCHANGE(s, low, high)                                                  \
  for (int i = 0; i < width; i++)                                               \
    if (!(i & s)) {                                                             \
      lanes a = t[i], b = t[i + s];                                             \
      t[i] = low;                                                               \
      t[i + s] = high;                                                          \
    }

INLINE void transpose(lanes t[width]) {
  _Pragma("clang loop unroll(full)") EXCHANGE(
      8, LOW(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
      LOW(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31))
  _Pragma("clang loop unroll(full)") EXCHANGE(
      4, LOW(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27),
      LOW(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31))
  _Pragma("clang loop unroll(full)") EXCHANGE(
      2, LOW(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29),
      LOW(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31))
  _Pragma("clang loop unroll(full)") EXCHANGE(
      1, LOW(a, b, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30),
      LOW(a, b, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31))
}

#undef EXCHANGE
#undef LOW
