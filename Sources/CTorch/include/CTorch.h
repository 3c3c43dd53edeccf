#ifndef NEEDLETAIL_CTORCH_H
#define NEEDLETAIL_CTORCH_H

// What Needletail and its tensor backend (`Backends/Torch`) share: one table of functions in C. The backend is a
// library that is opened at run time, so that nothing but neural models needs LibTorch; it is the only place that sees
// C++. No exception leaves it: a function that can fail returns a code, and `message` tells more.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The version of this header; the backend gives no table for another one.
#define NEEDLETAIL_TORCH_VERSION 1

/// The one symbol that the backend exports, of type `needletail_torch_entry`.
#define NEEDLETAIL_TORCH_SYMBOL "needletail_torch_table"

/// A tensor. Whoever receives one from the table owns it and gives it back with `release`.
typedef struct needletail_tensor needletail_tensor;

/// An operator of the dispatcher; it is never given back.
typedef struct needletail_operator needletail_operator;

/// What became of a call.
enum {
  NEEDLETAIL_TORCH_OK = 0,
  /// Shapes, types or values that an operator does not take: a mistake in the program.
  NEEDLETAIL_TORCH_ARGUMENT = 1,
  /// Memory of the host or of the device ran out.
  NEEDLETAIL_TORCH_MEMORY = 2,
  /// The device failed or is not there.
  NEEDLETAIL_TORCH_DEVICE = 3,
  /// This version of LibTorch has no such operator.
  NEEDLETAIL_TORCH_MISSING = 4,
  NEEDLETAIL_TORCH_OTHER = 5,
};

/// Types of elements, numbered as LibTorch numbers them.
enum {
  NEEDLETAIL_TORCH_UINT8 = 0,
  NEEDLETAIL_TORCH_INT32 = 3,
  NEEDLETAIL_TORCH_INT64 = 4,
  NEEDLETAIL_TORCH_FLOAT16 = 5,
  NEEDLETAIL_TORCH_FLOAT32 = 6,
  NEEDLETAIL_TORCH_FLOAT64 = 7,
  NEEDLETAIL_TORCH_BOOL = 11,
  NEEDLETAIL_TORCH_BFLOAT16 = 15,
};

/// The device number of the host; CUDA devices count from 0.
#define NEEDLETAIL_TORCH_HOST (-1)

/// What a value on the stack of a call is.
enum {
  NEEDLETAIL_TORCH_NONE = 0,
  NEEDLETAIL_TORCH_TENSOR = 1,
  /// `count` tensors.
  NEEDLETAIL_TORCH_TENSORS = 2,
  /// `count` tensors of which some may be null.
  NEEDLETAIL_TORCH_OPTIONAL_TENSORS = 3,
  /// Also a type of elements.
  NEEDLETAIL_TORCH_INTEGER = 4,
  NEEDLETAIL_TORCH_REAL = 5,
  NEEDLETAIL_TORCH_BOOLEAN = 6,
  NEEDLETAIL_TORCH_INTEGERS = 7,
  NEEDLETAIL_TORCH_REALS = 8,
  NEEDLETAIL_TORCH_TEXT = 9,
  /// A device by its number.
  NEEDLETAIL_TORCH_PLACE = 10,
};

/// One value on the stack of a call. Tensors and lists that go in are borrowed for the call.
typedef struct {
  int32_t kind;
  int32_t reserved;
  /// The length of a list.
  int64_t count;
  union {
    needletail_tensor *tensor;
    needletail_tensor *const *tensors;
    int64_t integer;
    double real;
    bool boolean;
    const int64_t *integers;
    const double *reals;
    const char *text;
  } payload;
} needletail_torch_value;

/// What a tensor is; the pointers are valid while the tensor lives and is not changed in place.
typedef struct {
  /// The first element, in the memory of the tensor's device.
  void *data;
  const int64_t *sizes;
  /// In elements.
  const int64_t *strides;
  int64_t count;
  int32_t rank;
  int32_t type;
  int32_t device;
  bool is_contiguous;
  bool requires_gradient;
} needletail_torch_description;

