// The kernels of a softmax over many items, included once per instruction set with NAME giving their names and
// TILE_ROWS x TILE_VECTORS the vectors of sums that its registers hold.
#include "lanes.h"

#include <stdint.h>

enum { strip = NEEDLETAIL_STRIP, tile_width = TILE_VECTORS * width };

#define UNROLLED _Pragma("clang loop unroll(full)")
#define EACH(rows, vectors)                 \
  UNROLLED for (int r = 0; r < rows; r++)   \
    UNROLLED for (int v = 0; v < vectors; v++)

// Products are fused with their additions wherever it runs, so that all versions give the same bits.
INLINE lanes fused(lanes a, lanes b, lanes c) { return __builtin_elementwise_fma(a, b, c); }

/// sums[r][v] += sum over k of left[r * row_step + k * step] * right[k * right_step + lanes of v].
INLINE void add_products(
    int rows, int vectors, const float *left, size_t row_step, size_t step, const float *right, size_t right_step,
    size_t count, lanes sums[TILE_ROWS][TILE_VECTORS]) {
  for (size_t k = 0; k < count; k++) {
    lanes factor[TILE_VECTORS];
    UNROLLED for (int v = 0; v < vectors; v++) factor[v] = load(right + k * right_step + v * width);
    EACH(rows, vectors) sums[r][v] = fused((lanes)left[r * row_step + k * step], factor[v], sums[r][v]);
  }
}

/// Asks for rows that a later tile touches, perhaps beyond the end: they come from far, and the processor's own
/// guesses come late.
#define fetch_ahead(rows, stride, count, writes)                                   \
  for (size_t r = 0; r < TILE_ROWS; r++)                                           \
    for (size_t c = 0; c < (size_t)(count); c += width)                            \
      __builtin_prefetch((const void *)((uintptr_t)(rows) + (r * (stride) + c) * sizeof(float)), writes, 3)

INLINE void logits_of(
    int rows, const float *items, size_t stride, size_t dimension, const float *biases, float scale,
    const float *queries, float *logits, lanes maxima[strip / width]) {
  for (int first = 0; first < strip; first += tile_width) {
    lanes sums[TILE_ROWS][TILE_VECTORS];
    EACH(rows, TILE_VECTORS) sums[r][v] = (lanes)(biases ? scale * biases[r] : 0);
    add_products(rows, TILE_VECTORS, items, stride, 1, queries + first, strip, dimension, sums);
    EACH(rows, TILE_VECTORS) {
      store(logits + r * strip + first + v * width, sums[r][v]);
      lanes *most = &maxima[first / width + v];
      *most = *most > sums[r][v] ? *most : sums[r][v];
    }
  }
}

void NAME(strip_logits)(
    const float *items, size_t stride, size_t dimension, size_t count, const float *biases, float scale,
    const float *queries, float *logits, float *maxima) {
  lanes most[strip / width];
  for (int v = 0; v < strip / width; v++) most[v] = load(maxima + v * width);
  size_t j = 0;
  for (; j + TILE_ROWS <= count; j += TILE_ROWS) {
    fetch_ahead(logits + (j + 2 * TILE_ROWS) * strip, strip, strip, 1);
    logits_of(
        TILE_ROWS, items + j * stride, stride, dimension, biases ? biases + j : NULL, scale, queries,
        logits + j * strip, most);
  }
  for (; j < count; j++)
    logits_of(
        1, items + j * stride, stride, dimension, biases ? biases + j : NULL, scale, queries, logits + j * strip,
        most);
  for (int v = 0; v < strip / width; v++) store(maxima + v * width, most[v]);
}

/// 2^x for x up to 126; zero below -126, not a number for those.
INLINE lanes power_of_two(lanes x) {
  typedef int words __attribute__((ext_vector_type(16)));
  // Adding 1.5 * 2^23 rounds x to an integer and leaves it in the low bits of the sum.
  const float shift = 0x1.8p23f;
  lanes shifted = x + shift, fraction = x - (shifted - shift);
  // Degree 6 on [-1/2, 1/2], relative error 6e-9, with 1 at 0.
  lanes power = (lanes)0x1.41d474p-13f;
  power = fused(power, fraction, (lanes)0x1.5f4616p-10f);
  power = fused(power, fraction, (lanes)0x1.3b2e5p-7f);
  power = fused(power, fraction, (lanes)0x1.c6af2p-5f);
  power = fused(power, fraction, (lanes)0x1.ebfbdap-3f);
  power = fused(power, fraction, (lanes)0x1.62e43p-1f);
  power = fused(power, fraction, (lanes)1.0f);
  words scaled = (words)power + ((words)shifted << 23);
  return (lanes)(scaled & ~(x < -126.0f));
}

/// Items whose exponentials are summed in floats before they join the lanes' sums: a shorter chain of roundings.
enum { summed_together = 32 };

