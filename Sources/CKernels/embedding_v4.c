#if defined(__x86_64__)
#include "CKernels.h"

#include <string.h>

#pragma clang fp contract(off)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)

#define NAME(kernel) needletail_##kernel##_v4
#include "embedding_kernels.h"

#pragma clang attribute pop
#endif
