// Ratings: one step a rating in the order of a user's run, up to four ratings of the run at a time.
//
// A step moves the user's vector to p <- keep p + s q, with s known once its error is. So the product of p with the
// next item follows from products taken before the step: <p, q'> <- keep <p, q'> + s <q, q'>. Taken together the
// products do not wait for one another, and few operations lie between one error and the next.

typedef float four_lanes __attribute__((ext_vector_type(4)));

enum { together = 4 };

INLINE float product(size_t n, const lanes *p, const float *q) {
  lanes even = p[0] * load(q), odd = 0;
  for (size_t k = 1; k + 1 < n; k += 2) {
    odd += p[k] * load(q + k * width);
    even += p[k + 1] * load(q + (k + 1) * width);
  }
  if (n % 2 == 0) odd += p[n - 1] * load(q + (n - 1) * width);
  return sum_of_lanes(even + odd);
}

/// Sums of neighbouring lanes of a and b; every quarter holds two of a, then two of b.
INLINE lanes sums_of_neighbours(lanes a, lanes b) {
  return __builtin_shufflevector(a, b, 0, 2, 16, 18, 4, 6, 20, 22, 8, 10, 24, 26, 12, 14, 28, 30) +
         __builtin_shufflevector(a, b, 1, 3, 17, 19, 5, 7, 21, 23, 9, 11, 25, 27, 13, 15, 29, 31);
}

/// The sum of each of four vectors.
INLINE four_lanes sums_of_four(lanes a, lanes b, lanes c, lanes d) {
  lanes t = sums_of_neighbours(sums_of_neighbours(a, b), sums_of_neighbours(c, d));
  return (__builtin_shufflevector(t, t, 0, 1, 2, 3) + __builtin_shufflevector(t, t, 8, 9, 10, 11)) +
         (__builtin_shufflevector(t, t, 4, 5, 6, 7) + __builtin_shufflevector(t, t, 12, 13, 14, 15));
}

/// Asks for the vectors of the items of `count` entries from `first`.
INLINE void prefetch_items(size_t n, const needletail_sgd_ratings *task, int32_t first, int32_t count) {
  for (int32_t e = first; e < first + count; e++)
    for (size_t k = 0; k < n; k++)
      __builtin_prefetch(task->items + (size_t)task->columns[e] * task->stride + k * width, 1);
}

/// The steps of m <= 4 entries of one user from `first`; returns the sum of squared errors.
INLINE float take_steps(
    size_t n, size_t m, lanes *p, float *bias, const needletail_sgd_ratings *task, int32_t first) {
  float rate = task->rate, keep = 1 - rate * task->l2, bias_keep = 1 - task->bias_rate * task->l2;
  const int32_t *columns = task->columns + first;
  float *q[together];
  // With the user's vector, then q_i q_j for j < i, row by row of that triangle.
  lanes with_user[together] = {0}, with_items[8] = {0};
  for (size_t i = 0; i < m; i++) q[i] = task->items + (size_t)columns[i] * task->stride;
  for (size_t k = 0; k < n; k++) {
    lanes b[together];
    _Pragma("clang loop unroll(full)") for (size_t i = 0; i < m; i++) {
      b[i] = load(q[i] + k * width);
      with_user[i] += p[k] * b[i];
      _Pragma("clang loop unroll(full)") for (size_t j = 0; j < i; j++)
        with_items[i * (i - 1) / 2 + j] += b[i] * b[j];
    }
  }
  float products[together], triangle[8];
  *(four_lanes *)products = sums_of_four(with_user[0], with_user[1], with_user[2], with_user[3]);
  if (m > 1) *(four_lanes *)triangle = sums_of_four(with_items[0], with_items[1], with_items[2], with_items[3]);
  if (m > 3)
    *(four_lanes *)(triangle + 4) = sums_of_four(with_items[4], with_items[5], with_items[6], with_items[7]);
  float squares = 0, steps[together];
  _Pragma("clang loop unroll(full)") for (size_t i = 0; i < m; i++) {
    float *item_bias = task->item_biases + columns[i];
    float error = task->values[first + i] - task->mean - *item_bias - *bias - products[i];
    squares += error * error;
    *bias = bias_keep * *bias + task->bias_rate * error;
    *item_bias = bias_keep * *item_bias + task->bias_rate * error;
    steps[i] = rate * error;
    _Pragma("clang loop unroll(full)") for (size_t j = i + 1; j < m; j++)
      products[j] = keep * products[j] + steps[i] * triangle[j * (j - 1) / 2 + i];
  }
  for (size_t k = 0; k < n; k++) {
    lanes a = p[k];
    _Pragma("clang loop unroll(full)") for (size_t i = 0; i < m; i++) {
      lanes b = load(q[i] + k * width);
      store(q[i] + k * width, b * (lanes)(keep) + a * (lanes)(steps[i]));
      a = a * (lanes)(keep) + b * (lanes)(steps[i]);
    }
    p[k] = a;
  }
  return squares;
}

