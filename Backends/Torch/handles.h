#pragma once

#include <ATen/core/Tensor.h>
#include <CTorch.h>

// A handle is LibTorch's own counted object: no second allocation, no table of handles.
namespace needletail {

/// A tensor that counts itself as one more owner.
inline at::Tensor share(needletail_tensor *handle) {
  auto *object = reinterpret_cast<c10::TensorImpl *>(handle);
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(object));
}

/// Takes the ownership of a handle over.
inline at::Tensor adopt(needletail_tensor *handle) {
  auto *object = reinterpret_cast<c10::TensorImpl *>(handle);
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(object));
}

/// Gives the ownership of a tensor away; null for an undefined one.
inline needletail_tensor *surrender(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  return reinterpret_cast<needletail_tensor *>(tensor.unsafeReleaseTensorImpl());
}

/// The device with a number: -1 is the host.
inline c10::Device device(int32_t number) {
  return number < 0 ? c10::Device(c10::kCPU) : c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(number));
}

inline int32_t number(c10::Device device) {
  return device.is_cpu() ? NEEDLETAIL_TORCH_HOST : static_cast<int32_t>(device.index());
}

}  // namespace needletail
