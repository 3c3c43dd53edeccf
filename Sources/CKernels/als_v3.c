#if defined(__x86_64__)
#include "als_dispatch.h"

#include <string.h>

#pragma clang fp contract(fast)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)

#define TILE_ROWS 4
#define TILE_BLOCKS 1
#include "lanes.h"

#include "als_cholesky.h"

#include "als_rows.h"

#include "als_block.h"

size_t needletail_als_solve_rows_v3(
    const needletail_als_rows *rows, size_t first, size_t last, float *scratch) {
  return solve_rows(rows, first, last, scratch);
}

void needletail_als_move_block_v3(
    const needletail_als_block *block, size_t first, size_t last, float *scratch) {
  move_block(block, first, last, scratch);
}

void needletail_als_predict_v3(const needletail_als_block *block, size_t first, size_t last) {
  predict(block, first, last);
}

#pragma clang attribute pop
#endif
