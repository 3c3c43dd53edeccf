#ifndef NEEDLETAIL_CZSTD_SHIM_H
#define NEEDLETAIL_CZSTD_SHIM_H

#include <zstd.h>

#endif
