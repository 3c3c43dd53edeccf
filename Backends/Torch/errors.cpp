#include "errors.h"

#include <CTorch.h>
#include <c10/util/Exception.h>

#include <new>

namespace needletail {

std::string &message() {
  static thread_local std::string text;
  return text;
}

namespace {

bool contains(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }

// LibTorch has one class for most of its errors; what kind it is stands in the text alone.
int32_t kind(const std::string &text) {
  for (const char *part : {"out of memory", "can't allocate memory", "not enough memory"})
    if (contains(text, part)) return NEEDLETAIL_TORCH_MEMORY;
  for (const char *part : {"CUDA", "cuda", "CUBLAS", "CUDNN", "cuDNN", "NVIDIA"})
    if (contains(text, part)) return NEEDLETAIL_TORCH_DEVICE;
  return NEEDLETAIL_TORCH_ARGUMENT;
}

}  // namespace

int32_t classify(std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const c10::OutOfMemoryError &error) {
    message() = error.what_without_backtrace();
    return NEEDLETAIL_TORCH_MEMORY;
  } catch (const c10::Error &error) {
    message() = error.what_without_backtrace();
    return kind(message());
  } catch (const std::bad_alloc &) {
    message() = "out of memory";
    return NEEDLETAIL_TORCH_MEMORY;
  } catch (const MissingOperator &error) {
    message() = error.what();
    return NEEDLETAIL_TORCH_MISSING;
  } catch (const std::exception &error) {
    message() = error.what();
    const int32_t code = kind(message());
    return code == NEEDLETAIL_TORCH_ARGUMENT ? NEEDLETAIL_TORCH_OTHER : code;
  } catch (...) {
    message() = "an error of an unknown kind";
    return NEEDLETAIL_TORCH_OTHER;
  }
}

}  // namespace needletail
