/* Does not come back from init: what a time limit is for. */
#include <unistd.h>

#include "sample.h"

static raas_status init(raas_instance* self, const raas_init* params, raas_error* err) {
  (void)self, (void)params, (void)err;
  while (pause() < 0) {
  }
  return RAAS_OK;
}

static const raas_plugin_table table = {sample_create,       init,        sample_start,
                                        sample_pump,         sample_stop, sample_destroy,
                                        sample_get_extension};

raas_status raas_plugin_entry_v1(const raas_host_info* host, const raas_plugin_entry** ret,
                                 raas_error* err) {
  return sample_entry(&table, host, ret, err);
}
