#include "CKernels.h"

#include "dispatch.h"

// Lanes lie across items, so a lane is the scalar chain of `needletail_dot_in_order`; the
// register tile (HEIGHT queries × WIDTH vectors) hides the latency of the multiply-adds.

#define SET portable
#define TARGET
#define LANES 4
#define WIDTH 2
#define HEIGHT 6
#include "score_tile.inc"

#if NEEDLETAIL_X86
#define SET v3
#define TARGET NEEDLETAIL_TARGET("x86-64-v3", 256)
#define LANES 8
#define WIDTH 2
#define HEIGHT 6
#include "score_tile.inc"

#define SET v4
#define TARGET NEEDLETAIL_TARGET("x86-64-v4", 512)
#define LANES 16
#define WIDTH 2
#define HEIGHT 12
#include "score_tile.inc"
#endif

void needletail_score(const float *panel, const float *tile, size_t dimension, size_t queries,
                      float *scores, size_t stride) {
  switch (needletail_instruction_set()) {
#if NEEDLETAIL_X86
    case NEEDLETAIL_X86_64_V4:
      return score_v4(panel, tile, dimension, queries, scores, stride);
    case NEEDLETAIL_X86_64_V3:
      return score_v3(panel, tile, dimension, queries, scores, stride);
#endif
    default:
      return score_portable(panel, tile, dimension, queries, scores, stride);
  }
}

int needletail_score_above(const float *panel, const float *tile, size_t dimension,
                           size_t queries, const float *thresholds, float *scores,
                           uint32_t *hits) {
  switch (needletail_instruction_set()) {
#if NEEDLETAIL_X86
    case NEEDLETAIL_X86_64_V4:
      return score_above_v4(panel, tile, dimension, queries, thresholds, scores, hits);
    case NEEDLETAIL_X86_64_V3:
      return score_above_v3(panel, tile, dimension, queries, thresholds, scores, hits);
#endif
    default:
      return score_above_portable(panel, tile, dimension, queries, thresholds, scores, hits);
  }
}
