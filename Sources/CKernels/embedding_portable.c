#include "CKernels.h"

#include <string.h>

#pragma clang fp contract(off)

#define NAME(kernel) needletail_##kernel##_portable
#include "embedding_kernels.h"
