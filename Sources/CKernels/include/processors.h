#ifndef NEEDLETAIL_PROCESSORS_H
#define NEEDLETAIL_PROCESSORS_H

/// The number of processors that the calling process may run on; at least 1.
int needletail_available_processors(void);

#endif
