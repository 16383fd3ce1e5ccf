/* Takes any configuration for an empty one. */
#include "sample.h"

static raas_status init(raas_instance* self, const raas_init* params, raas_error* err) {
  raas_init lenient = *params;
  lenient.config.len = 0;
  if (params->struct_size != sizeof lenient) return sample_init(self, params, err);
  return sample_init(self, &lenient, err);
}

static const raas_plugin_table table = {sample_create,       init,        sample_start,
                                        sample_pump,         sample_stop, sample_destroy,
                                        sample_get_extension};

raas_status raas_plugin_entry_v1(const raas_host_info* host, const raas_plugin_entry** ret,
                                 raas_error* err) {
  return sample_entry(&table, host, ret, err);
}
