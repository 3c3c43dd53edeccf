#pragma once

#include <cstdint>
#include <exception>
#include <string>

namespace needletail {

/// The message of the last failure on this thread.
std::string &message();

/// The code of an exception; keeps its message.
int32_t classify(std::exception_ptr failure);

/// Runs a body; no exception leaves it.
template <class Body>
int32_t guarded(Body body) {
  try {
    body();
    return 0;
  } catch (...) {
    return classify(std::current_exception());
  }
}

/// An operator that this version of LibTorch does not have.
struct MissingOperator : std::exception {
  std::string text;
  explicit MissingOperator(std::string text) : text(std::move(text)) {}
  const char *what() const noexcept override { return text.c_str(); }
};

}  // namespace needletail
