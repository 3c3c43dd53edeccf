// The kernels of stochastic gradient descent, included once per instruction set with NAME giving their names.
#include "lanes.h"

/// Returns call(n, vectors, ...), with n = stride / 16 vectors of 16 floats that are registers for small n.
#define WITH_VECTORS(stride, call, ...)                             \
  switch ((stride) / width) {                                       \
    case 1: { lanes few[1]; return call(1, few, __VA_ARGS__); }     \
    case 2: { lanes few[2]; return call(2, few, __VA_ARGS__); }     \
    case 3: { lanes few[3]; return call(3, few, __VA_ARGS__); }     \
    case 4: { lanes few[4]; return call(4, few, __VA_ARGS__); }     \
    case 7: { lanes few[7]; return call(7, few, __VA_ARGS__); }     \
    case 8: { lanes few[8]; return call(8, few, __VA_ARGS__); }     \
    default: {                                                      \
      lanes many[SGD_LONGEST / width];                              \
      return call((stride) / width, many, __VA_ARGS__);             \
    }                                                               \
  }

/// The longest vectors that the kernels work on; their copy lies on the stack.
#define SGD_LONGEST 2048

#include "sgd_ratings.h"

#include "sgd_feedback.h"

#include "sgd_pairs.h"
