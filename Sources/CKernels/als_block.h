// One row of a block step: with g the gradient and M the Hessian (halved) in the block's dimensions, the part
// moves by -M⁻¹g, and each entry's prediction by the inner product with the move.

INLINE size_t place_of(const needletail_als_block *block, size_t entry) {
  return block->places ? (size_t)block->places[entry] : entry;
}

/// Copies the Gramian's corner and the ridge into a system.
static void start_block_system(
    const needletail_als_block *block, size_t n, float ridge, float jitter, float *system) {
  for (size_t r = 0; r < n; r++)
    for (size_t c = 0; c < n; c += width) {
      float *to = system + c * n + r * width;
      if (r < block->size)
        store(to, load(block->gramian + (block->first + r) * n + c));
      else
        store(to, 0);
      if (r >= c && r < c + width) to[r - c] = r < block->size ? to[r - c] * (1 + jitter) + ridge : 1;
    }
}

/// Adds the entries' parts to the system, and to the gradient when there is one.
static void add_entries(
    const needletail_als_block *block, size_t start, size_t count, size_t n, float *panel, float *system,
    float *gradient) {
  for (size_t from = 0; from < count; from += panel_rows) {
    size_t entries = smaller(panel_rows, count - from);
    for (size_t e = 0; e < entries; e++) {
      size_t entry = start + from + e;
      const float *h = block->fixed + (size_t)block->columns[entry] * block->stride + block->first;
      float weight = block->values ? block->values[entry] : 1, root = __builtin_sqrtf(weight);
      float error = weight * (block->predictions[place_of(block, entry)] - 1);
      for (size_t c = 0; c < n; c += width) {
        lanes part = load_some(h + c, block->size - c);
        store(panel + (c / width * panel_rows + e) * width, part * (lanes)(root));
        if (gradient) store(gradient + c, load(gradient + c) + (lanes)(error)*part);
      }
    }
    add_gram(panel, panel_rows * width, entries, system, n);
  }
}

static void move_block_of_row(const needletail_als_block *block, size_t row, float *scratch) {
  size_t start = (size_t)block->offsets[row], count = (size_t)block->offsets[row + 1] - start;
  float *x = block->moving + row * block->stride;
  if (count == 0) {
    memset(x + block->first, 0, block->size * sizeof(float));
    return;
  }
  size_t n = (block->size + width - 1) / width * width;
  float *system = scratch, *panel = system + n * n, *gradient = panel + n * panel_rows;
  float *inverse = gradient + n, *move = inverse + n;
  float ridge = block->ridge[row];
  for (size_t c = 0; c < n; c += width) {
    lanes g = load_some(x + block->first + c, block->size - c) * (lanes)(ridge);
    for (size_t k = 0; k < block->dimension; k++) g += (lanes)(x[k]) * load(block->gramian + k * n + c);
    store(gradient + c, g);
  }
  start_block_system(block, n, ridge, 0, system);
  add_entries(block, start, count, n, panel, system, gradient);
  // Rounding may leave the system indefinite; a little more on its diagonal still goes downhill.
  for (float jitter = 1e-6f; !factor(system, n, inverse, 1e-30f) && jitter < 1e3f; jitter *= 10) {
    float largest = 0;
    for (size_t e = 0; e < count; e++) {
      const float *h = block->fixed + (size_t)block->columns[start + e] * block->stride + block->first;
      float weight = block->values ? block->values[start + e] : 1;
      for (size_t c = 0; c < block->size; c++) largest += weight * h[c] * h[c];
    }
    start_block_system(block, n, ridge + jitter * (largest + 1e-20f), jitter, system);
    add_entries(block, start, count, n, panel, system, NULL);
  }
  memcpy(move, gradient, n * sizeof(float));
  solve_factored(system, n, inverse, move);
  for (size_t c = 0; c < block->size; c++) x[block->first + c] -= move[c];
  for (size_t e = start; e < start + count; e++) {
    const float *h = block->fixed + (size_t)block->columns[e] * block->stride + block->first;
    lanes change = 0;
    for (size_t c = 0; c < n; c += width) change += load(move + c) * load_some(h + c, block->size - c);
    block->predictions[place_of(block, e)] -= sum_of_lanes(change);
  }
}

static void move_block(const needletail_als_block *block, size_t first, size_t last, float *scratch) {
  for (size_t row = first; row < last; row++) move_block_of_row(block, row, scratch);
}

static void predict(const needletail_als_block *block, size_t first, size_t last) {
  for (size_t row = first; row < last; row++) {
    const float *x = block->moving + row * block->stride;
    for (size_t e = (size_t)block->offsets[row]; e < (size_t)block->offsets[row + 1]; e++) {
      const float *h = block->fixed + (size_t)block->columns[e] * block->stride;
      lanes total = 0;
      for (size_t k = 0; k < block->stride; k += width) total += load(x + k) * load(h + k);
      block->predictions[place_of(block, e)] = sum_of_lanes(total);
    }
  }
}
