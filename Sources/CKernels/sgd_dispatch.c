#include "CKernels.h"
#include "random.h"

#if defined(__x86_64__)
#define CHOOSE(kernel, ...)                                     \
  switch (needletail_instruction_set()) {                       \
    case 4: return needletail_##kernel##_v4(__VA_ARGS__);       \
    case 3: return needletail_##kernel##_v3(__VA_ARGS__);       \
    default: return needletail_##kernel##_portable(__VA_ARGS__); \
  }
#else
#define CHOOSE(kernel, ...) return needletail_##kernel##_portable(__VA_ARGS__);
#endif

double needletail_sgd_visit(
    const needletail_sgd_ratings *task, const needletail_sgd_run *runs, const int32_t *order, size_t count) {
  CHOOSE(sgd_visit, task, runs, order, count)
}

double needletail_sgd_visit_user(
    const needletail_sgd_feedback *task, size_t user, float *steps, float *bias_steps, float *share) {
  CHOOSE(sgd_visit_user, task, user, steps, bias_steps, share)
}

void needletail_sgd_apply(
    const needletail_sgd_feedback *task, size_t user, size_t first, size_t last, const float *steps,
    const float *bias_steps, const float *share) {
  CHOOSE(sgd_apply, task, user, first, last, steps, bias_steps, share)
}

size_t needletail_sgd_visit_pairs(
    const needletail_sgd_pairs *task, const needletail_sgd_run *runs, const int32_t *order, size_t count,
    uint64_t state, size_t *visited) {
  CHOOSE(sgd_visit_pairs, task, runs, order, count, state, visited)
}

size_t needletail_sgd_fold_in_pairs(
    const needletail_sgd_pairs *task, const int32_t *columns, size_t count, size_t item_count, size_t passes,
    uint64_t state, float *user) {
  CHOOSE(sgd_fold_in_pairs, task, columns, count, item_count, passes, state, user)
}

void needletail_shuffle(int32_t *numbers, size_t count, uint64_t state) {
  for (size_t left = count; left > 1; left--) {
    size_t other = random_below(&state, left);
    int32_t number = numbers[left - 1];
    numbers[left - 1] = numbers[other];
    numbers[other] = number;
  }
}
