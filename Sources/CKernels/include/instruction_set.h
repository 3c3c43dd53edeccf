#ifndef NEEDLETAIL_INSTRUCTION_SET_H
#define NEEDLETAIL_INSTRUCTION_SET_H

/// The instruction sets that kernels are compiled for, in ascending order.
enum needletail_set {
  NEEDLETAIL_PORTABLE = 0,
  NEEDLETAIL_X86_64_V3 = 3,
  NEEDLETAIL_X86_64_V4 = 4,
};

/// The set that kernels use: the best of this processor, unless limited.
int needletail_instruction_set(void);

/// Keeps kernels on the calling thread from using more than a set; for tests, which run every version. Results of most
/// kernels have the same bits on all of them; those of the ALS row solver differ without fused multiply-add.
void needletail_limit_instruction_set(int set);

#endif
