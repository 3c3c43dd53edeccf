// The kernels of embedding tables, included once per instruction set with NAME giving their names.
// The loops are plain: a compiler may run them in vectors because no element depends on another.

#define INLINE static inline __attribute__((always_inline))

/// How many positions or rows ahead memory is asked for: enough to hide its latency behind other rows.
enum { ahead = 12, further = 40, line = 16, part_count = 16 };

/// The sum of squares: sixteen partial sums by place, added by halves.
INLINE float sum_of_squares(const float *restrict g, size_t dimension) {
  float parts[part_count] = {0};
  for (size_t base = 0; base < dimension; base += part_count)
    for (size_t i = 0; i < part_count && base + i < dimension; i++) parts[i] += g[base + i] * g[base + i];
  for (size_t half = part_count / 2; half > 0; half /= 2)
    for (size_t i = 0; i < half; i++) parts[i] += parts[i + half];
  return parts[0];
}

INLINE void descend(float *restrict w, const float *restrict g, size_t dimension, float rate) {
  for (size_t i = 0; i < dimension; i++) w[i] -= rate * g[i];
}

INLINE void adagrad(
    float *restrict w, float *restrict s, const float *restrict g, size_t dimension, float rate, float epsilon) {
  for (size_t i = 0; i < dimension; i++) {
    s[i] += g[i] * g[i];
    w[i] -= rate * g[i] / (__builtin_elementwise_sqrt(s[i]) + epsilon);
  }
}

INLINE void adagrad_mean(
    float *restrict w, float *restrict s, const float *restrict g, size_t dimension, float rate, float epsilon) {
  *s += sum_of_squares(g, dimension) / (float)dimension;
  descend(w, g, dimension, rate / (__builtin_elementwise_sqrt(*s) + epsilon));
}

INLINE void adam(
    float *restrict w, float *restrict m, float *restrict v, const float *restrict g, size_t dimension, float rate,
    const needletail_embedding_step *step) {
  float gain1 = step->gain1, gain2 = step->gain2, epsilon = step->epsilon;
  for (size_t i = 0; i < dimension; i++) {
    m[i] += gain1 * (g[i] - m[i]);
    v[i] += gain2 * (g[i] * g[i] - v[i]);
    w[i] -= rate * m[i] / (__builtin_elementwise_sqrt(v[i]) + epsilon);
  }
}

INLINE void ftrl(
    float *restrict w, float *restrict z, float *restrict n, const float *restrict g, size_t dimension,
    const needletail_embedding_step *step) {
  float rate = step->rate, l1 = step->l1, offset = step->offset, l2 = step->proximal_l2;
  for (size_t i = 0; i < dimension; i++) {
    float before = __builtin_elementwise_sqrt(n[i]);
    n[i] += g[i] * g[i];
    float after = __builtin_elementwise_sqrt(n[i]);
    z[i] += g[i] - (after - before) * rate * w[i];
    float size = __builtin_elementwise_abs(z[i]) - l1;
    float share = -__builtin_elementwise_copysign(size, z[i]) / (offset + after * rate + l2);
    // A coordinate that never had a gradient divides by zero without beta and l2; it stays at zero.
    w[i] = size > 0 ? share : 0.0f;
  }
}

/// One row's step; `rule` and often `dimension` are constants where this is inlined.
INLINE void move_row(
    const needletail_embedding_step *step, enum needletail_embedding_rule rule, float *record, float *g,
    size_t dimension) {
  float *w = record, *first = record + dimension, *second = first + dimension;
  if (step->clip < __builtin_inff()) {
    float norm = __builtin_elementwise_sqrt(sum_of_squares(g, dimension));
    if (norm > step->clip) {
      float factor = step->clip / norm;
      for (size_t i = 0; i < dimension; i++) g[i] *= factor;
    }
  }
  if (step->l2 != 0)
    for (size_t i = 0; i < dimension; i++) g[i] += step->l2 * w[i];
  switch (rule) {
    case NEEDLETAIL_ROW_SGD: return descend(w, g, dimension, step->rate);
    case NEEDLETAIL_ROW_ADAGRAD: return adagrad(w, first, g, dimension, step->rate, step->epsilon);
    case NEEDLETAIL_ROW_ADAGRAD_MEAN: return adagrad_mean(w, first, g, dimension, step->rate, step->epsilon);
    case NEEDLETAIL_ROW_ADAM: return adam(w, first, second, g, dimension, step->rate, step);
    case NEEDLETAIL_ROW_ADAM_COUNTED: {
      int32_t count;
      memcpy(&count, second + dimension, sizeof count);
      size_t last = step->correction_count - 1;
      float correction = step->corrections[(size_t)count < last ? (size_t)count : last];
      count += count < INT32_MAX;
      memcpy(second + dimension, &count, sizeof count);
      return adam(w, first, second, g, dimension, step->rate * correction, step);
    }
    case NEEDLETAIL_ROW_FTRL: return ftrl(w, first, second, g, dimension, step);
  }
}

