#ifndef NEEDLETAIL_XXHASH64_H
#define NEEDLETAIL_XXHASH64_H

#include <stddef.h>
#include <stdint.h>

/// xxHash64 (Collet): the same 64 bits for the same bytes and seed, in every process and on every machine.
///
/// No protection against somebody who makes values collide on purpose.
uint64_t needletail_xxhash64(const void *bytes, size_t count, uint64_t seed);

#endif
