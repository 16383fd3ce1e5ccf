/**
 * @file hooks.h
 * What a host tells a plugin ("raas.plugin.hooks/1", every plugin has it).
 *
 * Events carry a seq that rises by at least one over all three hooks together, also across
 * restarts. They are delivered in that order, at least once, in batches. The plugin takes them into
 * memory and returns; they are durable once pump() says so (raas_pump_result.hooks_durable_seq).
 * After a restart the host delivers again whatever was not.
 */
#ifndef RAAS_EXT_HOOKS_H
#define RAAS_EXT_HOOKS_H

#include "../abi.h"
#include "../plugin.h"
#include "data.h"
#include "deals.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RAAS_PLUGIN_HOOKS_ID "raas.plugin.hooks/1"

/** A deal of the host, new or changed. */
typedef struct raas_deal_event {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t seq;
  const raas_deal *deal;
} raas_deal_event;

/** A fetch that changed. */
typedef struct raas_fetch_event {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t seq;
  const raas_fetch *fetch;
} raas_fetch_event;

/**
 * Functions of "raas.plugin.hooks/1". No member is NULL. An array of events is an array of
 * pointers, so that the structs can grow. All return within 10 microseconds per event
 * as a rule, and never wait for a disk or a network.
 *
 * All of them answer:
 *   RAAS_OK            all events were taken
 *   RAAS_E_RETRY       none was taken: deliver the same events again, after err->retry_after_ms
 *   RAAS_E_INVALID     an event is malformed; err names it. The others were taken: do not repeat.
 */
typedef struct raas_plugin_hooks {
  /**
   * The aggregator made a deal, by whatever way: its own deals as well as those that the plugin
   * asked for. Told once the deal is published (deal_id or claim_id known); earlier is allowed.
   * [serial & running or draining]
   */
  raas_status (*on_deal_created)(raas_instance *self, const raas_deal_event *const *events,
                                 size_t count, raas_error *err);

  /** A request of make_deal() changed its state. [serial & running or draining] */
  raas_status (*on_request_update)(raas_instance *self, const raas_deal_event *const *events,
                                   size_t count, raas_error *err);

  /** A fetch changed its state. [serial & running or draining] */
  raas_status (*on_data_update)(raas_instance *self, const raas_fetch_event *const *events,
                                size_t count, raas_error *err);
} raas_plugin_hooks;

#ifdef __cplusplus
}
#endif

#endif
