#if defined(__x86_64__)
#include "CKernels.h"
#include "random.h"

#include <math.h>
#include <string.h>

#pragma clang fp contract(fast)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)

#define NAME(kernel) needletail_##kernel##_v3
#include "sgd_kernels.h"

#pragma clang attribute pop
#endif
