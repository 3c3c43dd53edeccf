// The C interface of the PostgreSQL client library.
#include <libpq-fe.h>
