/**
 * @file host.h
 * What every host gives to a plugin: a log, its extensions and a way to be woken ("raas.host/1").
 */
#ifndef RAAS_HOST_H
#define RAAS_HOST_H

#include "abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Level of a log line. A host treats an unknown level as RAAS_LOG_INFO. */
typedef uint32_t raas_log_level;
enum {
  RAAS_LOG_TRACE = 0,
  RAAS_LOG_DEBUG = 1,        /**< Why nothing happened. */
  RAAS_LOG_INFO = 2,         /**< An effect on the world. */
  RAAS_LOG_WARN = 3,         /**< Something failed and will be tried again. */
  RAAS_LOG_ERROR = 4,        /**< A person must act. */
  RAAS_LOG_HOST_MISUSE = 5,  /**< The host broke the contract; the text says how. */
  RAAS_LOG_PLUGIN_MISUSE = 6 /**< The plugin broke the contract; the text says how. */
};

/**
 * The host, as one plugin instance sees it. Valid from create() until destroy() returns. All
 * functions take ctx first. No member is NULL.
 */
typedef struct raas_host_table {
  void *ctx;

  /**
   * Takes one log line. The host adds time and the plugin's id. [in-call & any state]
   *
   * @param event    A stable name such as "action_planned": [a-z0-9_], 1 to 64 bytes.
   * @param message  The rest of the line: fields as key=value, no line break, no secret.
   */
  void (*log)(void *ctx, raas_log_level level, raas_str event, raas_str message);

  /**
   * Looks up a table of functions by its id, e.g. "raas.host.deals/1". [in-call & init or later]
   *
   * @param id  NUL-terminated; the whole string must match.
   * @return    The table, valid until destroy() returns; NULL if the host does not have it.
   */
  const void *(*get_extension)(void *ctx, const char *id);
} raas_host_table;

#ifdef __cplusplus
}
#endif

#endif
