/* Leaves some memory behind in each life. */
#include <stdlib.h>
#include <string.h>

#include "sample.h"

enum { LEFT_BYTES = 4096 };

static raas_status start(raas_instance* self, const raas_tick* now, raas_error* err) {
  static char* volatile left; /* Otherwise the compiler leaves it out. */
  left = (char*)malloc(LEFT_BYTES);
  if (left == NULL) return sample_refuse(err, RAAS_E_INTERNAL, "out of memory");
  memset(left, 1, LEFT_BYTES);
  return sample_start(self, now, err);
}

static const raas_plugin_table table = {sample_create,       sample_init, start,
                                        sample_pump,         sample_stop, sample_destroy,
                                        sample_get_extension};

raas_status raas_plugin_entry_v1(const raas_host_info* host, const raas_plugin_entry** ret,
                                 raas_error* err) {
  return sample_entry(&table, host, ret, err);
}
