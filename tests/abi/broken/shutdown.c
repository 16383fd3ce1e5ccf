/* Opens a file in each life and leaves it open. */
#include <fcntl.h>

#include "sample.h"

static raas_status start(raas_instance* self, const raas_tick* now, raas_error* err) {
  if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0) {
    return sample_refuse(err, RAAS_E_INTERNAL, "/dev/null cannot be opened");
  }
  return sample_start(self, now, err);
}

static const raas_plugin_table table = {sample_create,       sample_init, start,
                                        sample_pump,         sample_stop, sample_destroy,
                                        sample_get_extension};

raas_status raas_plugin_entry_v1(const raas_host_info* host, const raas_plugin_entry** ret,
                                 raas_error* err) {
  return sample_entry(&table, host, ret, err);
}
