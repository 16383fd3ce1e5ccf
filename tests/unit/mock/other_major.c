/* A plugin of a major version that is not there yet, which takes any host. */
#include <raas/entry.h>

__attribute__((visibility("default"))) raas_status raas_plugin_entry_v1(
    const raas_host_info* host, const raas_plugin_entry** ret, raas_error* err) {
  static const raas_plugin_entry entry = {RAAS_MAGIC, sizeof(raas_plugin_entry), 2, 0, 0, 0, NULL,
                                          NULL};
  (void)host, (void)err;
  *ret = &entry;
  return RAAS_OK;
}
