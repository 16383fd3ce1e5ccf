/**
 * @file cgo.h
 * Callers for languages that cannot call through a C function pointer, such as Go with cgo.
 *
 * One static inline function for each function of each table, named after both. A host table's ctx
 * is filled in. Everything else is documented where the table is. Not part of raas.h.
 */
#ifndef RAAS_SHIM_CGO_H
#define RAAS_SHIM_CGO_H

#include "../raas.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Calls what dlsym found under RAAS_PLUGIN_ENTRY_SYMBOL. */
static inline raas_status raas_plugin_entry_call(raas_plugin_entry_fn entry,
                                                 const raas_host_info *host,
                                                 const raas_plugin_entry **ret_entry,
                                                 raas_error *err) {
  return entry(host, ret_entry, err);
}

/* raas_plugin_table */
static inline raas_status raas_plugin_create(const raas_plugin_table *table,
                                             const raas_host_table *host,
                                             raas_instance **ret_instance, raas_error *err) {
  return table->create(host, ret_instance, err);
}
static inline raas_status raas_plugin_init(const raas_plugin_table *table, raas_instance *self,
                                           const raas_init *params, raas_error *err) {
  return table->init(self, params, err);
}
static inline raas_status raas_plugin_start(const raas_plugin_table *table, raas_instance *self,
                                            const raas_tick *now, raas_error *err) {
  return table->start(self, now, err);
}
static inline raas_status raas_plugin_pump(const raas_plugin_table *table, raas_instance *self,
                                           const raas_tick *now, raas_pump_result *ret,
                                           raas_error *err) {
  return table->pump(self, now, ret, err);
}
static inline raas_status raas_plugin_stop(const raas_plugin_table *table, raas_instance *self,
                                           const raas_tick *now, int64_t deadline_ms,
                                           raas_error *err) {
  return table->stop(self, now, deadline_ms, err);
}
static inline void raas_plugin_destroy(const raas_plugin_table *table, raas_instance *self,
                                       uint32_t timeout_ms) {
  table->destroy(self, timeout_ms);
}
static inline const void *raas_plugin_get_extension(const raas_plugin_table *table,
                                                    raas_instance *self, const char *id) {
  return table->get_extension(self, id);
}

/* raas_host_table */
static inline void raas_host_log(const raas_host_table *table, raas_log_level level, raas_str event,
                                 raas_str message) {
  table->log(table->ctx, level, event, message);
}
static inline const void *raas_host_get_extension(const raas_host_table *table, const char *id) {
  return table->get_extension(table->ctx, id);
}

/* raas_host_deals */
static inline raas_status raas_host_deals_make_deal(const raas_host_deals *table,
                                                    const raas_deal_request *request,
                                                    uint64_t *ret_request_id, uint32_t *ret_flags,
                                                    raas_error *err) {
  return table->make_deal(table->ctx, request, ret_request_id, ret_flags, err);
}
static inline raas_status raas_host_deals_find_request(const raas_host_deals *table,
                                                       raas_str idempotency_key,
                                                       raas_deal *ret_deal, raas_error *err) {
  return table->find_request(table->ctx, idempotency_key, ret_deal, err);
}
static inline raas_status raas_host_deals_get_request(const raas_host_deals *table,
                                                      uint64_t request_id, raas_deal *ret_deal,
                                                      raas_error *err) {
  return table->get_request(table->ctx, request_id, ret_deal, err);
}
static inline raas_status raas_host_deals_cancel(const raas_host_deals *table, uint64_t request_id,
                                                 raas_error *err) {
  return table->cancel(table->ctx, request_id, err);
}
static inline raas_status raas_host_deals_list_deals(const raas_host_deals *table,
                                                     raas_str payload_cid, uint64_t cursor,
                                                     raas_deal_page *ret_page, raas_error *err) {
  return table->list_deals(table->ctx, payload_cid, cursor, ret_page, err);
}

/* raas_host_data */
static inline raas_status raas_host_data_fetch(const raas_host_data *table, raas_str payload_cid,
                                               const raas_fetch_source *sources,
                                               size_t source_count, uint64_t *ret_fetch_id,
                                               raas_error *err) {
  return table->fetch(table->ctx, payload_cid, sources, source_count, ret_fetch_id, err);
}
static inline raas_status raas_host_data_get_fetch(const raas_host_data *table, uint64_t fetch_id,
                                                   raas_fetch *ret_fetch, raas_error *err) {
  return table->get_fetch(table->ctx, fetch_id, ret_fetch, err);
}
static inline raas_status raas_host_data_read(const raas_host_data *table, uint64_t data_handle,
                                              uint64_t offset, char *buffer, size_t capacity,
                                              size_t *ret_len, raas_error *err) {
  return table->read(table->ctx, data_handle, offset, buffer, capacity, ret_len, err);
}
static inline void raas_host_data_release(const raas_host_data *table, uint64_t data_handle) {
  table->release(table->ctx, data_handle);
}

/* raas_host_providers */
static inline raas_status raas_host_providers_list(const raas_host_providers *table,
                                                   uint64_t cursor, raas_provider_page *ret_page,
                                                   raas_error *err) {
  return table->list(table->ctx, cursor, ret_page, err);
}

/* raas_host_rpc */
static inline raas_status raas_host_rpc_send(const raas_host_rpc *table, raas_str body,
                                             uint32_t timeout_ms, uint64_t *ret_call_id,
                                             raas_error *err) {
  return table->send(table->ctx, body, timeout_ms, ret_call_id, err);
}
static inline raas_status raas_host_rpc_take(const raas_host_rpc *table, uint64_t call_id,
                                             raas_rpc_reply *ret_reply, raas_error *err) {
  return table->take(table->ctx, call_id, ret_reply, err);
}

/* raas_host_tx */
static inline raas_status raas_host_tx_send(const raas_host_tx *table,
                                            const raas_tx_request *request, uint64_t *ret_tx_id,
                                            raas_error *err) {
  return table->send(table->ctx, request, ret_tx_id, err);
}
static inline raas_status raas_host_tx_find(const raas_host_tx *table, raas_str idempotency_key,
                                            raas_tx *ret_tx, raas_error *err) {
  return table->find(table->ctx, idempotency_key, ret_tx, err);
}

/* raas_plugin_hooks */
static inline raas_status raas_plugin_hooks_on_deal_created(const raas_plugin_hooks *table,
                                                            raas_instance *self,
                                                            const raas_deal_event *const *events,
                                                            size_t count, raas_error *err) {
  return table->on_deal_created(self, events, count, err);
}
static inline raas_status raas_plugin_hooks_on_request_update(const raas_plugin_hooks *table,
                                                              raas_instance *self,
                                                              const raas_deal_event *const *events,
                                                              size_t count, raas_error *err) {
  return table->on_request_update(self, events, count, err);
}
static inline raas_status raas_plugin_hooks_on_data_update(const raas_plugin_hooks *table,
                                                           raas_instance *self,
                                                           const raas_fetch_event *const *events,
                                                           size_t count, raas_error *err) {
  return table->on_data_update(self, events, count, err);
}

/* raas_plugin_api */
static inline raas_status raas_plugin_api_handle(const raas_plugin_api *table, raas_instance *self,
                                                 const raas_api_request *request,
                                                 raas_api_response *ret_response, raas_error *err) {
  return table->handle(self, request, ret_response, err);
}

#ifdef __cplusplus
}
#endif

#endif
