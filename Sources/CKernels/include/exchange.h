#ifndef NEEDLETAIL_EXCHANGE_H
#define NEEDLETAIL_EXCHANGE_H

/// Swaps the names of two files or folders in one step; 0, or -1 with `errno` where the system or the file
/// system cannot.
int needletail_exchange(const char *left, const char *right);

#endif
