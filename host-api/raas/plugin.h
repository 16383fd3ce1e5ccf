/**
 * @file plugin.h
 * The life of a plugin instance ("raas.plugin/1").
 *
 *   dlopen -> entry -> create -> init ->  READY  -> start ->  RUNNING
 *                        |         |        |                   |  pump, hooks, api
 *                        |         |        |                   v
 *                        |         |        |          stop -> DRAINING
 *                        |         |        |                   |  pump until drained or deadline
 *                        v         v        v                   v
 *                       destroy, allowed in every state; the library stays mapped
 *
 * Crash-only: kill -9 is a supported way to stop. stop() is a courtesy that saves work later.
 */
#ifndef RAAS_PLUGIN_H
#define RAAS_PLUGIN_H

#include "abi.h"
#include "host.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One loaded instance; what it points to is the plugin's own. */
typedef struct raas_instance raas_instance;

/** Time, given by the host so that years can pass in a second in a test. */
typedef struct raas_tick {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t unix_ms;      /**< Wall clock, UTC. May jump. */
  int64_t monotonic_ms; /**< Never runs back while the instance lives. Any origin. */
} raas_tick;

/** What init() needs. */
typedef struct raas_init {
  uint32_t struct_size;
  int32_t wake_fd; /**< Non-blocking write end of a pipe that takes one byte to wake; -1 = none. */
  raas_str config; /**< JSON text after the plugin's schema. Empty = all defaults. */
  raas_str state_dir; /**< Absolute path of a directory that exists and is this instance's alone. */
  raas_tick now;
  /**
   * Asks the host to call pump() soon. [any], also from the plugin's own threads. Never blocks,
   * never calls back. NULL = none. With neither a function nor a pipe the host polls pump().
   */
  void (*wake)(void *wake_ctx);
  void *wake_ctx;
} raas_init;

/** Bits of raas_pump_result.flags. */
enum {
  RAAS_PUMP_MORE = 1,    /**< Work is left over: call again as soon as convenient. */
  RAAS_PUMP_DRAINED = 2, /**< After stop(): nothing is left to do. */
  RAAS_PUMP_WAITING = 4  /**< Network calls run; a wake follows. Simulated time may stand. */
};

/** What pump() says when it returns. The host zeroes it but for struct_size. */
typedef struct raas_pump_result {
  uint32_t struct_size;
  uint32_t flags;
  int64_t next_deadline_ms; /**< In terms of tick.monotonic_ms: call again then at the latest. */
  /**
   * All hook events with seq <= this one are durable in the plugin's state_dir: the host may forget
   * them. Later ones are delivered again after a restart.
   */
  uint64_t hooks_durable_seq;
} raas_pump_result;

/** Functions of an instance. No member is NULL. */
typedef struct raas_plugin_table {
  /**
   * Makes an instance. Calls nothing of the host. [any]
   *
   * @param host          Valid until destroy() of this instance returns.
   * @param ret_instance  Set on RAAS_OK only; given back to destroy().
   * @retval RAAS_E_INTERNAL  Out of memory.
   */
  raas_status (*create)(const raas_host_table *host, raas_instance **ret_instance, raas_error *err);

  /**
   * Reads config and state. Afterwards the instance is READY. [serial & created]
   *
   * @retval RAAS_E_INVALID      The config is wrong; err names the JSON pointer, what was found and
   *                             what was expected. The instance can only be destroyed.
   * @retval RAAS_E_UNSUPPORTED  A required extension is missing, or state_dir was written by a
   *                             newer version; err names it.
   * @retval RAAS_E_BUSY         Another instance uses state_dir.
   * @retval RAAS_E_INTERNAL     state_dir cannot be used; err says why.
   */
  raas_status (*init)(raas_instance *self, const raas_init *params, raas_error *err);

  /** Begins to work: from here on hooks, the API and pump() are called. [serial & ready] */
  raas_status (*start)(raas_instance *self, const raas_tick *now, raas_error *err);

  /**
   * Does the work that is due and returns within 50 ms (soft). [serial & running or draining]
   *
   * The host calls it after a wake, at next_deadline_ms, and at least every 60 s.
   *
   * @retval RAAS_OK  Always, but for misuse: trouble inside is logged and retried by the plugin.
   */
  raas_status (*pump)(raas_instance *self, const raas_tick *now, raas_pump_result *ret,
                      raas_error *err);

  /**
   * Asks to finish what is under way and to begin nothing. The host goes on with pump() until
   * RAAS_PUMP_DRAINED or until the deadline, as it likes. [serial & running]
   *
   * @param deadline_ms  In terms of tick.monotonic_ms.
   */
  raas_status (*stop)(raas_instance *self, const raas_tick *now, int64_t deadline_ms,
                      raas_error *err);

  /**
   * Ends the instance: joins its threads and frees it. Never unmaps the library.
   * [serial & any state]
   *
   * @param timeout_ms  How long it may take. A host whose call is not back by then quarantines the
   *                    instance: it never calls it again and leaves it mapped.
   */
  void (*destroy)(raas_instance *self, uint32_t timeout_ms);

  /**
   * Looks up a table of functions of the plugin, e.g. "raas.plugin.hooks/1".
   * [serial & ready or later]
   *
   * @param id  NUL-terminated; the whole string must match.
   * @return    Static data; NULL if the plugin does not have it.
   */
  const void *(*get_extension)(raas_instance *self, const char *id);
} raas_plugin_table;

#ifdef __cplusplus
}
#endif

#endif
