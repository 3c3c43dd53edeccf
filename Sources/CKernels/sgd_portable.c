#include "CKernels.h"
#include "random.h"

#include <math.h>
#include <string.h>

#pragma clang fp contract(fast)

#define NAME(kernel) needletail_##kernel##_portable
#include "sgd_kernels.h"
