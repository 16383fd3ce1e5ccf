/*
 * A library whose debug information holds every struct of the ABI. Comparing builds of the plugin
 * would show nothing: its tables are reached through void pointers.
 */
#include "raas/raas.h"

void probe_api_request(const raas_api_request *value);
void probe_api_request(const raas_api_request *value) {
  (void)value;
}
void probe_api_response(const raas_api_response *value);
void probe_api_response(const raas_api_response *value) {
  (void)value;
}
void probe_deal(const raas_deal *value);
void probe_deal(const raas_deal *value) {
  (void)value;
}
void probe_deal_event(const raas_deal_event *value);
void probe_deal_event(const raas_deal_event *value) {
  (void)value;
}
void probe_deal_page(const raas_deal_page *value);
void probe_deal_page(const raas_deal_page *value) {
  (void)value;
}
void probe_deal_request(const raas_deal_request *value);
void probe_deal_request(const raas_deal_request *value) {
  (void)value;
}
void probe_error(const raas_error *value);
void probe_error(const raas_error *value) {
  (void)value;
}
void probe_fetch(const raas_fetch *value);
void probe_fetch(const raas_fetch *value) {
  (void)value;
}
void probe_fetch_event(const raas_fetch_event *value);
void probe_fetch_event(const raas_fetch_event *value) {
  (void)value;
}
void probe_fetch_source(const raas_fetch_source *value);
void probe_fetch_source(const raas_fetch_source *value) {
  (void)value;
}
void probe_header(const raas_header *value);
void probe_header(const raas_header *value) {
  (void)value;
}
void probe_host_data(const raas_host_data *value);
void probe_host_data(const raas_host_data *value) {
  (void)value;
}
void probe_host_deals(const raas_host_deals *value);
void probe_host_deals(const raas_host_deals *value) {
  (void)value;
}
void probe_host_info(const raas_host_info *value);
void probe_host_info(const raas_host_info *value) {
  (void)value;
}
void probe_host_providers(const raas_host_providers *value);
void probe_host_providers(const raas_host_providers *value) {
  (void)value;
}
void probe_host_rpc(const raas_host_rpc *value);
void probe_host_rpc(const raas_host_rpc *value) {
  (void)value;
}
void probe_host_table(const raas_host_table *value);
void probe_host_table(const raas_host_table *value) {
  (void)value;
}
void probe_host_tx(const raas_host_tx *value);
void probe_host_tx(const raas_host_tx *value) {
  (void)value;
}
void probe_inclusion(const raas_inclusion *value);
void probe_inclusion(const raas_inclusion *value) {
  (void)value;
}
void probe_init(const raas_init *value);
void probe_init(const raas_init *value) {
  (void)value;
}
void probe_plugin_api(const raas_plugin_api *value);
void probe_plugin_api(const raas_plugin_api *value) {
  (void)value;
}
void probe_plugin_descriptor(const raas_plugin_descriptor *value);
void probe_plugin_descriptor(const raas_plugin_descriptor *value) {
  (void)value;
}
void probe_plugin_entry(const raas_plugin_entry *value);
void probe_plugin_entry(const raas_plugin_entry *value) {
  (void)value;
}
void probe_plugin_hooks(const raas_plugin_hooks *value);
void probe_plugin_hooks(const raas_plugin_hooks *value) {
  (void)value;
}
void probe_plugin_table(const raas_plugin_table *value);
void probe_plugin_table(const raas_plugin_table *value) {
  (void)value;
}
void probe_provider(const raas_provider *value);
void probe_provider(const raas_provider *value) {
  (void)value;
}
void probe_provider_page(const raas_provider_page *value);
void probe_provider_page(const raas_provider_page *value) {
  (void)value;
}
void probe_pump_result(const raas_pump_result *value);
void probe_pump_result(const raas_pump_result *value) {
  (void)value;
}
void probe_rpc_reply(const raas_rpc_reply *value);
void probe_rpc_reply(const raas_rpc_reply *value) {
  (void)value;
}
void probe_str(const raas_str *value);
void probe_str(const raas_str *value) {
  (void)value;
}
void probe_tick(const raas_tick *value);
void probe_tick(const raas_tick *value) {
  (void)value;
}
void probe_tx(const raas_tx *value);
void probe_tx(const raas_tx *value) {
  (void)value;
}
void probe_tx_request(const raas_tx_request *value);
void probe_tx_request(const raas_tx_request *value) {
  (void)value;
}
void probe_entry_fn(raas_plugin_entry_fn value);
void probe_entry_fn(raas_plugin_entry_fn value) {
  (void)value;
}
