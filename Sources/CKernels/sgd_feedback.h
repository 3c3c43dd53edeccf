// SVD++: the user's visit reads items and notes what to add to them; adding is a second call, so that users can be
// visited side by side and items be changed side by side.

INLINE double visit_feedback(
    size_t n, lanes *z, const needletail_sgd_feedback *task, size_t user, float *steps, float *bias_steps,
    float *share) {
  size_t first = (size_t)task->offsets[user], count = (size_t)task->offsets[user + 1] - first;
  if (count == 0) return 0;
  const int32_t *columns = task->columns + first;
  float *p = task->users + user * task->stride;
  float rate = task->rate, keep = 1 - rate * task->l2, kept = 1, bias = task->user_biases[user], squares = 0;
  lanes root = (lanes)(1 / __builtin_sqrtf((float)count));
  for (size_t k = 0; k < n; k++) z[k] = 0;
  for (size_t e = 0; e < count; e++) {
    const float *y = task->implicit + (size_t)columns[e] * task->stride;
    for (size_t k = 0; k < n; k++) z[k] += load(y + k * width);
  }
  for (size_t k = 0; k < n; k++) {
    z[k] = load(p + k * width) + root * z[k];
    store(share + k * width, 0);
  }
  for (size_t e = 0; e < count; e++) {
    const float *q = task->items + (size_t)columns[e] * task->stride;
    float error =
        task->values[first + e] - (task->mean + bias + task->item_biases[columns[e]] + product(n, z, q));
    squares += error * error;
    bias = keep * bias + rate * error;
    bias_steps[e] = rate * error;
    lanes step = (lanes)(rate * error);
    for (size_t k = 0; k < n; k++) {
      lanes move = step * load(q + k * width);
      store(steps + e * task->stride + k * width, step * z[k]);
      store(share + k * width, load(share + k * width) * (lanes)(keep) + move);
      z[k] = z[k] * (lanes)(keep) + (move + move);
    }
    kept *= keep;
  }
  for (size_t k = 0; k < n; k++) {
    lanes moved = load(share + k * width);
    store(p + k * width, load(p + k * width) * (lanes)(kept) + moved);
    store(share + k * width, moved * root);
  }
  task->user_biases[user] = bias;
  bias_steps[count] = kept;
  return squares;
}

double NAME(sgd_visit_user)(
    const needletail_sgd_feedback *task, size_t user, float *steps, float *bias_steps, float *share) {
  WITH_VECTORS(task->stride, visit_feedback, task, user, steps, bias_steps, share)
}

void NAME(sgd_apply)(
    const needletail_sgd_feedback *task, size_t user, size_t first, size_t last, const float *steps,
    const float *bias_steps, const float *share) {
  size_t start = (size_t)task->offsets[user], count = (size_t)task->offsets[user + 1] - start;
  float keep = 1 - task->rate * task->l2, kept = bias_steps[count];
  for (size_t e = first; e < last; e++) {
    size_t item = (size_t)task->columns[start + e];
    float *q = task->items + item * task->stride, *y = task->implicit + item * task->stride;
    const float *step = steps + e * task->stride;
    for (size_t k = 0; k < task->stride; k += width) {
      store(q + k, load(q + k) * (lanes)(keep) + load(step + k));
      store(y + k, load(y + k) * (lanes)(kept) + load(share + k));
    }
    task->item_biases[item] = task->item_biases[item] * keep + bias_steps[e];
  }
}
