#ifndef NEEDLETAIL_GROWABLE_MAPPING_H
#define NEEDLETAIL_GROWABLE_MAPPING_H

#include <stddef.h>

// Memory that grows without being copied: pages of zeros, or of a file that other mappings share.

/// Maps `bytes` of a file for reading and writing, or zeros when `descriptor` is negative; NULL with `errno`.
void *needletail_map_growable(int descriptor, size_t bytes);

/// Makes a mapping longer or shorter; it may move. NULL with `errno` leaves it as it was.
void *needletail_resize_growable(void *mapping, size_t old_bytes, size_t new_bytes);

#endif
