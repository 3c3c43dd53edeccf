#include "host_memory.h"

#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>
#include <sys/mman.h>
#include <torch/csrc/api/include/torch/version.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <vector>

#include "functions.h"

// Every step of a training takes and gives back the same big blocks. The C library would return them to the system and
// fault them in again, page by page, each time: so blocks are kept for the next taker of their size.
namespace needletail {

namespace {

constexpr size_t alignment = 64;
constexpr size_t huge_page = size_t{2} << 20;
/// Smaller blocks are left to the C library, which keeps them itself.
constexpr size_t least_kept = size_t{64} << 10;

/// What stands before the elements.
struct Header {
  size_t bytes;
};

/// Sizes in eighths of a power of two: at most an eighth is wasted, and near sizes share blocks.
size_t rounded(size_t bytes) {
  size_t grain = alignment;
  while (grain * 16 <= bytes) grain *= 2;
  return (bytes + grain - 1) / grain * grain;
}

class KeptMemory {
 public:
  void *take(size_t bytes) {
    const size_t size = rounded(bytes + alignment);
    void *block = nullptr;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      block = kept(size);
      in_use_ += size;
      peak_ = std::max(peak_, in_use_);
    }
    if (!block) block = fresh(size);
    static_cast<Header *>(block)->bytes = size;
    return static_cast<char *>(block) + alignment;
  }

  void give_back(void *elements) {
    void *block = static_cast<char *>(elements) - alignment;
    const size_t size = static_cast<Header *>(block)->bytes;
    const std::lock_guard<std::mutex> lock(mutex_);
    in_use_ -= size;
    // No more is held than was needed at once, and a quarter.
    if (size < least_kept || in_use_ + kept_ + size > peak_ + peak_ / 4) {
      std::free(block);
    } else {
      kept_ += size;
      blocks_.push_back({size, block});
    }
  }

  void release_kept() {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto &entry : blocks_) std::free(entry.block);
    blocks_.clear();
    kept_ = 0;
  }

  void begin_peak() {
    const std::lock_guard<std::mutex> lock(mutex_);
    peak_ = in_use_;
  }

  HostMemory figures() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return {static_cast<int64_t>(in_use_), static_cast<int64_t>(peak_)};
  }

 private:
  struct Entry {
    size_t size;
    void *block;
  };

  /// The block of that size that was given back last, whose pages are warmest.
  void *kept(size_t size) {
    if (size < least_kept) return nullptr;
    for (auto entry = blocks_.rbegin(); entry != blocks_.rend(); ++entry) {
      if (entry->size != size) continue;
      void *block = entry->block;
      blocks_.erase(std::next(entry).base());
      kept_ -= size;
      return block;
    }
    return nullptr;
  }

  void *fresh(size_t size) {
    const size_t boundary = size >= huge_page ? huge_page : alignment;
    void *block = nullptr;
    if (posix_memalign(&block, boundary, size) != 0) {
      release_kept();
      if (posix_memalign(&block, boundary, size) != 0) {
        const std::lock_guard<std::mutex> lock(mutex_);
        in_use_ -= size;
        TORCH_CHECK(false, "out of memory: the host has not ", size, " bytes");
      }
    }
    if (size >= huge_page) madvise(block, size, MADV_HUGEPAGE);
    return block;
  }

  std::mutex mutex_;
  /// Few: a step has tens of big blocks, found by looking through.
  std::vector<Entry> blocks_;
  size_t in_use_ = 0, peak_ = 0, kept_ = 0;
};

// Tensors may be given back until the very end of the process: never destroyed.
KeptMemory &memory_of_host() {
  static auto *memory = new KeptMemory;
  return *memory;
}

void give_back(void *elements) {
  if (elements) memory_of_host().give_back(elements);
}

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 3)
#define NEEDLETAIL_ALLOCATE_CONST
#else
#define NEEDLETAIL_ALLOCATE_CONST const
#endif

struct KeepingAllocator final : c10::Allocator {
  c10::DataPtr allocate(size_t bytes) NEEDLETAIL_ALLOCATE_CONST override {
    void *elements = bytes == 0 ? nullptr : memory_of_host().take(bytes);
    return {elements, elements, &give_back, c10::Device(c10::kCPU)};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &give_back; }

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 3)
  void copy_data(void *target, const void *source, size_t count) const override {
    default_copy_data(target, source, count);
  }
#endif
};

}  // namespace

void keep_host_memory() {
  static auto *allocator = new KeepingAllocator;
  c10::SetCPUAllocator(allocator, 1);
}

HostMemory host_memory() { return memory_of_host().figures(); }

void reset_host_memory() {
  memory_of_host().release_kept();
  memory_of_host().begin_peak();
}

}  // namespace needletail
