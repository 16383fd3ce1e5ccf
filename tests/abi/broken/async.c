/* Never tells that an event is durable, so that the host has to keep all of them for ever. */
#include "sample.h"

static raas_status pump(raas_instance* self, const raas_tick* now, raas_pump_result* ret,
                        raas_error* err) {
  const raas_status status = sample_pump(self, now, ret, err);
  ret->hooks_durable_seq = 0;
  return status;
}

static const raas_plugin_table table = {sample_create, sample_init,    sample_start,        pump,
                                        sample_stop,   sample_destroy, sample_get_extension};

raas_status raas_plugin_entry_v1(const raas_host_info* host, const raas_plugin_entry** ret,
                                 raas_error* err) {
  return sample_entry(&table, host, ret, err);
}
