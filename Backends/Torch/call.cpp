#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

#include "errors.h"
#include "functions.h"
#include "handles.h"

namespace needletail {

namespace {

/// An operator with the values of the arguments that a caller leaves out.
struct Operator {
  c10::OperatorHandle handle;
  std::vector<c10::optional<c10::IValue>> defaults;
};

template <class Element>
c10::IValue list(const Element *elements, int64_t count) {
  c10::List<Element> result;
  result.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) result.push_back(elements[i]);
  return result;
}

c10::IValue tensors(needletail_tensor *const *handles, int64_t count) {
  c10::List<at::Tensor> result;
  result.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < count; ++i) result.push_back(share(handles[i]));
  return result;
}

c10::IValue optional_tensors(needletail_tensor *const *handles, int64_t count) {
  c10::List<c10::optional<at::Tensor>> result;
  for (int64_t i = 0; i < count; ++i)
    result.push_back(handles[i] ? c10::optional<at::Tensor>(share(handles[i])) : c10::nullopt);
  return result;
}

c10::IValue boxed(const needletail_torch_value &value) {
  const auto &payload = value.payload;
  switch (value.kind) {
    case NEEDLETAIL_TORCH_NONE: return {};
    case NEEDLETAIL_TORCH_TENSOR: return share(payload.tensor);
    case NEEDLETAIL_TORCH_TENSORS: return tensors(payload.tensors, value.count);
    case NEEDLETAIL_TORCH_OPTIONAL_TENSORS: return optional_tensors(payload.tensors, value.count);
    case NEEDLETAIL_TORCH_INTEGER: return payload.integer;
    case NEEDLETAIL_TORCH_REAL: return payload.real;
    case NEEDLETAIL_TORCH_BOOLEAN: return payload.boolean;
    case NEEDLETAIL_TORCH_INTEGERS: return list(payload.integers, value.count);
    case NEEDLETAIL_TORCH_REALS: return list(payload.reals, value.count);
    case NEEDLETAIL_TORCH_TEXT: return std::string(payload.text);
    case NEEDLETAIL_TORCH_PLACE: return device(static_cast<int32_t>(payload.integer));
    default: TORCH_CHECK(false, "a value of unknown kind ", value.kind);
  }
}

/// Where results go; those beyond the capacity are counted only.
struct Results {
  needletail_torch_value *values;
  int32_t capacity;
  int32_t count = 0;

  template <class Fill>
  void add(int32_t kind, Fill fill) {
    if (count < capacity) {
      values[count] = {};
      values[count].kind = kind;
      fill(values[count].payload);
    }
    ++count;
  }

  void add(at::Tensor tensor) {
    if (!tensor.defined()) return add(NEEDLETAIL_TORCH_NONE, [](auto &) {});
    add(NEEDLETAIL_TORCH_TENSOR, [&](auto &payload) { payload.tensor = surrender(std::move(tensor)); });
  }

  void add(c10::IValue &&value) {
    if (value.isTensor()) return add(std::move(value).toTensor());
    if (value.isTensorList()) {
      for (at::Tensor tensor : value.toTensorVector()) add(std::move(tensor));
    } else if (value.isInt()) {
      add(NEEDLETAIL_TORCH_INTEGER, [&](auto &payload) { payload.integer = value.toInt(); });
    } else if (value.isDouble()) {
      add(NEEDLETAIL_TORCH_REAL, [&](auto &payload) { payload.real = value.toDouble(); });
    } else if (value.isBool()) {
      add(NEEDLETAIL_TORCH_BOOLEAN, [&](auto &payload) { payload.boolean = value.toBool(); });
    } else {
      TORCH_CHECK(value.isNone(), "a result of a kind that the table does not carry: ", value.tagKind());
      add(NEEDLETAIL_TORCH_NONE, [](auto &) {});
    }
  }
};

}  // namespace

int32_t find(const char *name, const char *overload, needletail_operator **result) {
  return guarded([&] {
    const auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    if (!handle) {
      const std::string suffix = *overload ? std::string(".") + overload : std::string();
      throw MissingOperator("LibTorch has no operator " + (name + suffix));
    }
    auto found = std::make_unique<Operator>(Operator{*handle, {}});
    for (const auto &argument : handle->schema().arguments()) found->defaults.push_back(argument.default_value());
    *result = reinterpret_cast<needletail_operator *>(found.release());
  });
}

int32_t call(needletail_operator *callee, const needletail_torch_value *arguments, int32_t count,
             needletail_torch_value *results, int32_t capacity, int32_t *result_count) {
  // One stack a thread, as an allocation would cost as much as a small operator. Operators never call back into
  // the table.
  static thread_local std::vector<c10::IValue> stack;
  const int32_t code = guarded([&] {
    const auto &op = *reinterpret_cast<const Operator *>(callee);
    stack.reserve(op.defaults.size());
    for (int32_t i = 0; i < count; ++i) stack.push_back(boxed(arguments[i]));
    for (size_t i = static_cast<size_t>(count); i < op.defaults.size(); ++i) {
      TORCH_CHECK(op.defaults[i], op.handle.schema(), " needs more than ", count, " arguments");
      stack.push_back(*op.defaults[i]);
    }
    op.handle.callBoxed(stack);
    Results collected{results, capacity};
    for (auto &value : stack) collected.add(std::move(value));
    *result_count = collected.count;
  });
  stack.clear();
  return code;
}

}  // namespace needletail
