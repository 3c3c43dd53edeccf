#include "als_dispatch.h"

size_t needletail_als_scratch(size_t dimension, size_t entries) {
  size_t stride = (dimension + 15) / 16 * 16, panel_rows = 128;
  size_t padded = (entries + 15) / 16 * 16, n = entries < dimension ? padded : stride;
  return n * n + n * panel_rows + 2 * n + stride + 2 * padded + 16;
}

size_t needletail_als_solve_rows(
    const needletail_als_rows *rows, size_t first, size_t last, float *scratch) {
  switch (needletail_instruction_set()) {
#if defined(__x86_64__)
    case 4: return needletail_als_solve_rows_v4(rows, first, last, scratch);
    case 3: return needletail_als_solve_rows_v3(rows, first, last, scratch);
#endif
    default: return needletail_als_solve_rows_portable(rows, first, last, scratch);
  }
}

size_t needletail_als_block_scratch(size_t size) {
  size_t n = (size + 15) / 16 * 16, panel_rows = 128;
  return 2 * n * n + n * panel_rows + 4 * n;
}

void needletail_als_move_block(
    const needletail_als_block *block, size_t first, size_t last, float *scratch) {
  switch (needletail_instruction_set()) {
#if defined(__x86_64__)
    case 4: needletail_als_move_block_v4(block, first, last, scratch); return;
    case 3: needletail_als_move_block_v3(block, first, last, scratch); return;
#endif
    default: needletail_als_move_block_portable(block, first, last, scratch);
  }
}

void needletail_als_predict(const needletail_als_block *block, size_t first, size_t last) {
  switch (needletail_instruction_set()) {
#if defined(__x86_64__)
    case 4: needletail_als_predict_v4(block, first, last); return;
    case 3: needletail_als_predict_v3(block, first, last); return;
#endif
    default: needletail_als_predict_portable(block, first, last);
  }
}
