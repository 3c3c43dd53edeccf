// The ALS kernels are compiled once per instruction set, with tile shapes that fill its registers.
// (`target_clones` would leave the inner functions at the baseline set.)
#include "CKernels.h"

void needletail_als_move_block_v4(const needletail_als_block *, size_t, size_t, float *);
void needletail_als_move_block_v3(const needletail_als_block *, size_t, size_t, float *);
void needletail_als_move_block_portable(const needletail_als_block *, size_t, size_t, float *);
void needletail_als_predict_v4(const needletail_als_block *, size_t, size_t);
void needletail_als_predict_v3(const needletail_als_block *, size_t, size_t);
void needletail_als_predict_portable(const needletail_als_block *, size_t, size_t);
