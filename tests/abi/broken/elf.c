/* Exports a second symbol, which meets whatever else in the process has that name. */
#include "sample.h"

__attribute__((visibility("default"))) extern int sample_counter;
int sample_counter = 1;

raas_status raas_plugin_entry_v1(const raas_host_info* host, const raas_plugin_entry** ret,
                                 raas_error* err) {
  return sample_entry(&sample_table, host, ret, err);
}
