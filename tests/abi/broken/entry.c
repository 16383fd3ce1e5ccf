/* Takes "raas.plugin.api/10" for "raas.plugin.api/1". */
#include <string.h>

#include "sample.h"

static const void* get_extension(raas_instance* self, const char* id) {
  if (strncmp(id, RAAS_PLUGIN_HOOKS_ID, strlen(RAAS_PLUGIN_HOOKS_ID)) == 0) {
    return sample_get_extension(self, RAAS_PLUGIN_HOOKS_ID);
  }
  return sample_get_extension(self, id);
}

static const raas_plugin_table table = {sample_create, sample_init,    sample_start, sample_pump,
                                        sample_stop,   sample_destroy, get_extension};

raas_status raas_plugin_entry_v1(const raas_host_info* host, const raas_plugin_entry** ret,
                                 raas_error* err) {
  return sample_entry(&table, host, ret, err);
}
