#include "xxhash64.h"

#include <string.h>

static const uint64_t prime1 = 0x9E3779B185EBCA87u, prime2 = 0xC2B2AE3D27D4EB4Fu, prime3 = 0x165667B19E3779F9u,
                      prime4 = 0x85EBCA77C2B2AE63u, prime5 = 0x27D4EB2F165667C5u;

static inline uint64_t rotate(uint64_t x, int bits) { return x << bits | x >> (64 - bits); }

// The machines that we run on store the low byte first, as the hash asks.
static inline uint64_t eight(const uint8_t *from) {
  uint64_t x;
  memcpy(&x, from, sizeof x);
  return x;
}

static inline uint64_t four(const uint8_t *from) {
  uint32_t x;
  memcpy(&x, from, sizeof x);
  return x;
}

static inline uint64_t round_of(uint64_t lane, uint64_t input) {
  return rotate(lane + input * prime2, 31) * prime1;
}

uint64_t needletail_xxhash64(const void *bytes, size_t count, uint64_t seed) {
  const uint8_t *next = bytes;
  size_t left = count;
  uint64_t hash = seed + prime5;
  if (left >= 32) {
    uint64_t lanes[4] = {seed + prime1 + prime2, seed + prime2, seed, seed - prime1};
    for (; left >= 32; next += 32, left -= 32)
      for (int i = 0; i < 4; i++) lanes[i] = round_of(lanes[i], eight(next + 8 * i));
    hash = rotate(lanes[0], 1) + rotate(lanes[1], 7) + rotate(lanes[2], 12) + rotate(lanes[3], 18);
    for (int i = 0; i < 4; i++) hash = (hash ^ round_of(0, lanes[i])) * prime1 + prime4;
  }
  hash += count;
  for (; left >= 8; next += 8, left -= 8)
    hash = rotate(hash ^ round_of(0, eight(next)), 27) * prime1 + prime4;
  if (left >= 4) {
    hash = rotate(hash ^ four(next) * prime1, 23) * prime2 + prime3;
    next += 4, left -= 4;
  }
  for (; left > 0; next++, left--) hash = rotate(hash ^ *next * prime5, 11) * prime1;
  hash = (hash ^ hash >> 33) * prime2;
  hash = (hash ^ hash >> 29) * prime3;
  return hash ^ hash >> 32;
}
