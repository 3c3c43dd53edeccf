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

void needletail_embedding_gather(
    const needletail_embedding_rows *table, const int32_t *rows, size_t count, float *target) {
  CHOOSE(embedding_gather, table, rows, count, target)
}

void needletail_embedding_update(
    const needletail_embedding_step *step, const needletail_embedding_rows *table, const int32_t *rows,
    const int32_t *starts, const int32_t *positions, const float *gradients, size_t first, size_t last,
    int32_t padding) {
  CHOOSE(embedding_update, step, table, rows, starts, positions, gradients, first, last, padding)
}

size_t needletail_first_beyond(const float *numbers, size_t count, float limit) {
  CHOOSE(first_beyond, numbers, count, limit)
}

void needletail_embedding_mask(
    int32_t *rows, size_t first, size_t last, uint64_t key, uint32_t threshold, int32_t missing, size_t fields,
    int32_t spread) {
  for (size_t i = first; i < last; i++) {
    // The i-th number of the generator, without those before it.
    uint64_t state = key + 0x9E3779B97F4A7C15u * i;
    int masked = (uint32_t)(next_random(&state) >> 32) < threshold && rows[i] != 0;
    rows[i] = masked ? missing + (int32_t)(i % fields) * spread : rows[i];
  }
}
