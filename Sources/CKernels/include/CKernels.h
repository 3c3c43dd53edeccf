#ifndef NEEDLETAIL_CKERNELS_H
#define NEEDLETAIL_CKERNELS_H

#include "accumulate.h"
#include "allocator.h"
#include "als.h"
#include "coordinates.h"
#include "dropout.h"
#include "embedding.h"
#include "exchange.h"
#include "growable_mapping.h"
#include "instruction_set.h"
#include "neighbours.h"
#include "parsing.h"
#include "processors.h"
#include "row_batch.h"
#include "scoring.h"
#include "sgd.h"
#include "sha256.h"
#include "softmax.h"
#include "xxhash64.h"

#endif
