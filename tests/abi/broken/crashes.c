/* Keeps a pointer to an event and reads it when the host has taken the memory back. */
#include <stddef.h>

#include "sample.h"

static const raas_deal_event* kept;

static raas_status keep(raas_instance* self, const raas_deal_event* const* events, size_t count,
                        raas_error* err) {
  const raas_plugin_hooks* hooks = sample_get_extension(self, RAAS_PLUGIN_HOOKS_ID);
  if (count > 0) kept = events[0];
  return hooks->on_deal_created(self, events, count, err);
}

static raas_status pass_on(raas_instance* self, const raas_fetch_event* const* events, size_t count,
                           raas_error* err) {
  const raas_plugin_hooks* hooks = sample_get_extension(self, RAAS_PLUGIN_HOOKS_ID);
  return hooks->on_data_update(self, events, count, err);
}

static const void* get_extension(raas_instance* self, const char* id) {
  static const raas_plugin_hooks hooks = {keep, keep, pass_on};
  const void* found = sample_get_extension(self, id);
  return found == sample_get_extension(self, RAAS_PLUGIN_HOOKS_ID) ? &hooks : found;
}

static raas_status pump(raas_instance* self, const raas_tick* now, raas_pump_result* ret,
                        raas_error* err) {
  if (kept != NULL && kept->seq > self->seq) self->seq = kept->seq;
  return sample_pump(self, now, ret, err);
}

static const raas_plugin_table table = {sample_create, sample_init,    sample_start, pump,
                                        sample_stop,   sample_destroy, get_extension};

raas_status raas_plugin_entry_v1(const raas_host_info* host, const raas_plugin_entry** ret,
                                 raas_error* err) {
  return sample_entry(&table, host, ret, err);
}
