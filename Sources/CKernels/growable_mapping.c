#define _GNU_SOURCE
#include "growable_mapping.h"

#include <sys/mman.h>

void *needletail_map_growable(int descriptor, size_t bytes) {
  int sharing = descriptor < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
  void *mapping = mmap(0, bytes, PROT_READ | PROT_WRITE, sharing, descriptor, 0);
  return mapping == MAP_FAILED ? 0 : mapping;
}

void *needletail_resize_growable(void *mapping, size_t old_bytes, size_t new_bytes) {
  void *moved = mremap(mapping, old_bytes, new_bytes, MREMAP_MAYMOVE);
  return moved == MAP_FAILED ? 0 : moved;
}
