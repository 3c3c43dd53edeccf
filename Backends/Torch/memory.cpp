#include <torch/csrc/api/include/torch/version.h>

#include "errors.h"
#include "functions.h"
#include "handles.h"
#include "host_memory.h"

// The allocators of devices have had a common interface since 2.9; before, asking them takes CUDA's own headers.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 9)
#define NEEDLETAIL_DEVICE_MEMORY
#include <c10/core/CachingDeviceAllocator.h>
#endif

namespace needletail {

int32_t memory(int32_t place, int64_t *in_use, int64_t *peak) {
  return guarded([&] {
    *in_use = *peak = 0;
    if (place == NEEDLETAIL_TORCH_HOST) {
      const HostMemory figures = host_memory();
      *in_use = figures.in_use;
      *peak = figures.peak;
      return;
    }
#ifdef NEEDLETAIL_DEVICE_MEMORY
    const auto where = device(place);
    const auto figures = c10::getDeviceAllocator(where.type())->getDeviceStats(where.index());
    // The first figure is of all pools together.
    *in_use = figures.allocated_bytes[0].current;
    *peak = figures.allocated_bytes[0].peak;
#endif
  });
}

int32_t reset_memory(int32_t place) {
  return guarded([&] {
    if (place == NEEDLETAIL_TORCH_HOST) return reset_host_memory();
#ifdef NEEDLETAIL_DEVICE_MEMORY
    const auto where = device(place);
    c10::getDeviceAllocator(where.type())->emptyCache();
    c10::getDeviceAllocator(where.type())->resetPeakStats(where.index());
#endif
  });
}

}  // namespace needletail
