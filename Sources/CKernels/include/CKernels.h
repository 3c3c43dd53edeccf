#ifndef NEEDLETAIL_CKERNELS_H
#define NEEDLETAIL_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "exchange.h"
#include "sha256.h"

/// Inner product of two vectors of `count` floats: a scalar chain of fused multiply-adds
/// from index 0 upwards. The oracle of every faster kernel in this folder.
float needletail_dot_in_order(const float *a, const float *b, size_t count);

/// The number of processors that the calling process may run on; at least 1.
int needletail_available_processors(void);

#endif
