#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <cstring>

#include "errors.h"
#include "functions.h"
#include "handles.h"

namespace needletail {

static_assert(static_cast<int>(at::kByte) == NEEDLETAIL_TORCH_UINT8);
static_assert(static_cast<int>(at::kInt) == NEEDLETAIL_TORCH_INT32);
static_assert(static_cast<int>(at::kLong) == NEEDLETAIL_TORCH_INT64);
static_assert(static_cast<int>(at::kHalf) == NEEDLETAIL_TORCH_FLOAT16);
static_assert(static_cast<int>(at::kFloat) == NEEDLETAIL_TORCH_FLOAT32);
static_assert(static_cast<int>(at::kDouble) == NEEDLETAIL_TORCH_FLOAT64);
static_assert(static_cast<int>(at::kBool) == NEEDLETAIL_TORCH_BOOL);
static_assert(static_cast<int>(at::kBFloat16) == NEEDLETAIL_TORCH_BFLOAT16);

namespace {

at::TensorOptions options(int32_t type, int32_t place) {
  return at::TensorOptions().dtype(static_cast<at::ScalarType>(type)).device(device(place));
}

at::IntArrayRef shape(const int64_t *sizes, int32_t rank) {
  return at::IntArrayRef(sizes, static_cast<size_t>(rank));
}

/// A view of memory that somebody else owns.
at::Tensor view(const void *elements, int32_t type, const int64_t *sizes, int32_t rank) {
  return at::from_blob(const_cast<void *>(elements), shape(sizes, rank), options(type, NEEDLETAIL_TORCH_HOST));
}

}  // namespace

int32_t create(const void *elements, int32_t type, const int64_t *sizes, int32_t rank, int32_t place,
               needletail_tensor **result) {
  return guarded([&] {
    at::Tensor tensor = at::empty(shape(sizes, rank), options(type, place));
    if (tensor.numel() > 0) {
      if (place == NEEDLETAIL_TORCH_HOST)
        std::memcpy(tensor.data_ptr(), elements, tensor.nbytes());
      else
        tensor.copy_(view(elements, type, sizes, rank));
    }
    *result = surrender(std::move(tensor));
  });
}

int32_t wrap(void *elements, int32_t type, const int64_t *sizes, int32_t rank, void (*release_memory)(void *),
             void *context, needletail_tensor **result) {
  return guarded([&] {
    *result = surrender(at::from_blob(
        elements, shape(sizes, rank),
        [release_memory, context](void *) {
          if (release_memory) release_memory(context);
        },
        options(type, NEEDLETAIL_TORCH_HOST)));
  });
}

int32_t empty(int32_t type, const int64_t *sizes, int32_t rank, int32_t place, needletail_tensor **result) {
  return guarded([&] { *result = surrender(at::empty(shape(sizes, rank), options(type, place))); });
}

void release(needletail_tensor *tensor) { adopt(tensor); }

void describe(needletail_tensor *handle, needletail_torch_description *result) {
  // Tensors of unusual layouts have no strides and say so by an exception: they get no more than this.
  *result = {};
  guarded([&] {
    const auto *tensor = reinterpret_cast<const c10::TensorImpl *>(handle);
    const auto sizes = tensor->sizes();
    result->data = tensor->has_storage() ? const_cast<void *>(static_cast<const void *>(tensor->data())) : nullptr;
    result->sizes = sizes.data();
    result->strides = tensor->strides().data();
    result->count = tensor->numel();
    result->rank = static_cast<int32_t>(sizes.size());
    result->type = static_cast<int32_t>(c10::typeMetaToScalarType(tensor->dtype()));
    result->device = number(tensor->device());
    result->is_contiguous = tensor->is_contiguous();
    result->requires_gradient = share(handle).requires_grad();
  });
}

int32_t copy_to_host(needletail_tensor *handle, void *target, size_t bytes) {
  return guarded([&] {
    const at::Tensor tensor = share(handle).detach();
    TORCH_CHECK(bytes == static_cast<size_t>(tensor.numel()) * tensor.element_size(), "the tensor has ",
                tensor.numel() * tensor.element_size(), " bytes, the target ", bytes);
    if (bytes == 0) return;
    if (tensor.is_cpu() && tensor.is_contiguous())
      std::memcpy(target, tensor.data_ptr(), bytes);
    else
      view(target, static_cast<int32_t>(tensor.scalar_type()), tensor.sizes().data(),
           static_cast<int32_t>(tensor.dim()))
          .copy_(tensor);
  });
}

int32_t move(needletail_tensor *handle, int32_t place, int32_t type, needletail_tensor **result) {
  return guarded(
      [&] { *result = surrender(share(handle).to(device(place), static_cast<at::ScalarType>(type))); });
}

}  // namespace needletail
