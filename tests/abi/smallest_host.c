/* The smallest host: loads a plugin, tells it of one deal, asks its API, and pumps it for a while.
 */
#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "raas/raas.h"

static raas_str text(const char* s) {
  raas_str view = {s, strlen(s)};
  return view;
}

/* What the host gives to the plugin: a log, deals and data. A real one makes the deals. */

static void log_line(void* ctx, raas_log_level level, raas_str event, raas_str message) {
  (void)ctx;
  printf("%u %.*s %.*s\n", level, (int)event.len, event.ptr, (int)message.len, message.ptr);
}

static raas_status make_deal(void* ctx, const raas_deal_request* request, uint64_t* ret_request_id,
                             uint32_t* ret_flags, raas_error* err) {
  (void)ctx, (void)ret_request_id, (void)ret_flags;
  printf("asked for a deal, key %.*s\n", (int)request->idempotency_key.len,
         request->idempotency_key.ptr);
  if (err != NULL) err->retry_after_ms = 60000;
  return RAAS_E_RETRY;
}
static raas_status find_request(void* ctx, raas_str key, raas_deal* ret_deal, raas_error* err) {
  (void)ctx, (void)key, (void)ret_deal, (void)err;
  return RAAS_E_NOT_FOUND;
}
static raas_status get_request(void* ctx, uint64_t id, raas_deal* ret_deal, raas_error* err) {
  (void)ctx, (void)id, (void)ret_deal, (void)err;
  return RAAS_E_NOT_FOUND;
}
static raas_status cancel(void* ctx, uint64_t id, raas_error* err) {
  (void)ctx, (void)id, (void)err;
  return RAAS_E_NOT_FOUND;
}
static raas_status list_deals(void* ctx, raas_str cid, uint64_t cursor, raas_deal_page* ret_page,
                              raas_error* err) {
  (void)ctx, (void)cid, (void)cursor, (void)err;
  ret_page->deals = NULL;
  ret_page->count = 0;
  ret_page->next_cursor = 0;
  return RAAS_OK;
}
static const raas_host_deals deals = {NULL,        make_deal, find_request,
                                      get_request, cancel,    list_deals};

static raas_status fetch(void* ctx, raas_str cid, const raas_fetch_source* sources, size_t count,
                         uint64_t* ret_fetch_id, raas_error* err) {
  (void)ctx, (void)cid, (void)sources, (void)count, (void)ret_fetch_id, (void)err;
  return RAAS_E_NOT_FOUND;
}
static raas_status get_fetch(void* ctx, uint64_t id, raas_fetch* ret_fetch, raas_error* err) {
  (void)ctx, (void)id, (void)ret_fetch, (void)err;
  return RAAS_E_NOT_FOUND;
}
static raas_status read_data(void* ctx, uint64_t handle, uint64_t offset, char* buffer,
                             size_t capacity, size_t* ret_len, raas_error* err) {
  (void)ctx, (void)handle, (void)offset, (void)buffer, (void)capacity, (void)ret_len, (void)err;
  return RAAS_E_NOT_FOUND;
}
static void release(void* ctx, uint64_t handle) {
  (void)ctx, (void)handle;
}
static const raas_host_data data = {NULL, fetch, get_fetch, read_data, release};

static const void* get_extension(void* ctx, const char* id) {
  (void)ctx;
  if (strcmp(id, RAAS_HOST_DEALS_ID) == 0) return &deals;
  if (strcmp(id, RAAS_HOST_DATA_ID) == 0) return &data;
  return NULL;
}
static const raas_host_table host = {NULL, log_line, get_extension};

/* What the host does with the plugin. */

static char error_text[512];
static raas_error error = {sizeof error, 0, 0, 0, 0, error_text, sizeof error_text, 0};

static void must(const char* what, raas_status status) {
  if (status == RAAS_OK) return;
  fprintf(stderr, "%s: %d: %.*s\n", what, (int)status, (int)error.text_len, error_text);
  exit(1);
}

