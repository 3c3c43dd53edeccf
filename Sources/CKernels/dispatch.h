#ifndef NEEDLETAIL_DISPATCH_H
#define NEEDLETAIL_DISPATCH_H

#include "instruction_set.h"

// Kernels whose register tiles depend on the instruction set are compiled once a set and
// chosen by `needletail_instruction_set()`, which costs nothing beside a kernel.

#if defined(__x86_64__)
#define NEEDLETAIL_X86 1
/// The attributes of a function for "x86-64-v3" or "x86-64-v4" with vectors of `bits`.
#define NEEDLETAIL_TARGET(arch, bits) \
  __attribute__((target("arch=" arch), min_vector_width(bits)))
#endif

#endif
