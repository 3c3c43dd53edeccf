#pragma once

#include <CTorch.h>

// The functions of the table, by the file that holds them.
namespace needletail {

// tensors.cpp
int32_t create(const void *elements, int32_t type, const int64_t *sizes, int32_t rank, int32_t device,
               needletail_tensor **result);
int32_t wrap(void *elements, int32_t type, const int64_t *sizes, int32_t rank, void (*release_memory)(void *),
             void *context, needletail_tensor **result);
int32_t empty(int32_t type, const int64_t *sizes, int32_t rank, int32_t device, needletail_tensor **result);
void release(needletail_tensor *tensor);
void describe(needletail_tensor *tensor, needletail_torch_description *result);
int32_t copy_to_host(needletail_tensor *tensor, void *target, size_t bytes);
int32_t move(needletail_tensor *tensor, int32_t device, int32_t type, needletail_tensor **result);

// autograd.cpp
int32_t set_requires_gradient(needletail_tensor *tensor, bool required);
int32_t gradient(needletail_tensor *tensor, needletail_tensor **result);
int32_t set_gradient(needletail_tensor *tensor, needletail_tensor *gradient);
int32_t backward(needletail_tensor *const *roots, needletail_tensor *const *gradients, int32_t count,
                 bool keeps_graph);
bool set_gradient_mode(bool enabled);
int32_t set_autocast(int32_t device, bool enabled, int32_t type);

// runtime.cpp
int32_t seed(uint64_t seed);
int32_t random_state(int32_t device, needletail_tensor **result);
int32_t set_random_state(int32_t device, needletail_tensor *state);
int32_t set_threads(int32_t count);
int32_t device_count();
int32_t synchronize(int32_t device);

// memory.cpp
int32_t memory(int32_t device, int64_t *in_use, int64_t *peak);
int32_t reset_memory(int32_t device);
/// Makes the host's tensors use memory that is kept from one step to the next.
void keep_host_memory();

// call.cpp
int32_t find(const char *name, const char *overload, needletail_operator **result);
int32_t call(needletail_operator *callee, const needletail_torch_value *arguments, int32_t count,
             needletail_torch_value *results, int32_t capacity, int32_t *result_count);

// matrices.cpp
/// Makes products of matrices on the host run in tiles, on as many threads as other operators.
void multiply_in_tiles();

}  // namespace needletail
