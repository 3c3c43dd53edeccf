#ifndef NEEDLETAIL_CKERNELS_H
#define NEEDLETAIL_CKERNELS_H

#include "als.h"
#include "exchange.h"
#include "instruction_set.h"
#include "processors.h"
#include "scoring.h"
#include "sha256.h"

#endif
