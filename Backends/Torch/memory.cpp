#include <torch/csrc/api/include/torch/version.h>

#include "errors.h"
#include "functions.h"
#include "handles.h"

namespace needletail {
int32_t memory(int32_t, int64_t *in_use, int64_t *peak) { *in_use = 0; *peak = 0; return 0; }
int32_t reset_memory(int32_t) { return 0; }
void keep_host_memory() {}
}
