#include "functions.h"
namespace needletail {
void multiply_in_tiles() {}
}