static raas_tick now(void) {
  struct timespec wall, steady;
  clock_gettime(CLOCK_REALTIME, &wall);
  clock_gettime(CLOCK_MONOTONIC, &steady);
  raas_tick tick = {sizeof tick, 0, (int64_t)wall.tv_sec * 1000 + wall.tv_nsec / 1000000,
                    (int64_t)steady.tv_sec * 1000 + steady.tv_nsec / 1000000};
  return tick;
}

static raas_pump_result pump(const raas_plugin_table* plugin, raas_instance* self) {
  raas_tick tick = now();
  raas_pump_result result = {sizeof result, 0, 0, 0};
  must("pump", plugin->pump(self, &tick, &result, &error));
  return result;
}

static void tell_of_a_deal(const raas_plugin_hooks* hooks, raas_instance* self, uint64_t seq) {
  raas_deal deal = {
      .struct_size = sizeof deal,
      .flags = RAAS_DEAL_HAS_DEAL_ID,
      .state = RAAS_DEAL_PUBLISHED,
      .payload_cid = text("bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"),
      .provider = text("f01000"),
      .deal_id = 42,
      .start_epoch = 5000000,
      .end_epoch = 6500000};
  raas_deal_event event = {sizeof event, 0, seq, &deal};
  const raas_deal_event* events[] = {&event};
  must("on_deal_created", hooks->on_deal_created(self, events, 1, &error));
}

static void show_health(const raas_plugin_api* api, raas_instance* self) {
  raas_api_request request = {.struct_size = sizeof request,
                              .method = text("GET"),
                              .target = text("/healthz"),
                              .now = now()};
  raas_api_response response = {.struct_size = sizeof response};
  must("handle", api->handle(self, &request, &response, &error));
  printf("GET /healthz: %u %.*s\n", response.status, (int)response.body.len, response.body.ptr);
}

int main(int argc, char** argv) {
  if (argc != 4) return fprintf(stderr, "usage: smallest_host PLUGIN.so STATE_DIR CONFIG\n"), 2;

  void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return fprintf(stderr, "%s\n", dlerror()), 1;
  raas_plugin_entry_fn entry_of;
  *(void**)&entry_of = dlsym(library, RAAS_PLUGIN_ENTRY_SYMBOL);
  if (entry_of == NULL) return fprintf(stderr, "%s: not a plugin\n", argv[1]), 1;

  const raas_host_info info = {sizeof info, RAAS_ABI_MAJOR,   RAAS_ABI_MINOR,
                               0,           text("smallest"), text("1.0.0")};
  const raas_plugin_entry* entry = NULL;
  must("entry", entry_of(&info, &entry, &error));
  if (entry->magic != RAAS_MAGIC || entry->abi_major != RAAS_ABI_MAJOR) return 1;
  for (const char* const* id = entry->descriptor->extensions_required; *id != NULL; ++id) {
    if (get_extension(NULL, *id) == NULL) return fprintf(stderr, "no %s here\n", *id), 1;
  }

  const raas_plugin_table* plugin = entry->table;
  raas_instance* self = NULL;
  raas_init params = {.struct_size = sizeof params,
                      .wake_fd = -1,
                      .config = text(argv[3]),
                      .state_dir = text(argv[2]),
                      .now = now()};
  must("create", plugin->create(&host, &self, &error));
  must("init", plugin->init(self, &params, &error));
  must("start", plugin->start(self, &params.now, &error));

  tell_of_a_deal(plugin->get_extension(self, RAAS_PLUGIN_HOOKS_ID), self, 1);
  uint64_t durable_seq = 0;
  for (int pumps = 0; pumps < 100 && durable_seq < 1; ++pumps) {
    durable_seq = pump(plugin, self).hooks_durable_seq; /* A real host sleeps in between. */
  }
  printf("events up to %" PRIu64 " are durable\n", durable_seq);
  show_health(plugin->get_extension(self, RAAS_PLUGIN_API_ID), self);

  raas_tick tick = now();
  must("stop", plugin->stop(self, &tick, tick.monotonic_ms + 1000, &error));
  while (!(pump(plugin, self).flags & RAAS_PUMP_DRAINED) &&
         now().monotonic_ms < tick.monotonic_ms + 1000) {
  }
  plugin->destroy(self, 5000);
  return durable_seq == 1 ? 0 : 1; /* The library stays loaded. */
}
