// One row of a half-step. With s_j = t_j sqrt(w_j), S = diag(sqrt w), D = diag(spectrum + ridge) and
// Z = S F D^(-1/2) over the row's entries, x = D^(-1/2) y where (I + ZᵀZ) y = Zᵀ s: a system of `dimension` equations. With fewer entries
// than dimensions, (I + Z Zᵀ) a = s and y = Zᵀ a is the same y from a smaller system. No eigenvalue of either is
// below one, which is what keeps 32-bit floats safe.

/// Rows of a panel that are gathered before they are multiplied: 8 KB a block of 16 columns.
enum { panel_rows = 128 };

/// A pivot of I + K is at least one; less than this is rounding of a K too large for floats.
#define LEAST_PIVOT 0.5f

/// D^(-1/2), zero from `dimension` on and in directions that nothing determines.
static void scales(const needletail_als_rows *rows, float ridge, float *scale) {
  for (size_t k = 0; k < rows->stride; k += width) {
    size_t left = rows->dimension - k;
    lanes weight = load_some(rows->spectrum + k, left) + (lanes)(ridge);
    lanes inverse = (lanes)(1) / __builtin_elementwise_sqrt(weight);
    store(scale + k, weight > (lanes)(0) ? inverse : (lanes)(0));
    for (size_t r = left; r < width; r++) scale[k + r] = 0;
  }
}

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

static void start_system(float *system, size_t n) {
  size_t blocks = n / width;
  for (size_t j = 0; j < blocks; j++)
    memset(system + j * n * width, 0, (j + 1) * width * width * sizeof(float));
  for (size_t r = 0; r < n; r++) system[(r / width) * n * width + r * width + r % width] = 1;
}

/// Entries as rows of the panel: for the system of `dimension` equations. Adds Zᵀs to `right`.
INLINE void gather_rows(
    const needletail_als_rows *rows, const int32_t *columns, const float *roots, const float *aims, size_t count,
    const float *scale, float *panel, float *right) {
  size_t blocks = rows->stride / width;
  for (size_t e = 0; e < count; e++) {
    const float *from = rows->fixed + (size_t)columns[e] * rows->stride;
    if (e + 4 < count)
      for (size_t b = 0; b < blocks; b++)
        __builtin_prefetch(rows->fixed + (size_t)columns[e + 4] * rows->stride + b * width);
    for (size_t b = 0; b < blocks; b++) {
      lanes z = load(from + b * width) * load(scale + b * width) * (lanes)(roots[e]);
      store(panel + (b * panel_rows + e) * width, z);
      store(right + b * width, load(right + b * width) + (lanes)(aims[e]) * z);
    }
  }
}

/// Dimensions as rows of the panel: for the system of one equation an entry.
INLINE void gather_columns(
    const needletail_als_rows *rows, const int32_t *columns, const float *roots, size_t count, size_t first,
    size_t dimensions, const float *scale, float *panel) {
  for (size_t start = 0; start < count; start += width) {
    const float *from[width];
    // Places past the last entry repeat it, times zero.
    for (size_t e = 0; e < width; e++)
      from[e] = rows->fixed + (size_t)columns[smaller(start + e, count - 1)] * rows->stride + first;
    for (size_t e = start + width; e < start + 2 * width && e < count; e++)
      for (size_t k = 0; k < dimensions; k += width)
        __builtin_prefetch(rows->fixed + (size_t)columns[e] * rows->stride + first + k);
    for (size_t k = 0; k < dimensions; k += width) {
      lanes t[width], s = load(scale + first + k);
      _Pragma("clang loop unroll(full)") for (size_t e = 0; e < width; e++) t[e] =
          load(from[e] + k) * (s * (lanes)(roots[start + e]));
      transpose(t);
      float *to = panel + (start / width * panel_rows + k) * width;
      _Pragma("clang loop unroll(full)") for (int r = 0; r < width; r++) store(to + r * width, t[r]);
    }
  }
}

/// Whether the row was solved.
static bool solve_row(const needletail_als_rows *rows, size_t row, float *scratch) {
  size_t start = (size_t)rows->offsets[row], count = (size_t)rows->offsets[row + 1] - start;
  size_t stride = rows->stride;
  const int32_t *columns = rows->columns + start;
  float *solved = rows->solved + row * stride;
  if (count == 0) {
    memset(solved, 0, stride * sizeof(float));
    if (rows->losses) rows->losses[row] = 0;
    return true;
  }
  bool by_entries = count < rows->dimension;
  size_t n = by_entries ? (count + width - 1) / width * width : stride;
  float *system = scratch, *panel = system + n * n, *inverse = panel + n * panel_rows;
  float *right = inverse + n, *scale = right + n, *roots = scale + stride;
  float *aims = roots + (count + width - 1) / width * width;
  double loss = 0;
  for (size_t e = 0; e < count; e++) {
    float weight = rows->values ? rows->values[start + e] : 1;
    float target = rows->targets ? rows->targets[start + e] : 1;
    roots[e] = rows->values ? __builtin_sqrtf(weight) : 1;
    aims[e] = roots[e] * target;
    loss += (double)weight * target * target;
  }
  for (size_t e = count; e % width != 0; e++) roots[e] = aims[e] = 0;
  scales(rows, rows->ridge[row], scale);
  start_system(system, n);
  if (by_entries) {
    for (size_t k = 0; k < stride; k += panel_rows) {
      size_t dimensions = smaller(panel_rows, stride - k);
      gather_columns(rows, columns, roots, count, k, dimensions, scale, panel);
      add_gram(panel, panel_rows * width, dimensions, system, n);
    }
    for (size_t e = 0; e < n; e++) right[e] = aims[e];
  } else {
    memset(right, 0, n * sizeof(float));
    for (size_t e = 0; e < count; e += panel_rows) {
      size_t entries = smaller(panel_rows, count - e);
      gather_rows(rows, columns + e, roots + e, aims + e, entries, scale, panel, right);
      add_gram(panel, panel_rows * width, entries, system, n);
    }
  }
  if (!factor(system, n, inverse, LEAST_PIVOT)) return false;
  float *answer = panel;
  memcpy(answer, right, n * sizeof(float));
  solve_factored(system, n, inverse, answer);
  // The least value of the row's objective is sᵀs - (Zᵀs)ᵀy, which is sᵀa.
  double product = 0;
  for (size_t i = 0; i < n; i++) product += (double)right[i] * answer[i];
  if (rows->losses) rows->losses[row] = by_entries ? product : loss - product;
  for (size_t k = 0; k < stride; k += width) {
    lanes y = 0, s = load(scale + k);
    if (by_entries) {
      for (size_t e = 0; e < count; e++)
        y += (lanes)(answer[e] * roots[e]) * load(rows->fixed + (size_t)columns[e] * stride + k);
      store(solved + k, y * s * s);
    } else {
      store(solved + k, load(answer + k) * s);
    }
  }
  return true;
}

static size_t solve_rows(const needletail_als_rows *rows, size_t first, size_t last, float *scratch) {
  for (size_t row = first; row < last; row++) {
    if (row + 1 < last) {
      size_t from = (size_t)rows->offsets[row + 1], to = (size_t)rows->offsets[row + 2];
      for (size_t e = from; e < to && e < from + width; e++)
        for (size_t k = 0; k < rows->stride && k < panel_rows; k += width)
          __builtin_prefetch(rows->fixed + (size_t)rows->columns[e] * rows->stride + k);
    }
    if (!solve_row(rows, row, scratch)) return row;
  }
  return last;
}
