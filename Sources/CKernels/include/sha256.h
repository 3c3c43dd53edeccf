#ifndef NEEDLETAIL_SHA256_H
#define NEEDLETAIL_SHA256_H

#include <stddef.h>
#include <stdint.h>

/// Takes `blocks` blocks of 64 bytes into a SHA-256 state of 8 words (FIPS 180-4), with the processor's
/// instructions for it where it has them.
void needletail_sha256_blocks(uint32_t *state, const uint8_t *bytes, size_t blocks);

/// The same in portable C: the oracle.
void needletail_sha256_blocks_portable(uint32_t *state, const uint8_t *bytes, size_t blocks);

#endif
