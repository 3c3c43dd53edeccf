// Symmetric systems in column blocks of 16: element (r, c) of an n x n matrix (n a multiple of 16) lies at
// [c / 16][r][c % 16]. Panels of vectors have the same layout, so one update kernel serves both the products
// that build a system and its factorisation. Every element is one chain of multiply-adds in ascending order.

/// c[r][:] +-= sum_k a[k][r] * b[k][:] for `rows` rows r and one or two blocks of 16 columns.
INLINE void update(
    float sign, int rows, int blocks, const float *a, const float *b0, const float *b1, size_t count,
    float *c0, float *c1) {
  lanes x[8], y[8];
  _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; r++) {
    x[r] = load(c0 + r * width);
    if (blocks == 2) y[r] = load(c1 + r * width);
  }
  for (size_t k = 0; k < count; k++) {
    lanes u = load(b0 + k * width), v = u;
    if (blocks == 2) v = load(b1 + k * width);
    _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; r++) {
      lanes s = (lanes)(sign * a[k * width + r]);
      x[r] += s * u;
      if (blocks == 2) y[r] += s * v;
    }
  }
  _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; r++) {
    store(c0 + r * width, x[r]);
    if (blocks == 2) store(c1 + r * width, y[r]);
  }
}

/// The update of sixteen rows, in the tile shape that the instruction set's registers hold.
INLINE void update_strip(
    float sign, const float *a, const float *b0, const float *b1, size_t count, float *c0, float *c1) {
  for (int r = 0; r < width; r += TILE_ROWS) {
    if (TILE_BLOCKS == 2 && b1) {
      update(sign, TILE_ROWS, 2, a + r, b0, b1, count, c0 + r * width, c1 + r * width);
    } else {
      update(sign, TILE_ROWS, 1, a + r, b0, b0, count, c0 + r * width, c0 + r * width);
      if (b1) update(sign, TILE_ROWS, 1, a + r, b1, b1, count, c1 + r * width, c1 + r * width);
    }
  }
}

/// Adds the product of a panel with itself to the upper blocks of a system of n rows.
/// `panel` has n / 16 blocks of `count` rows of 16, `pitch` floats apart.
static void add_gram(const float *panel, size_t pitch, size_t count, float *system, size_t n) {
  size_t blocks = n / width;
  for (size_t i = 0; i < blocks; i++)
    for (size_t j = i; j < blocks; j += 2) {
      bool pair = j + 1 < blocks;
      float *c = system + j * n * width + i * width * width;
      update_strip(
          1, panel + i * pitch, panel + j * pitch, pair ? panel + (j + 1) * pitch : NULL, count, c,
          pair ? c + n * width : NULL);
    }
}

/// Factors a 16 x 16 block in place, A = UᵀU; false when a pivot is below `least` or not a number.
INLINE bool factor_block(float *block, float *inverse, float least) {
  lanes row[width], pivots;
  bool fine = true;
  _Pragma("clang loop unroll(full)") for (int r = 0; r < width; r++) row[r] = load(block + r * width);
  _Pragma("clang loop unroll(full)") for (int r = 0; r < width; r++) {
    float pivot = row[r][r];
    pivots[r] = pivot;
    lanes scaled = row[r] * (lanes)(1 / pivot);
    _Pragma("clang loop unroll(full)") for (int t = r + 1; t < width; t++) row[t] -=
        (lanes)(row[r][t]) * scaled;
  }
  float reciprocal[width];
  for (int r = 0; r < width; r++) {
    fine &= pivots[r] >= least;
    reciprocal[r] = 1 / __builtin_sqrtf(pivots[r]);
    inverse[r] = reciprocal[r];
  }
  _Pragma("clang loop unroll(full)") for (int r = 0; r < width; r++) store(
      block + r * width, row[r] * (lanes)(reciprocal[r]));
  return fine;
}

/// x = U⁻ᵀ x for the factored block U and 16 x 16 elements x.
INLINE void solve_block(const float *u, const float *inverse, float *x) {
  lanes row[width];
  _Pragma("clang loop unroll(full)") for (int r = 0; r < width; r++) row[r] = load(x + r * width);
  _Pragma("clang loop unroll(full)") for (int q = 0; q < width; q++) {
    row[q] *= (lanes)(inverse[q]);
    _Pragma("clang loop unroll(full)") for (int r = q + 1; r < width; r++) row[r] -=
        (lanes)(u[q * width + r]) * row[q];
  }
  _Pragma("clang loop unroll(full)") for (int r = 0; r < width; r++) store(x + r * width, row[r]);
}

/// Factors a system in place, A = UᵀU in the upper blocks; `inverse` gets the reciprocals of U's diagonal.
/// False when a pivot is below `least`.
static bool factor(float *system, size_t n, float *inverse, float least) {
  size_t blocks = n / width;
  for (size_t j = 0; j < blocks; j++) {
    size_t above = j * width;
    float *strip = system + above * width;
    const float *left = system + j * n * width;
    if (j > 0)
      for (size_t c = j; c < blocks; c += 2) {
        bool pair = c + 1 < blocks;
        const float *b = system + c * n * width;
        update_strip(
            -1, left, b, pair ? b + n * width : NULL, above, strip + c * n * width,
            pair ? strip + (c + 1) * n * width : NULL);
      }
    float *corner = strip + j * n * width;
    if (!factor_block(corner, inverse + above, least)) return false;
    for (size_t c = j + 1; c < blocks; c++) solve_block(corner, inverse + above, strip + c * n * width);
  }
  return true;
}

/// x = U⁻¹ U⁻ᵀ x for a factored system.
static void solve_factored(const float *system, size_t n, const float *inverse, float *x) {
  size_t blocks = n / width;
  for (size_t j = 0; j < blocks; j++) {
    const float *column = system + j * n * width;
    lanes part[4] = {load(x + j * width), 0, 0, 0};
    for (size_t k = 0; k < j * width; k += 4)
      for (int p = 0; p < 4; p++) part[p] -= (lanes)(x[k + p]) * load(column + (k + p) * width);
    lanes rest = (part[0] + part[1]) + (part[2] + part[3]);
    const float *corner = column + j * width * width;
    _Pragma("clang loop unroll(full)") for (int r = 0; r < width; r++) {
      float value = rest[r] * inverse[j * width + r];
      x[j * width + r] = value;
      rest -= (lanes)(value)*load(corner + r * width);
    }
  }
  for (size_t j = blocks; j-- > 0;) {
    lanes rest = load(x + j * width);
    lanes t[width];
    if (j + 1 < blocks) {
      for (int r = 0; r < width; r++) t[r] = 0;
      for (size_t c = j + 1; c < blocks; c++) {
        lanes y = load(x + c * width);
        const float *block = system + c * n * width + j * width * width;
        _Pragma("clang loop unroll(full)") for (int r = 0; r < width; r++) t[r] +=
            y * load(block + r * width);
      }
      transpose(t);
      for (int r = 0; r < width; r++) rest -= t[r];
    }
    const float *corner = system + j * n * width + j * width * width;
    _Pragma("clang loop unroll(full)") for (int r = 0; r < width; r++) t[r] = load(corner + r * width);
    transpose(t);
    _Pragma("clang loop unroll(full)") for (int r = width - 1; r >= 0; r--) {
      float value = rest[r] * inverse[j * width + r];
      x[j * width + r] = value;
      rest -= (lanes)(value)*t[r];
    }
  }
}
