/* What the host gives to a plugin, as C needs it. The functions themselves are in tables.go. */
#ifndef GO_HOST_TABLES_H
#define GO_HOST_TABLES_H

#include <raas/shim/cgo.h>

typedef struct host_tables {
  raas_host_table host;
  raas_host_deals deals;
  raas_host_data data;
} host_tables;

/* Every function of the tables gets ctx. */
void host_tables_fill(host_tables* self, void* ctx);

#endif
