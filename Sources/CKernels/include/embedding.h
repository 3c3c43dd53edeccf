#ifndef NEEDLETAIL_EMBEDDING_H
#define NEEDLETAIL_EMBEDDING_H

#include <stddef.h>
#include <stdint.h>

// Embedding tables. A row is a record of `stride` floats: the weights, what its optimiser keeps for each weight,
// what it keeps for the row. Every step is a rounded operation of its own, never fused, and sums run in a fixed
// order: results have the same bits for all instruction sets and any number of threads.

/// The most weights of a row.
#define NEEDLETAIL_EMBEDDING_LONGEST 4096

/// How a row moves. With g the row's gradient, w its weights, d the dimension, what follows w in the record is:
enum needletail_embedding_rule {
  /// Nothing: w -= rate g.
  NEEDLETAIL_ROW_SGD,
  /// s, d numbers: s += g^2, w -= rate g / (sqrt(s) + epsilon).
  NEEDLETAIL_ROW_ADAGRAD,
  /// s, one number: the same with s += mean g^2.
  NEEDLETAIL_ROW_ADAGRAD_MEAN,
  /// m and v, d numbers each: m += (1 - beta1)(g - m), v += (1 - beta2)(g^2 - v),
  /// w -= rate m / (sqrt(v) + epsilon), where `rate` holds the correction of the step.
  NEEDLETAIL_ROW_ADAM,
  /// The same and a count of the row's steps, an integer: the correction is that of the row's own step.
  NEEDLETAIL_ROW_ADAM_COUNTED,
  /// z and n, d numbers each (FTRL-proximal).
  NEEDLETAIL_ROW_FTRL,
};

/// The constants of an update.
typedef struct {
  enum needletail_embedding_rule rule;
  /// The learning rate; of FTRL its inverse, 1 / alpha.
  float rate;
  float epsilon;
  /// 1 - beta1 and 1 - beta2 of Adam.
  float gain1, gain2;
  /// Corrections of the steps 1, 2, ..., at 0, 1, ..., for rows that count; the last one holds for all later steps.
  const float *corrections;
  size_t correction_count;
  /// FTRL: penalties, and beta / alpha.
  float l1, proximal_l2, offset;
  /// Added to the gradient of a touched row: l2 w.
  float l2;
  /// The longest gradient of a row, as a Euclidean norm, before l2 is added; infinity for no limit.
  float clip;
} needletail_embedding_step;

/// The rows of a table.
typedef struct {
  float *records;
  size_t stride, dimension;
} needletail_embedding_rows;

/// Copies the weights of `count` rows one after the other; `rows` NULL is 0, 1, 2, ....
void needletail_embedding_gather(
    const needletail_embedding_rows *table, const int32_t *rows, size_t count, float *target);

/// Moves the rows[first], ..., rows[last - 1], each once. The gradient of rows[u] is the sum, in this order, of
/// the gradients at positions[starts[u]], ..., positions[starts[u + 1] - 1]; `positions` NULL takes the gradient at
/// u. The row `padding` stays as it is.
void needletail_embedding_update(
    const needletail_embedding_step *step, const needletail_embedding_rows *table, const int32_t *rows,
    const int32_t *starts, const int32_t *positions, const float *gradients, size_t first, size_t last,
    int32_t padding);

/// The place of the first number that is not within -limit...limit, `count` when all are.
size_t needletail_first_beyond(const float *numbers, size_t count, float limit);

/// Replaces a share of `rows` by the row of missing ids, rows[i] by missing + (i mod fields) * spread, when a hash
/// of `key` and i is below `threshold`; row 0, padding, stays.
void needletail_embedding_mask(
    int32_t *rows, size_t first, size_t last, uint64_t key, uint32_t threshold, int32_t missing, size_t fields,
    int32_t spread);

#define NEEDLETAIL_EMBEDDING_VERSIONS(suffix)                                                              \
  void needletail_embedding_gather_##suffix(                                                               \
      const needletail_embedding_rows *, const int32_t *, size_t, float *);                                \
  void needletail_embedding_update_##suffix(                                                               \
      const needletail_embedding_step *, const needletail_embedding_rows *, const int32_t *, const int32_t *, \
      const int32_t *, const float *, size_t, size_t, int32_t);                                            \
  size_t needletail_first_beyond_##suffix(const float *, size_t, float);

// The versions for each instruction set; for tests, on machines that have it.
NEEDLETAIL_EMBEDDING_VERSIONS(portable)
NEEDLETAIL_EMBEDDING_VERSIONS(v3)
NEEDLETAIL_EMBEDDING_VERSIONS(v4)

#endif
