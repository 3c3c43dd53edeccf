#include "CKernels.h"

#include <string.h>

#pragma clang fp contract(off)

#define NAME(kernel) needletail_##kernel##_portable
#define TILE_ROWS 2
#define TILE_VECTORS 1
#include "softmax_kernels.h"