/// The functions of the backend. All but `release` are called on one thread.
typedef struct {
  /// The version of this header that the table was built with.
  uint32_t version;
  /// The length of the table in bytes.
  uint32_t size;

  /// The version of LibTorch: "1.13.1".
  const char *(*library_version)(void);
  /// Why the last call on this thread failed; valid until the next one.
  const char *(*message)(void);

  /// A tensor with a copy of elements that lie in the host's memory, row-major.
  int32_t (*create)(const void *elements, int32_t type, const int64_t *sizes, int32_t rank,
                    int32_t device, needletail_tensor **result);
  /// A tensor over elements in the host's memory, without a copy; `release_memory` is called once nobody uses them.
  int32_t (*wrap)(void *elements, int32_t type, const int64_t *sizes, int32_t rank,
                  void (*release_memory)(void *context), void *context, needletail_tensor **result);
  /// A tensor whose elements are not set.
  int32_t (*empty)(int32_t type, const int64_t *sizes, int32_t rank, int32_t device, needletail_tensor **result);
  /// Gives a tensor back; any thread may.
  void (*release)(needletail_tensor *tensor);
  void (*describe)(needletail_tensor *tensor, needletail_torch_description *result);
  /// Copies all elements to the host, row-major; `bytes` is the size of the target and must be that of the elements.
  int32_t (*copy_to_host)(needletail_tensor *tensor, void *target, size_t bytes);
  /// The tensor on a device and of a type; itself when it is that already.
  int32_t (*move)(needletail_tensor *tensor, int32_t device, int32_t type, needletail_tensor **result);

  int32_t (*set_requires_gradient)(needletail_tensor *tensor, bool required);
  /// The gradient of a leaf; null when there is none.
  int32_t (*gradient)(needletail_tensor *tensor, needletail_tensor **result);
  /// Sets or, with null, removes the gradient of a leaf.
  int32_t (*set_gradient)(needletail_tensor *tensor, needletail_tensor *gradient);
  /// Adds the gradients of the roots to those of all leaves; a root without a given gradient has one element.
  int32_t (*backward)(needletail_tensor *const *roots, needletail_tensor *const *gradients, int32_t count,
                      bool keeps_graph);
  /// Whether operators record what gradients need; returns what was set before.
  bool (*set_gradient_mode)(bool enabled);
  /// Whether operators on a device choose a narrower type by themselves, and which.
  int32_t (*set_autocast)(int32_t device, bool enabled, int32_t type);

  /// Seeds the random numbers of all devices.
  int32_t (*seed)(uint64_t seed);
  /// The state of a device's random numbers, as bytes.
  int32_t (*random_state)(int32_t device, needletail_tensor **result);
  int32_t (*set_random_state)(int32_t device, needletail_tensor *state);

  /// How many threads an operator may use on the host.
  int32_t (*set_threads)(int32_t count);
  /// The number of CUDA devices that can be used.
  int32_t (*device_count)(void);
  /// Waits until a device has done all it was given.
  int32_t (*synchronize)(int32_t device);
  /// Bytes of tensors in use on a device, and their peak since the last reset.
  int32_t (*memory)(int32_t device, int64_t *in_use, int64_t *peak);
  /// Gives memory that is kept for later tensors back, and begins a new peak.
  int32_t (*reset_memory)(int32_t device);

  /// Finds an operator: ("aten::add", "Tensor").
  int32_t (*find)(const char *name, const char *overload, needletail_operator **result);
  /// Calls an operator. Arguments that are left out at the end take their defaults. At most `capacity` results are
  /// written, and `result_count` says how many there are: a list counts as that many tensors.
  int32_t (*call)(needletail_operator *callee, const needletail_torch_value *arguments, int32_t count,
                  needletail_torch_value *results, int32_t capacity, int32_t *result_count);
} needletail_torch_functions;

/// Gives the table, or null when the backend was built for another version of this header.
typedef const needletail_torch_functions *(*needletail_torch_entry)(uint32_t version);

#endif
