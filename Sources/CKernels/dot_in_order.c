#include "CKernels.h"

#include <math.h>

float needletail_dot_in_order(const float *a, const float *b, size_t count) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum = fmaf(a[i], b[i], sum);
  return sum;
}
