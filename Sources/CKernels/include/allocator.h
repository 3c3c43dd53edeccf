#ifndef NEEDLETAIL_ALLOCATOR_H
#define NEEDLETAIL_ALLOCATOR_H

/// Gives memory that was freed, but that the allocator still holds, back to the system.
void needletail_release_free_memory(void);

#endif
