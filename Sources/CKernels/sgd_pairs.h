// Pairs of an item that a user has and one that it does not.

INLINE bool has_column(const int32_t *columns, size_t count, int32_t item) {
  bool found = false;
  for (size_t e = 0; e < count; e++) found |= columns[e] == item;
  return found;
}

/// An item of `members` outside `columns`; -1 when 16 draws in a row are inside.
INLINE int32_t draw_negative(
    const needletail_sgd_pairs *task, const int32_t *columns, size_t count, uint64_t *state) {
  for (int attempt = 0; attempt < 16; attempt++) {
    int32_t item = task->members[random_below(state, task->member_count)];
    if (!has_column(columns, count, item)) return item;
  }
  return -1;
}

INLINE float pair_score(size_t n, const lanes *w, const needletail_sgd_pairs *task, int32_t item) {
  return task->item_biases[item] + product(n, w, task->items + (size_t)item * task->stride);
}

/// The best of several negatives.
INLINE int32_t hardest(
    size_t n, const lanes *w, const needletail_sgd_pairs *task, int32_t best, const int32_t *columns,
    size_t count, uint64_t *state) {
  float highest = pair_score(n, w, task, best);
  for (size_t draw = 1; draw < task->draws; draw++) {
    int32_t item = draw_negative(task, columns, count, state);
    if (item < 0) continue;
    float score = pair_score(n, w, task, item);
    if (score > highest) {
      highest = score;
      best = item;
    }
  }
  return best;
}

INLINE size_t visit_pairs(
    size_t n, lanes *w, const needletail_sgd_pairs *task, const needletail_sgd_run *runs, const int32_t *order,
    size_t run_count, uint64_t state, size_t *visited) {
  lanes keep = (lanes)(1 - task->rate * task->l2_user), keep_i = (lanes)(1 - task->rate * task->l2_positive),
        keep_j = (lanes)(1 - task->rate * task->l2_negative);
  float bias_keep = 1 - task->bias_rate * task->l2_bias;
  size_t right = 0, pairs = 0;
  for (size_t r = 0; r < run_count; r++) {
    const needletail_sgd_run *run = runs + (order ? (size_t)order[r] : r);
    const int32_t *columns = task->columns + run->first;
    size_t count = (size_t)(run->last - run->first);
    float *user = task->users + (size_t)run->user * task->stride;
    for (size_t k = 0; k < n; k++) w[k] = load(user + k * width);
    // The next negative is drawn early so that its vector is on the way.
    int32_t next = draw_negative(task, columns, count, &state);
    for (size_t e = 0; e < count; e++) {
      int32_t i = columns[e], j = next;
      if (e + 1 < count) {
        next = draw_negative(task, columns, count, &state);
        const float *later = task->items + (size_t)(next < 0 ? i : next) * task->stride;
        for (size_t k = 0; k < n; k++) __builtin_prefetch(later + k * width, 1);
      }
      if (j < 0) continue;
      if (task->draws > 1) j = hardest(n, w, task, j, columns, count, &state);
      float *a = task->items + (size_t)i * task->stride, *b = task->items + (size_t)j * task->stride;
      float difference = task->item_biases[i] - task->item_biases[j] + (product(n, w, a) - product(n, w, b));
      float slope = task->rate / (1 + expf(difference));
      for (size_t k = 0; k < n; k++) {
        lanes x = load(a + k * width), y = load(b + k * width), u = w[k];
        store(a + k * width, x * keep_i + u * (lanes)(slope));
        store(b + k * width, y * keep_j - u * (lanes)(slope));
        w[k] = u * keep + (x - y) * (lanes)(slope);
      }
      float bias_slope = task->bias_rate / (1 + expf(difference));
      task->item_biases[i] = task->item_biases[i] * bias_keep + bias_slope;
      task->item_biases[j] = task->item_biases[j] * bias_keep - bias_slope;
      right += difference > 0;
      pairs++;
    }
    for (size_t k = 0; k < n; k++) store(user + k * width, w[k]);
  }
  *visited = pairs;
  return right;
}

size_t NAME(sgd_visit_pairs)(
    const needletail_sgd_pairs *task, const needletail_sgd_run *runs, const int32_t *order, size_t count,
    uint64_t state, size_t *visited) {
  WITH_VECTORS(task->stride, visit_pairs, task, runs, order, count, state, visited)
}

/// Whether the ascending columns hold an item.
INLINE bool holds(const int32_t *columns, size_t count, int32_t item) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (columns[middle] < item) low = middle + 1;
    else high = middle;
  }
  return low < count && columns[low] == item;
}

INLINE size_t fold_in_pairs(
    size_t n, lanes *w, const needletail_sgd_pairs *task, const int32_t *columns, size_t count,
    size_t item_count, size_t passes, uint64_t state, float *user) {
  lanes keep = (lanes)(1 - task->rate * task->l2_user);
  size_t averaged = 0;
  for (size_t k = 0; k < n; k++) {
    w[k] = 0;
    store(user + k * width, 0);
  }
  for (size_t pass = 0; pass < passes; pass++)
    for (size_t e = 0; e < count; e++) {
      int32_t i = columns[e], j = (int32_t)random_below(&state, item_count);
      for (int attempt = 1; attempt < 16 && holds(columns, count, j); attempt++)
        j = (int32_t)random_below(&state, item_count);
      if (holds(columns, count, j)) continue;
      const float *a = task->items + (size_t)i * task->stride, *b = task->items + (size_t)j * task->stride;
      float difference = task->item_biases[i] - task->item_biases[j] + (product(n, w, a) - product(n, w, b));
      lanes slope = (lanes)(task->rate / (1 + expf(difference)));
      bool counts = pass >= passes / 2;
      for (size_t k = 0; k < n; k++) {
        w[k] = w[k] * keep + (load(a + k * width) - load(b + k * width)) * slope;
        if (counts) store(user + k * width, load(user + k * width) + w[k]);
      }
      averaged += counts;
    }
  for (size_t k = 0; k < n; k++)
    store(user + k * width, load(user + k * width) * (lanes)(averaged > 0 ? 1 / (float)averaged : 0));
  return averaged;
}

size_t NAME(sgd_fold_in_pairs)(
    const needletail_sgd_pairs *task, const int32_t *columns, size_t count, size_t item_count, size_t passes,
    uint64_t state, float *user) {
  WITH_VECTORS(task->stride, fold_in_pairs, task, columns, count, item_count, passes, state, user)
}
