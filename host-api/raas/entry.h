/**
 * @file entry.h
 * The one symbol that a plugin exports, and what a host learns from it before anything else runs.
 */
#ifndef RAAS_ENTRY_H
#define RAAS_ENTRY_H

#include "abi.h"
#include "plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Who is loading. Filled by the host. */
typedef struct raas_host_info {
  uint32_t struct_size;
  uint32_t abi_major; /**< RAAS_ABI_MAJOR of the headers that the host was built with. */
  uint32_t abi_minor;
  uint32_t reserved;
  raas_str name; /**< For logs, e.g. "mock-host". */
  raas_str version;
} raas_host_info;

/** What a plugin is. Static data of the plugin, valid for as long as the library is mapped. */
typedef struct raas_plugin_descriptor {
  uint32_t struct_size;
  uint32_t reserved;
  raas_str id;            /**< Reverse DNS, e.g. "io.raas.plugin". Unique among loaded plugins. */
  raas_str name;          /**< For people. */
  raas_str version;       /**< Semantic version of the plugin, not of the ABI. */
  raas_str config_schema; /**< JSON Schema (draft 2020-12) of the config that init() takes. */
  const char *const *extensions_required; /**< NULL-terminated list of host extension ids. */
  const char *const *extensions_optional; /**< NULL-terminated list of host extension ids. */
} raas_plugin_descriptor;

/** Everything a host needs to go on. Static data of the plugin, never modified. */
typedef struct raas_plugin_entry {
  uint32_t magic; /**< RAAS_MAGIC. */
  uint32_t struct_size;
  uint32_t abi_major; /**< RAAS_ABI_MAJOR of the headers that the plugin was built with. */
  uint32_t abi_minor;
  uint32_t host_minor_min; /**< Oldest host abi_minor that the plugin accepts. */
  uint32_t reserved;
  const raas_plugin_descriptor *descriptor;
  const raas_plugin_table *table; /**< Frozen as "raas.plugin/1". */
} raas_plugin_entry;

/**
 * Name and type of the only dynamic export of a plugin. A second major version would export a
 * second symbol beside it.
 *
 * Pure: it touches no state, starts nothing and may be called from any thread, any number of times.
 * A host calls it, compares magic, versions and required extensions, and can refuse the plugin with
 * the list of what is missing before any other code of the plugin has run.
 *
 * [any]
 *
 * @param host       Borrowed for the call. Must not be NULL.
 * @param ret_entry  Set on RAAS_OK only.
 * @param err        May be NULL.
 * @retval RAAS_OK             *ret_entry is set.
 * @retval RAAS_E_UNSUPPORTED  This plugin cannot work with such a host; err says what it needs.
 * @retval RAAS_E_INVALID      host or ret_entry is NULL, or host->struct_size is too small.
 */
typedef raas_status (*raas_plugin_entry_fn)(const raas_host_info *host,
                                            const raas_plugin_entry **ret_entry, raas_error *err);

/** The name to look up with dlsym. */
#define RAAS_PLUGIN_ENTRY_SYMBOL "raas_plugin_entry_v1"

#ifdef __cplusplus
}
#endif

#endif
