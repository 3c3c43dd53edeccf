#include <ATen/autocast_mode.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/api/include/torch/version.h>

#include "errors.h"
#include "functions.h"
#include "handles.h"

namespace needletail {

int32_t set_requires_gradient(needletail_tensor *tensor, bool required) {
  return guarded([&] { share(tensor).set_requires_grad(required); });
}

int32_t gradient(needletail_tensor *tensor, needletail_tensor **result) {
  return guarded([&] { *result = surrender(share(tensor).grad()); });
}

int32_t set_gradient(needletail_tensor *tensor, needletail_tensor *gradient) {
  return guarded([&] { share(tensor).mutable_grad() = gradient ? share(gradient) : at::Tensor(); });
}

int32_t backward(needletail_tensor *const *roots, needletail_tensor *const *gradients, int32_t count,
                 bool keeps_graph) {
  return guarded([&] {
    std::vector<at::Tensor> outputs, given;
    for (int32_t i = 0; i < count; ++i) {
      outputs.push_back(share(roots[i]));
      given.push_back(gradients[i] ? share(gradients[i]) : at::Tensor());
    }
    torch::autograd::backward(outputs, given, keeps_graph);
  });
}

bool set_gradient_mode(bool enabled) {
  const bool before = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(enabled);
  return before;
}

int32_t set_autocast(int32_t place, bool enabled, int32_t type) {
  return guarded([&] {
    const auto narrow = static_cast<at::ScalarType>(type);
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    const auto kind = device(place).type();
    at::autocast::set_autocast_enabled(kind, enabled);
    at::autocast::set_autocast_dtype(kind, narrow);
#else
    if (place == NEEDLETAIL_TORCH_HOST) {
      at::autocast::set_cpu_enabled(enabled);
      at::autocast::set_autocast_cpu_dtype(narrow);
    } else {
      at::autocast::set_enabled(enabled);
      at::autocast::set_autocast_gpu_dtype(narrow);
    }
#endif
    // Narrowed parameters are kept for one use of autocast only: the next step has others.
    if (!enabled) at::autocast::clear_cache();
  });
}

}  // namespace needletail
