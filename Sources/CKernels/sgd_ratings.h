// Ratings: one step a rating, a user's vector in registers over a run.

INLINE float product(size_t n, const lanes *p, const float *q) {
  lanes even = p[0] * load(q), odd = 0;
  for (size_t k = 1; k + 1 < n; k += 2) {
    odd += p[k] * load(q + k * width);
    even += p[k + 1] * load(q + (k + 1) * width);
  }
  if (n % 2 == 0) odd += p[n - 1] * load(q + (n - 1) * width);
  return sum_of_lanes(even + odd);
}

INLINE double visit_ratings(
    size_t n, lanes *p, const needletail_sgd_ratings *task, const needletail_sgd_run *runs,
    const int32_t *order, size_t count) {
  float rate = task->rate, keep = 1 - rate * task->l2, bias_keep = 1 - task->bias_rate * task->l2;
  double total = 0;
  for (size_t r = 0; r < count; r++) {
    const needletail_sgd_run *run = runs + (order ? (size_t)order[r] : r);
    float *user = task->users + (size_t)run->user * task->stride;
    float bias = task->user_biases[run->user], squares = 0;
    for (size_t k = 0; k < n; k++) p[k] = load(user + k * width);
    for (int32_t e = run->first; e < run->last; e++) {
      int32_t item = task->columns[e];
      float *q = task->items + (size_t)item * task->stride;
      const float *next = task->items + (size_t)task->columns[e + 1 < run->last ? e + 1 : e] * task->stride;
      for (size_t k = 0; k < n; k++) __builtin_prefetch(next + k * width, 1);
      float error =
          task->values[e] - (task->mean + bias + task->item_biases[item] + product(n, p, q));
      squares += error * error;
      bias = bias_keep * bias + task->bias_rate * error;
      task->item_biases[item] = bias_keep * task->item_biases[item] + task->bias_rate * error;
      lanes step = (lanes)(rate * error);
      for (size_t k = 0; k < n; k++) {
        lanes a = p[k], b = load(q + k * width);
        store(q + k * width, b * (lanes)(keep) + step * a);
        p[k] = a * (lanes)(keep) + step * b;
      }
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
