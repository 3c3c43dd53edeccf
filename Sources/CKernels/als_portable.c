#include "als_dispatch.h"

#include <string.h>

#pragma clang fp contract(fast)

#define TILE_ROWS 2
#define TILE_BLOCKS 1
#include "lanes.h"

#include "als_cholesky.h"

#include "als_rows.h"

#include "als_block.h"

size_t needletail_als_solve_rows_portable(
    const needletail_als_rows *rows, size_t first, size_t last, float *scratch) {
  return solve_rows(rows, first, last, scratch);
}

void needletail_als_move_block_portable(
    const needletail_als_block *block, size_t first, size_t last, float *scratch) {
  move_block(block, first, last, scratch);
}

void needletail_als_predict_portable(const needletail_als_block *block, size_t first, size_t last) {
  predict(block, first, last);
}
