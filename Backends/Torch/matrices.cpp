#include <torch/csrc/api/include/torch/version.h>

#include "functions.h"

// Debian's LibTorch multiplies matrices by OpenBLAS, which other parts of Needletail keep on one thread, as its results
// change bits with more. So the threads of the other operators multiply tiles, whose shapes depend on those of the
// matrices alone: as fast, and the same bits for any number of threads. Wheels bring a library of their own.
#if TORCH_VERSION_MAJOR >= 2

void needletail::multiply_in_tiles() {}

#else

#ifndef _OPENMP
#error "the tiles of a product run side by side by OpenMP"
#endif

#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm_cpu_dispatch.h>
#include <ATen/ops/bmm_cpu_dispatch.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm_cpu_dispatch.h>
#include <dlfcn.h>
#include <torch/library.h>

#include <algorithm>

namespace needletail {

namespace {

/// Multiplications for which handing out tiles pays.
constexpr int64_t least_work = int64_t{1} << 20;

/// The length of a tile of a dimension: up to sixteen tiles, an even number, none so narrow that the kernels get slow.
int64_t tile(int64_t length) {
  const int64_t count = std::max<int64_t>(1, std::min<int64_t>(16, length / 96 / 2 * 2));
  return (length + count * 8 - 1) / (count * 8) * 8;
}

/// Runs a body for each tile of a dimension: its start and length.
template <class Body>
void for_each_tile(int64_t length, int64_t size, Body body) {
  at::parallel_for(0, (length + size - 1) / size, 1, [&](int64_t first, int64_t last) {
    // What a tile does belongs to the operator, which gradients have seen already.
    const at::AutoDispatchBelowADInplaceOrView guard;
    for (int64_t number = first; number < last; ++number)
      body(number * size, std::min(size, length - number * size));
  });
}

bool fits(const at::Tensor &a, const at::Tensor &b) {
  return a.dim() == 2 && b.dim() == 2 && a.size(1) == b.size(0) && a.scalar_type() == b.scalar_type() &&
         (a.scalar_type() == at::kFloat || a.scalar_type() == at::kDouble) &&
         a.size(0) * a.size(1) * b.size(1) >= least_work;
}

/// Computes a · b into the result by `part(result, a, b, columns)`, for tiles of rows or of columns, whichever are more;
/// `columns` are the start and length of the tile's columns.
template <class Part>
at::Tensor tiled(const at::Tensor &a, const at::Tensor &b, Part part) {
  const int64_t rows = a.size(0), columns = b.size(1);
  at::Tensor result = at::empty({rows, columns}, a.options());
  if (rows >= columns)
    for_each_tile(rows, tile(rows), [&](int64_t start, int64_t length) {
      at::Tensor target = result.narrow(0, start, length);
      part(target, a.narrow(0, start, length), b, 0, columns);
    });
  else
    for_each_tile(columns, tile(columns), [&](int64_t start, int64_t length) {
      at::Tensor target = result.narrow(1, start, length);
      part(target, a, b.narrow(1, start, length), start, length);
    });
  return result;
}

at::Tensor mm(const at::Tensor &a, const at::Tensor &b) {
  if (!fits(a, b)) return at::cpu::mm(a, b);
  return tiled(a, b, [](at::Tensor &target, const at::Tensor &left, const at::Tensor &right, int64_t, int64_t) {
    at::cpu::mm_out(target, left, right);
  });
}

/// Fills the rows of a tile with a bias.
template <class Number>
void fill(at::Tensor &target, const Number *bias, bool is_single) {
  const int64_t rows = target.size(0), columns = target.size(1), stride = target.stride(0);
  Number *row = target.data_ptr<Number>();
  for (int64_t number = 0; number < rows; ++number, row += stride) {
    if (is_single)
      std::fill_n(row, columns, *bias);
    else
      std::copy_n(bias, columns, row);
  }
}

at::Tensor addmm(const at::Tensor &bias, const at::Tensor &a, const at::Tensor &b, const at::Scalar &beta,
                 const at::Scalar &alpha) {
  // A bias for each column, or one for all: what layers have.
  const bool plain = fits(a, b) && bias.dim() == 1 && bias.is_contiguous() &&
                     (bias.size(0) == b.size(1) || bias.size(0) == 1) && bias.scalar_type() == a.scalar_type();
  if (!plain) return at::cpu::addmm(bias, a, b, beta, alpha);
  const bool is_single = bias.size(0) == 1;
  return tiled(a, b,
               [&](at::Tensor &target, const at::Tensor &left, const at::Tensor &right, int64_t start, int64_t) {
                 // Filled here and not by the operator, which takes several times as long as the product for it.
                 const int64_t offset = is_single ? 0 : start;
                 if (bias.scalar_type() == at::kFloat)
                   fill(target, bias.data_ptr<float>() + offset, is_single);
                 else
                   fill(target, bias.data_ptr<double>() + offset, is_single);
                 at::cpu::addmm_out(target, target, left, right, beta, alpha);
               });
}

at::Tensor bmm(const at::Tensor &a, const at::Tensor &b) {
  const bool plain = a.dim() == 3 && b.dim() == 3 && a.size(0) == b.size(0) && a.size(2) == b.size(1) &&
                     a.scalar_type() == b.scalar_type();
  if (!plain || a.numel() * b.size(2) < least_work) return at::cpu::bmm(a, b);
  at::Tensor result = at::empty({a.size(0), a.size(1), b.size(2)}, a.options());
  // Products of one batch are made one after the other anyway: a tile is some of them.
  for_each_tile(a.size(0), std::max<int64_t>(1, a.size(0) / 64), [&](int64_t start, int64_t length) {
    at::Tensor target = result.narrow(0, start, length);
    at::cpu::bmm_out(target, a.narrow(0, start, length), b.narrow(0, start, length));
  });
  return result;
}

/// Swallows the warnings that operators are replaced, which is what is meant.
struct Silence final : c10::WarningHandler {
  void process(const c10::SourceLocation &, const std::string &, bool) override {}
};

}  // namespace

void multiply_in_tiles() {
  const auto set_threads = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (!set_threads) return;
  set_threads(1);
  Silence silence;
  const c10::Warning::WarningHandlerGuard guard(&silence);
  static auto *library =
      new torch::Library(torch::Library::IMPL, "aten", c10::DispatchKey::CPU, __FILE__, __LINE__);
  library->impl("mm", mm);
  library->impl("addmm", addmm);
  library->impl("bmm", bmm);
}

}  // namespace needletail

#endif
