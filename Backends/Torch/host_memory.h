#pragma once

#include <cstddef>
#include <cstdint>

namespace needletail {

/// Bytes of the host's tensors.
struct HostMemory {
  int64_t in_use;
  int64_t peak;
};

HostMemory host_memory();

/// Gives kept blocks back to the system and begins a new peak.
void reset_host_memory();

}  // namespace needletail
