#ifndef NEEDLETAIL_SGD_H
#define NEEDLETAIL_SGD_H

#include <stddef.h>
#include <stdint.h>

// Stochastic gradient descent on vectors of users and items. Rows are `stride` floats apart, a multiple of 16;
// elements past the dimension are zero and stay so. A user's vector stays in registers while the user's entries
// are walked.

/// One user's entries first..<last.
typedef struct {
  int32_t user, first, last;
} needletail_sgd_run;

/// Sorts the entries of some users by the group that their items belong to: what one group of users has in each
/// group of items lies together then, as runs of single users in the order of `users`.
///
/// `values` and `sorted_values` may both be NULL. `sorted_columns`, `sorted_values` and `runs` have room for all
/// entries of these users; `entry_starts` and `run_starts` get group_count + 1 numbers.
void needletail_sgd_sort_entries(
    const int32_t *users, size_t user_count, const int64_t *offsets, const int32_t *columns, const float *values,
    const uint8_t *item_groups, size_t group_count, int32_t *sorted_columns, float *sorted_values,
    needletail_sgd_run *runs, int64_t *entry_starts, int64_t *run_starts);

/// Squared error of value - (mean + b_u + b_i + <p_u, q_i>), with l2 a rating on all that the rating touches.
typedef struct {
  size_t stride;
  float *users, *items, *user_biases, *item_biases;
  const int32_t *columns;
  const float *values;
  /// `bias_rate` is the learning rate of the biases: `rate`, or 0 for none.
  float mean, rate, bias_rate, l2;
} needletail_sgd_ratings;

/// Visits the ratings of runs[order[0]], runs[order[1]], ... once, in this order; `order` NULL is 0, 1, 2, ....
///
/// Returns the sum of squared errors, each taken before its step.
double needletail_sgd_visit(
    const needletail_sgd_ratings *task, const needletail_sgd_run *runs, const int32_t *order, size_t count);

/// The same with z_u = p_u + n_u^(-1/2) sum_j y_j over the user's n_u entries in place of p_u (SVD++).
///
/// A user touches each item once, so what its visit does to p_u and to all y_j is known at its end: all of them
/// went through x <- (1 - rate l2) x + rate error q times their factor. A visit therefore costs a few passes over
/// the entries, not one over all y_j a rating.
typedef struct {
  size_t stride;
  float *users, *items, *implicit, *user_biases, *item_biases;
  const int64_t *offsets;
  const int32_t *columns;
  const float *values;
  float mean, rate, l2;
} needletail_sgd_feedback;

/// The first half of a visit: moves the user's own parameters, reads the items' and notes their changes.
///
/// `steps` gets a row for each entry: what to add to the item's vector; `bias_steps` a number for each
/// and one more, the factor that all y_j shrink by; `share` one row: what to add to each y_j. Returns the sum of squared errors.
double needletail_sgd_visit_user(
    const needletail_sgd_feedback *task, size_t user, float *steps, float *bias_steps, float *share);

/// The second half: applies the changes to the items first..<last of the user's items, counted from `offsets[user]`.
void needletail_sgd_apply(
    const needletail_sgd_feedback *task, size_t user, size_t first, size_t last, const float *steps,
    const float *bias_steps, const float *share);

/// Pairwise ranking (BPR): for each entry an item of `members` that the user does not have is drawn, and the step
/// goes up ln sigma(b_i - b_j + <w_u, h_i - h_j>).
typedef struct {
  size_t stride;
  float *users, *items, *item_biases;
  const int32_t *columns;
  /// The items that negatives are drawn from; a run's entries are all of the user's items among them.
  const int32_t *members;
  size_t member_count;
  /// Negatives drawn for an entry; the one with the highest score is taken.
  size_t draws;
  float rate, bias_rate, l2_user, l2_positive, l2_negative, l2_bias;
} needletail_sgd_pairs;

/// Visits the entries of runs[order[0]], ... once; `state` seeds the draws. Returns how many pairs stood in the
/// right order before their step; `visited` counts those for which a negative was found.
size_t needletail_sgd_visit_pairs(
    const needletail_sgd_pairs *task, const needletail_sgd_run *runs, const int32_t *order, size_t count,
    uint64_t state, size_t *visited);

/// Moves one user's vector only, items as they are: a new user's first steps. `columns` are all of its items,
/// ascending; negatives are drawn from all `item_count` items. Runs `passes` over the entries and leaves in `user`
/// the mean of the vector over the second half of them; returns over how many steps.
size_t needletail_sgd_fold_in_pairs(
    const needletail_sgd_pairs *task, const int32_t *columns, size_t count, size_t item_count, size_t passes,
    uint64_t state, float *user);

/// Shuffles numbers in place.
void needletail_shuffle(int32_t *numbers, size_t count, uint64_t state);

#define NEEDLETAIL_SGD_VERSIONS(suffix)                                                                      \
  double needletail_sgd_visit_##suffix(                                                                      \
      const needletail_sgd_ratings *, const needletail_sgd_run *, const int32_t *, size_t);                  \
  double needletail_sgd_visit_user_##suffix(                                                                 \
      const needletail_sgd_feedback *, size_t, float *, float *, float *);                                   \
  void needletail_sgd_apply_##suffix(                                                                        \
      const needletail_sgd_feedback *, size_t, size_t, size_t, const float *, const float *, const float *); \
  size_t needletail_sgd_visit_pairs_##suffix(                                                                \
      const needletail_sgd_pairs *, const needletail_sgd_run *, const int32_t *, size_t, uint64_t, size_t *); \
  size_t needletail_sgd_fold_in_pairs_##suffix(                                                              \
      const needletail_sgd_pairs *, const int32_t *, size_t, size_t, size_t, uint64_t, float *);

// The versions for each instruction set; for tests, on machines that have it.
NEEDLETAIL_SGD_VERSIONS(portable)
NEEDLETAIL_SGD_VERSIONS(v3)
NEEDLETAIL_SGD_VERSIONS(v4)

#endif