INLINE void update_rows(
    const needletail_embedding_step *step, enum needletail_embedding_rule rule, size_t dimension,
    const needletail_embedding_rows *table, const int32_t *rows, const int32_t *starts, const int32_t *positions,
    const float *gradients, size_t first, size_t last, int32_t padding) {
  size_t stride = table->stride;
  float sum[NEEDLETAIL_EMBEDDING_LONGEST];
  size_t end = (size_t)starts[last];
  for (size_t u = first; u < last; u++) {
    if (u + ahead < last)
      for (size_t i = 0; i < stride; i += line)
        __builtin_prefetch(table->records + (size_t)rows[u + ahead] * stride + i, 1, 2);
    if (positions) {
      for (size_t s = (size_t)starts[u]; s < (size_t)starts[u + 1]; s++) {
        const float *g = gradients + (size_t)positions[s] * dimension;
        if (s + ahead < end)
          for (size_t i = 0; i < dimension; i += line)
            __builtin_prefetch(gradients + (size_t)positions[s + ahead] * dimension + i);
        if (s == (size_t)starts[u])
          for (size_t i = 0; i < dimension; i++) sum[i] = g[i];
        else
          for (size_t i = 0; i < dimension; i++) sum[i] += g[i];
      }
    } else {
      memcpy(sum, gradients + u * dimension, dimension * sizeof(float));
    }
    if (rows[u] != padding) move_row(step, rule, table->records + (size_t)rows[u] * stride, sum, dimension);
  }
}

#define UPDATE(rule, dimension) \
  return update_rows(step, rule, dimension, table, rows, starts, positions, gradients, first, last, padding)
#define UPDATE_BY(rule)                                 \
  case rule:                                            \
    switch (table->dimension) {                         \
      case 1: UPDATE(rule, 1);                          \
      case 8: UPDATE(rule, 8);                          \
      case 16: UPDATE(rule, 16);                        \
      case 32: UPDATE(rule, 32);                        \
      default: UPDATE(rule, table->dimension);          \
    }

void NAME(embedding_update)(
    const needletail_embedding_step *step, const needletail_embedding_rows *table, const int32_t *rows,
    const int32_t *starts, const int32_t *positions, const float *gradients, size_t first, size_t last,
    int32_t padding) {
  switch (step->rule) {
    UPDATE_BY(NEEDLETAIL_ROW_SGD)
    UPDATE_BY(NEEDLETAIL_ROW_ADAGRAD)
    UPDATE_BY(NEEDLETAIL_ROW_ADAGRAD_MEAN)
    UPDATE_BY(NEEDLETAIL_ROW_ADAM)
    UPDATE_BY(NEEDLETAIL_ROW_ADAM_COUNTED)
    UPDATE_BY(NEEDLETAIL_ROW_FTRL)
  }
}

INLINE void gather(
    const needletail_embedding_rows *table, size_t dimension, const int32_t *rows, size_t count, float *target) {
  size_t stride = table->stride;
  for (size_t i = 0; i < count; i++) {
    if (rows && i + further < count)
      for (size_t d = 0; d < dimension; d += line)
        __builtin_prefetch(table->records + (size_t)rows[i + further] * stride + d, 0, 2);
    const float *record = table->records + (rows ? (size_t)rows[i] : i) * stride;
    memcpy(target + i * dimension, record, dimension * sizeof(float));
  }
}

void NAME(embedding_gather)(
    const needletail_embedding_rows *table, const int32_t *rows, size_t count, float *target) {
  switch (table->dimension) {
    case 1: return gather(table, 1, rows, count, target);
    case 8: return gather(table, 8, rows, count, target);
    case 16: return gather(table, 16, rows, count, target);
    case 32: return gather(table, 32, rows, count, target);
    default: return gather(table, table->dimension, rows, count, target);
  }
}

size_t NAME(first_beyond)(const float *numbers, size_t count, float limit) {
  enum { block = 1024 };
  uint32_t most;
  memcpy(&most, &limit, sizeof most);
  for (size_t base = 0; base < count; base += block) {
    size_t end = base + block < count ? base + block : count;
    // Without the sign the bits of floats are in the order of their sizes, infinity and what is no number last.
    uint32_t greatest = 0;
    for (size_t i = base; i < end; i++) {
      uint32_t bits;
      memcpy(&bits, numbers + i, sizeof bits);
      bits &= 0x7FFFFFFF;
      greatest = bits > greatest ? bits : greatest;
    }
    if (greatest <= most) continue;
    for (size_t i = base; i < end; i++)
      if (!(__builtin_fabsf(numbers[i]) <= limit)) return i;
  }
  return count;
}

#undef UPDATE
#undef UPDATE_BY
