/* Go exports functions without const, and a table of functions wants it: one line for each. */
#include "tables.h"

#include "_cgo_export.h"

static void log_line(void* ctx, raas_log_level level, raas_str event, raas_str message) {
  hostLog(ctx, level, event, message);
}

static const void* get_extension(void* ctx, const char* id) {
  return hostGetExtension(ctx, (char*)id);
}

static raas_status make_deal(void* ctx, const raas_deal_request* asked, uint64_t* ret_id,
                             uint32_t* ret_flags, raas_error* err) {
  return hostMakeDeal(ctx, (raas_deal_request*)asked, ret_id, ret_flags, err);
}

static raas_status find_request(void* ctx, raas_str key, raas_deal* ret, raas_error* err) {
  return hostFindRequest(ctx, key, ret, err);
}

static raas_status get_request(void* ctx, uint64_t id, raas_deal* ret, raas_error* err) {
  return hostGetRequest(ctx, id, ret, err);
}

static raas_status cancel(void* ctx, uint64_t id, raas_error* err) {
  return hostCancel(ctx, id, err);
}

static raas_status list_deals(void* ctx, raas_str cid, uint64_t cursor, raas_deal_page* ret,
                              raas_error* err) {
  (void)err;
  return hostListDeals(ctx, cid, cursor, ret);
}

/* This host has no place to fetch from but its own store. */
static raas_status fetch(void* ctx, raas_str cid, const raas_fetch_source* sources, size_t count,
                         uint64_t* ret_id, raas_error* err) {
  (void)sources, (void)count;
  return hostFetch(ctx, cid, ret_id, err);
}

static raas_status get_fetch(void* ctx, uint64_t id, raas_fetch* ret, raas_error* err) {
  return hostGetFetch(ctx, id, ret, err);
}

static raas_status read_data(void* ctx, uint64_t handle, uint64_t offset, char* buffer,
                             size_t capacity, size_t* ret_len, raas_error* err) {
  return hostRead(ctx, handle, offset, buffer, capacity, ret_len, err);
}

static void release(void* ctx, uint64_t handle) {
  hostRelease(ctx, handle);
}

void host_tables_fill(host_tables* self, void* ctx) {
  self->host = (raas_host_table){ctx, log_line, get_extension};
  self->deals = (raas_host_deals){ctx, make_deal, find_request, get_request, cancel, list_deals};
  self->data = (raas_host_data){ctx, fetch, get_fetch, read_data, release};
}