void NAME(strip_exponentials)(float *logits, size_t count, const float *references, float *sums) {
  lanes reference[strip / width], total[strip / width];
  for (int v = 0; v < strip / width; v++) reference[v] = load(references + v * width), total[v] = (lanes)0.0f;
  for (size_t first = 0; first < count; first += summed_together) {
    size_t end = count - first < summed_together ? count : first + summed_together;
    lanes part[strip / width] = {0};
    for (size_t j = first; j < end; j++) {
      UNROLLED for (int v = 0; v < strip / width; v++) {
        float *place = logits + j * strip + v * width;
        lanes power = power_of_two(load(place) - reference[v]);
        store(place, power);
        part[v] += power;
      }
    }
    for (int v = 0; v < strip / width; v++) total[v] += part[v];
  }
  for (int v = 0; v < strip / width; v++) store(sums + v * width, total[v]);
}

/// Runs call(vectors, ...) with the number of vectors, at most TILE_VECTORS, known to the compiler.
#if TILE_VECTORS == 4
#define WITH_VECTORS(vectors, call, ...)       \
  switch (vectors) {                           \
    case 1: call(1, __VA_ARGS__); break;       \
    case 2: call(2, __VA_ARGS__); break;       \
    case 3: call(3, __VA_ARGS__); break;       \
    default: call(4, __VA_ARGS__); break;      \
  }
#else
#define WITH_VECTORS(vectors, call, ...) call(1, __VA_ARGS__);
#endif

/// Items whose rows and weights stay near while all lanes pass over them.
enum { summed_items = 96 };

INLINE void items_into(
    int vectors, int rows, const float *weights, const float *items, size_t stride, size_t count, int is_first,
    float *sums, size_t sum_stride) {
  lanes part[TILE_ROWS][TILE_VECTORS];
  EACH(rows, vectors) part[r][v] = (lanes)0.0f;
  add_products(rows, vectors, weights, 1, strip, items, stride, count, part);
  EACH(rows, vectors) {
    float *place = sums + r * sum_stride + v * width;
    store(place, is_first ? part[r][v] : load(place) + part[r][v]);
  }
}

/// The sums of columns first..<first + vectors of sixteen, over some items.
INLINE void lanes_of_items(
    int vectors, const float *weights, const float *items, size_t stride, size_t count, int is_first, float *sums,
    size_t sum_stride) {
  int i = 0;
  for (; i + TILE_ROWS <= strip; i += TILE_ROWS)
    items_into(
        vectors, TILE_ROWS, weights + i, items, stride, count, is_first, sums + i * sum_stride, sum_stride);
  if (strip % TILE_ROWS)
    items_into(
        vectors, strip % TILE_ROWS, weights + i, items, stride, count, is_first, sums + i * sum_stride, sum_stride);
}

void NAME(strip_sum_items)(
    const float *weights, const float *items, size_t stride, size_t item_width, size_t count, float *sums,
    size_t sum_stride) {
  for (size_t first = 0; first == 0 || first < count; first += summed_items) {
    size_t some = count - first < summed_items ? count - first : summed_items;
    for (size_t column = 0; column < item_width; column += tile_width)
      WITH_VECTORS(
          (item_width - column) / width, lanes_of_items, weights + first * strip, items + first * stride + column,
          stride, some, first == 0, sums + column, sum_stride)
  }
}

INLINE void queries_into(
    int vectors, int rows, const float *weights, const float *queries, size_t stride, size_t valid, float *sums,
    size_t sum_stride) {
  lanes part[TILE_ROWS][TILE_VECTORS];
  EACH(rows, vectors) part[r][v] = (lanes)0.0f;
  add_products(rows, vectors, weights, strip, 1, queries, stride, strip, part);
  EACH(rows, vectors) {
    float *place = sums + r * sum_stride + v * width;
    size_t left = valid - v * width;
    if (left >= width) store(place, load(place) + part[r][v]);
    else for (size_t c = 0; c < left; c++) place[c] += part[r][v][c];
  }
}

/// The sums of some items in the columns that `queries` and `sums` begin with, `valid` of them.
INLINE void queries_of_items(
    int vectors, const float *weights, size_t count, const float *queries, size_t stride, size_t valid, float *sums,
    size_t sum_stride) {
  size_t j = 0;
  for (; j + TILE_ROWS <= count; j += TILE_ROWS) {
    fetch_ahead(weights + (j + 2 * TILE_ROWS) * strip, strip, strip, 0);
    fetch_ahead(sums + (j + TILE_ROWS) * sum_stride, sum_stride, vectors * width, 1);
    queries_into(
        vectors, TILE_ROWS, weights + j * strip, queries, stride, valid, sums + j * sum_stride, sum_stride);
  }
  for (; j < count; j++)
    queries_into(vectors, 1, weights + j * strip, queries, stride, valid, sums + j * sum_stride, sum_stride);
}

void NAME(strip_add_queries)(
    const float *weights, size_t count, const float *queries, size_t stride, size_t dimension, float *sums,
    size_t sum_stride, const float *lane_weights, float *lane_sums) {
  for (size_t column = 0; column < dimension; column += tile_width) {
    size_t valid = dimension - column;
    WITH_VECTORS(
        (valid + width - 1) / width, queries_of_items, weights, count, queries + column, stride, valid,
        sums + column, sum_stride)
  }
  if (!lane_sums) return;
  for (size_t j = 0; j < count; j++) {
    lanes sum = (lanes)0.0f;
    for (int v = 0; v < strip / width; v++)
      sum = fused(load(weights + j * strip + v * width), load(lane_weights + v * width), sum);
    lane_sums[j] += sum_of_lanes(sum);
  }
}
