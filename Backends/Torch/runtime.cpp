#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include "errors.h"
#include "functions.h"
#include "handles.h"

namespace needletail {

namespace {

at::Generator generator(int32_t place) {
  const c10::Device where = device(place);
  if (where.is_cuda()) at::globalContext().lazyInitCUDA();
  return at::globalContext().defaultGenerator(where);
}

}  // namespace

int32_t seed(uint64_t seed) {
  return guarded([&] { at::manual_seed(seed); });
}

int32_t random_state(int32_t place, needletail_tensor **result) {
  return guarded([&] {
    at::Generator random = generator(place);
    const std::lock_guard<std::mutex> lock(random.mutex());
    *result = surrender(random.get_state());
  });
}

int32_t set_random_state(int32_t place, needletail_tensor *state) {
  return guarded([&] {
    at::Generator random = generator(place);
    const std::lock_guard<std::mutex> lock(random.mutex());
    random.set_state(share(state));
  });
}

int32_t set_threads(int32_t count) {
  return guarded([&] { at::set_num_threads(count); });
}

int32_t device_count() {
  int32_t count = 0;
  const int32_t code = guarded([&] {
    if (at::hasCUDA()) count = static_cast<int32_t>(at::detail::getCUDAHooks().getNumGPUs());
  });
  return code == 0 ? count : 0;
}

int32_t synchronize(int32_t place) {
  return guarded([&] {
    if (place == NEEDLETAIL_TORCH_HOST) return;
    const c10::impl::VirtualGuardImpl guard(c10::kCUDA);
    guard.synchronizeStream(guard.getStream(device(place)));
  });
}

}  // namespace needletail
