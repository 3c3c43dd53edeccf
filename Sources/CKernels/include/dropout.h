#ifndef NEEDLETAIL_DROPOUT_H
#define NEEDLETAIL_DROPOUT_H

#include <stddef.h>
#include <stdint.h>

/// Fills a mask: each element 0 with a probability in [0, 1), else such that the mean is one.
///
/// An element is a hash of the key and its place, so a mask does not depend on who fills it.
void needletail_dropout_mask(float *mask, size_t count, uint64_t key, double probability);

#endif
