/* Changes how the process takes a signal, as soon as it is loaded. */
#include <signal.h>

#include "sample.h"

__attribute__((constructor)) static void make_oneself_at_home(void) {
  signal(SIGPIPE, SIG_IGN);
}

raas_status raas_plugin_entry_v1(const raas_host_info* host, const raas_plugin_entry** ret,
                                 raas_error* err) {
  return sample_entry(&sample_table, host, ret, err);
}
