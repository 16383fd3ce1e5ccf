/* Ends the text of an error with a NUL, for which there may be no room. */
#include "sample.h"

static raas_status init(raas_instance* self, const raas_init* params, raas_error* err) {
  const raas_status status = sample_init(self, params, err);
  if (status != RAAS_OK && err != NULL && err->text != NULL) err->text[err->text_len] = '\0';
  return status;
}

static const raas_plugin_table table = {sample_create,       init,        sample_start,
                                        sample_pump,         sample_stop, sample_destroy,
                                        sample_get_extension};

raas_status raas_plugin_entry_v1(const raas_host_info* host, const raas_plugin_entry** ret,
                                 raas_error* err) {
  return sample_entry(&table, host, ret, err);
}
