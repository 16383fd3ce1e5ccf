/* A plugin that keeps every promise of the host ABI and does nothing else. Each source beside this
 * one makes a plugin of it that breaks one promise.
 */
#ifndef RAAS_TESTS_SAMPLE_H
#define RAAS_TESTS_SAMPLE_H

#include <raas/raas.h>

enum sample_phase { SAMPLE_CREATED, SAMPLE_READY, SAMPLE_RUNNING, SAMPLE_DRAINING, SAMPLE_BROKEN };

struct raas_instance {
  const raas_host_table* host;
  enum sample_phase phase;
  int lock; /* Of its state folder; -1 = none. */
  uint64_t
      seq; /* The highest event that was told. Nothing of events is kept, so nothing is lost. */
};

/* Tells why; returns status. */
raas_status sample_refuse(raas_error* err, raas_status status, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

raas_status sample_create(const raas_host_table* host, raas_instance** ret, raas_error* err);
raas_status sample_init(raas_instance* self, const raas_init* params, raas_error* err);
raas_status sample_start(raas_instance* self, const raas_tick* now, raas_error* err);
raas_status sample_pump(raas_instance* self, const raas_tick* now, raas_pump_result* ret,
                        raas_error* err);
raas_status sample_stop(raas_instance* self, const raas_tick* now, int64_t deadline_ms,
                        raas_error* err);
void sample_destroy(raas_instance* self, uint32_t timeout_ms);
const void* sample_get_extension(raas_instance* self, const char* id);

/* All of these. */
extern const raas_plugin_table sample_table;

/* What raas_plugin_entry_v1() answers, with a table that lives as long as the library. */
raas_status sample_entry(const raas_plugin_table* table, const raas_host_info* host,
                         const raas_plugin_entry** ret, raas_error* err);

/* The one function that a plugin exports. */
__attribute__((visibility("default"))) raas_status raas_plugin_entry_v1(
    const raas_host_info* host, const raas_plugin_entry** ret, raas_error* err);

#endif
