/* Breaks nothing: what the others are measured by. */
#include "sample.h"

raas_status raas_plugin_entry_v1(const raas_host_info* host, const raas_plugin_entry** ret,
                                 raas_error* err) {
  return sample_entry(&sample_table, host, ret, err);
}
