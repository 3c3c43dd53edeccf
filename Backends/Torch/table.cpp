#include <torch/csrc/api/include/torch/version.h>

#include "errors.h"
#include "functions.h"

using namespace needletail;

namespace {

const needletail_torch_functions table = {
    NEEDLETAIL_TORCH_VERSION,
    sizeof(needletail_torch_functions),
    []() -> const char * { return TORCH_VERSION; },
    []() -> const char * { return message().c_str(); },
    create,
    wrap,
    empty,
    release,
    describe,
    copy_to_host,
    needletail::move,
    set_requires_gradient,
    gradient,
    set_gradient,
    backward,
    set_gradient_mode,
    set_autocast,
    seed,
    random_state,
    set_random_state,
    set_threads,
    device_count,
    synchronize,
    memory,
    reset_memory,
    find,
    call,
};

}  // namespace

extern "C" __attribute__((visibility("default"))) const needletail_torch_functions *needletail_torch_table(
    uint32_t version) {
  if (version != NEEDLETAIL_TORCH_VERSION) return nullptr;
  static const bool prepared = [] {
    keep_host_memory();
    multiply_in_tiles();
    return true;
  }();
  return prepared ? &table : nullptr;
}