/// Asks for what run `r` in the order will read: four runs ahead its entries, then its vectors.
INLINE void prefetch_runs(
    size_t n, const needletail_sgd_ratings *task, const needletail_sgd_run *runs, const int32_t *order,
    size_t count, size_t r) {
  if (r + 8 < count) __builtin_prefetch(runs + (order ? (size_t)order[r + 8] : r + 8));
  if (r + 4 < count) {
    const needletail_sgd_run *run = runs + (order ? (size_t)order[r + 4] : r + 4);
    for (int32_t e = run->first; e < run->last; e += width) {
      __builtin_prefetch(task->columns + e);
      __builtin_prefetch(task->values + e);
    }
  }
  if (r + 1 < count) {
    const needletail_sgd_run *run = runs + (order ? (size_t)order[r + 1] : r + 1);
    const float *user = task->users + (size_t)run->user * task->stride;
    for (size_t k = 0; k < n; k++) __builtin_prefetch(user + k * width, 1);
    __builtin_prefetch(task->user_biases + run->user, 1);
    int32_t length = run->last - run->first;
    prefetch_items(n, task, run->first, length < together ? length : together);
  }
}

INLINE double visit_ratings(
    size_t n, lanes *p, const needletail_sgd_ratings *given, const needletail_sgd_run *runs,
    const int32_t *order, size_t count) {
  // A copy that no store can be meant for, so that its members stay in registers.
  const needletail_sgd_ratings copy = *given, *task = &copy;
  double total = 0;
  for (size_t r = 0; r < count; r++) {
    prefetch_runs(n, task, runs, order, count, r);
    const needletail_sgd_run *run = runs + (order ? (size_t)order[r] : r);
    float *user = task->users + (size_t)run->user * task->stride;
    float bias = task->user_biases[run->user], squares = 0;
    for (size_t k = 0; k < n; k++) p[k] = load(user + k * width);
    int32_t e = run->first, last = run->last;
    for (; e + together <= last; e += together) {
      int32_t left = last - e - together;
      prefetch_items(n, task, e + together, left < together ? left : together);
      squares += take_steps(n, together, p, &bias, task, e);
    }
    switch (last - e) {
      case 3: squares += take_steps(n, 3, p, &bias, task, e); break;
      case 2: squares += take_steps(n, 2, p, &bias, task, e); break;
      case 1: squares += take_steps(n, 1, p, &bias, task, e); break;
      default: break;
    }
    for (size_t k = 0; k < n; k++) store(user + k * width, p[k]);
    task->user_biases[run->user] = bias;
    total += squares;
  }
  return total;
}

double NAME(sgd_visit)(
    const needletail_sgd_ratings *task, const needletail_sgd_run *runs, const int32_t *order, size_t count) {
  WITH_VECTORS(task->stride, visit_ratings, task, runs, order, count)
}
