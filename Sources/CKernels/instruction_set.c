#include "CKernels.h"

static int best(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v4")) return NEEDLETAIL_X86_64_V4;
  if (__builtin_cpu_supports("x86-64-v3")) return NEEDLETAIL_X86_64_V3;
#endif
  return NEEDLETAIL_PORTABLE;
}

// Of the calling thread: whoever compares instruction sets leaves what others compute alone.
static _Thread_local int limit = NEEDLETAIL_X86_64_V4;

int needletail_instruction_set(void) {
  int set = best();
  return set < limit ? set : limit;
}

void needletail_limit_instruction_set(int set) {
  limit = set;
}
