#include "CKernels.h"

void needletail_pack(const float *const *vectors, size_t count, size_t dimension, size_t width,
                     float *packed) {
  // Sixteen coordinates of each vector at a time: whole cache lines are read, and the lines
  // that are written to stay in the first-level cache.
  for (size_t from = 0; from < dimension; from += 16) {
    size_t to = from + 16 < dimension ? from + 16 : dimension;
    for (size_t i = 0; i < count; i++)
      for (size_t k = from; k < to; k++) packed[k * width + i] = vectors[i][k];
    for (size_t k = from; k < to; k++)
      for (size_t i = count; i < width; i++) packed[k * width + i] = 0;
  }
}
