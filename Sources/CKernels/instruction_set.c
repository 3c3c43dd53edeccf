#include "CKernels.h"

#include <stdatomic.h>

static int best(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v4")) return NEEDLETAIL_X86_64_V4;
  if (__builtin_cpu_supports("x86-64-v3")) return NEEDLETAIL_X86_64_V3;
#endif
  return NEEDLETAIL_PORTABLE;
}

static atomic_int limit = NEEDLETAIL_X86_64_V4;

int needletail_instruction_set(void) {
  int most = atomic_load_explicit(&limit, memory_order_relaxed), set = best();
  return set < most ? set : most;
}

void needletail_limit_instruction_set(int set) {
  atomic_store_explicit(&limit, set, memory_order_relaxed);
}
