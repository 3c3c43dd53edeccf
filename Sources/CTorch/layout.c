#include "CTorch.h"

// Both sides of the table are compiled apart, by different compilers: the layout is checked on each.
_Static_assert(sizeof(needletail_torch_value) == 24, "a value has 24 bytes");
_Static_assert(offsetof(needletail_torch_value, payload) == 16, "a payload lies at 16");
_Static_assert(sizeof(needletail_torch_description) == 48, "a description has 48 bytes");
