#include "sample.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { STRUCT_BYTES_MOST = 4096 };

static raas_str view(const char* text) {
  raas_str str = {text, strlen(text)};
  return str;
}

/* Longest part of a text that has room and does not end inside of a character. */
static size_t whole_part(const char* text, size_t length, size_t capacity) {
  if (length <= capacity) return length;
  while (capacity > 0 && ((unsigned char)text[capacity] & 0xc0u) == 0x80u) --capacity;
  return capacity;
}

raas_status sample_refuse(raas_error* err, raas_status status, const char* format, ...) {
  char text[256];
  va_list arguments;
  int length;
  if (err == NULL) return status;
  va_start(arguments, format);
  length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (length < 0) length = 0;
  if ((size_t)length >= sizeof text) length = sizeof text - 1;
  err->code = status;
  err->text_len = whole_part(text, (size_t)length, err->text_capacity);
  if (err->text_len > 0) memcpy(err->text, text, err->text_len);
  return status;
}

/* Whether something is set behind the part of a struct that is known here. */
static int has_unknown_tail(const void* given, size_t size, size_t known) {
  const char* byte = (const char*)given;
  if (size > STRUCT_BYTES_MOST) return 1;
  for (size_t at = known; at < size; ++at) {
    if (byte[at] != 0) return 1;
  }
  return 0;
}

static int is_space(char letter) {
  return letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r';
}

/* An empty object is the only configuration there is. */
static raas_status read_config(raas_str config, raas_error* err) {
  char letters[2];
  size_t found = 0;
  for (size_t at = 0; at < config.len; ++at) {
    if (is_space(config.ptr[at])) continue;
    if (found < 2) letters[found] = config.ptr[at];
    ++found;
  }
  if (found == 0 || (found == 2 && letters[0] == '{' && letters[1] == '}')) return RAAS_OK;
  if (found > 2 && letters[0] == '{' && letters[1] == '"') {
    const char* key = (const char*)memchr(config.ptr, '"', config.len) + 1;
    const size_t left = config.len - (size_t)(key - config.ptr);
    const char* end = (const char*)memchr(key, '"', left);
    size_t length = end == NULL ? left : (size_t)(end - key);
    if (length > 100) length = 100;
    return sample_refuse(err, RAAS_E_INVALID, "config: /%.*s: unknown key", (int)length, key);
  }
  return sample_refuse(err, RAAS_E_INVALID, "config: found something else than an empty object");
}

static raas_status lock_folder(raas_instance* self, raas_str folder, raas_error* err) {
  char path[4096];
  if (folder.len == 0 || folder.len + 10 > sizeof path || folder.ptr[0] != '/') {
    return sample_refuse(err, RAAS_E_INTERNAL, "state_dir: expected an absolute path");
  }
  snprintf(path, sizeof path, "%.*s/lock", (int)folder.len, folder.ptr);
  self->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock < 0) return sample_refuse(err, RAAS_E_INTERNAL, "%s: cannot be made", path);
  if (flock(self->lock, LOCK_EX | LOCK_NB) == 0) return RAAS_OK;
  return sample_refuse(err, RAAS_E_BUSY, "%s: is locked", path);
}

raas_status sample_create(const raas_host_table* host, raas_instance** ret, raas_error* err) {
  raas_instance* self = (raas_instance*)calloc(1, sizeof *self);
  if (self == NULL) return sample_refuse(err, RAAS_E_INTERNAL, "out of memory");
  self->host = host;
  self->lock = -1;
  *ret = self;
  return RAAS_OK;
}

raas_status sample_init(raas_instance* self, const raas_init* params, raas_error* err) {
  static const char* const required[] = {RAAS_HOST_DEALS_ID, RAAS_HOST_DATA_ID};
  raas_status status;
  self->phase = SAMPLE_BROKEN;
  if (params->struct_size < sizeof *params) {
    return sample_refuse(err, RAAS_E_INVALID, "init: struct_size is too small");
  }
  if (has_unknown_tail(params, params->struct_size, sizeof *params)) {
    return sample_refuse(err, RAAS_E_UNSUPPORTED, "init: an unknown field is set");
  }
  for (size_t at = 0; at < 2; ++at) {
    if (self->host->get_extension(self->host->ctx, required[at]) == NULL) {
      return sample_refuse(err, RAAS_E_UNSUPPORTED, "the host has no %s", required[at]);
    }
  }
  status = read_config(params->config, err);
  if (status == RAAS_OK) status = lock_folder(self, params->state_dir, err);
  if (status == RAAS_OK) self->phase = SAMPLE_READY;
  return status;
}

raas_status sample_start(raas_instance* self, const raas_tick* now, raas_error* err) {
  (void)now;
  if (self->phase != SAMPLE_READY) return sample_refuse(err, RAAS_E_MISUSE, "start: not ready");
  self->phase = SAMPLE_RUNNING;
  return RAAS_OK;
}

raas_status sample_pump(raas_instance* self, const raas_tick* now, raas_pump_result* ret,
                        raas_error* err) {
  if (self->phase != SAMPLE_RUNNING && self->phase != SAMPLE_DRAINING) {
    return sample_refuse(err, RAAS_E_MISUSE, "pump: not running");
  }
  if (has_unknown_tail(now, now->struct_size, sizeof *now)) {
    return sample_refuse(err, RAAS_E_UNSUPPORTED, "pump: an unknown field is set");
  }
  ret->flags = self->phase == SAMPLE_DRAINING ? RAAS_PUMP_DRAINED : 0;
  ret->next_deadline_ms = now->monotonic_ms + 60000;
  ret->hooks_durable_seq = self->seq;
  return RAAS_OK;
}

raas_status sample_stop(raas_instance* self, const raas_tick* now, int64_t deadline_ms,
                        raas_error* err) {
  (void)now, (void)deadline_ms;
  if (self->phase != SAMPLE_RUNNING) return sample_refuse(err, RAAS_E_MISUSE, "stop: not running");
  self->phase = SAMPLE_DRAINING;
  return RAAS_OK;
}

void sample_destroy(raas_instance* self, uint32_t timeout_ms) {
  (void)timeout_ms;
  if (self->lock >= 0) close(self->lock);
  free(self);
}

static raas_status take(raas_instance* self, const raas_deal_event* const* events, size_t count,
                        raas_error* err) {
  (void)err;
  for (size_t at = 0; at < count; ++at) {
    if (events[at]->seq > self->seq) self->seq = events[at]->seq;
  }
  return RAAS_OK;
}

static raas_status take_fetches(raas_instance* self, const raas_fetch_event* const* events,
                                size_t count, raas_error* err) {
  (void)err;
  for (size_t at = 0; at < count; ++at) {
    if (events[at]->seq > self->seq) self->seq = events[at]->seq;
  }
  return RAAS_OK;
}

static raas_status handle(raas_instance* self, const raas_api_request* request,
                          raas_api_response* ret, raas_error* err) {
  static const raas_header fields[] = {{{"Content-Type", 12}, {"text/plain", 10}}};
  const int is_health = request->target.len == 8 && memcmp(request->target.ptr, "/healthz", 8) == 0;
  (void)self;
  if (has_unknown_tail(request, request->struct_size, sizeof *request)) {
    return sample_refuse(err, RAAS_E_UNSUPPORTED, "handle: an unknown field is set");
  }
  ret->status = is_health ? 200 : 404;
  ret->headers = fields;
  ret->header_count = 1;
  ret->body = is_health ? view("fine\n") : view("not here\n");
  return RAAS_OK;
}

static const raas_plugin_hooks hooks = {take, take, take_fetches};
static const raas_plugin_api api = {handle};

const void* sample_get_extension(raas_instance* self, const char* id) {
  (void)self;
  if (strcmp(id, RAAS_PLUGIN_HOOKS_ID) == 0) return &hooks;
  if (strcmp(id, RAAS_PLUGIN_API_ID) == 0) return &api;
  return NULL;
}

const raas_plugin_table sample_table = {sample_create,       sample_init, sample_start,
                                        sample_pump,         sample_stop, sample_destroy,
                                        sample_get_extension};

raas_status sample_entry(const raas_plugin_table* table, const raas_host_info* host,
                         const raas_plugin_entry** ret, raas_error* err) {
  static const char* const required[] = {RAAS_HOST_DEALS_ID, RAAS_HOST_DATA_ID, NULL};
  static const char* const optional[] = {NULL};
  static const char schema[] = "{\"type\":\"object\",\"additionalProperties\":false}";
  static const raas_plugin_descriptor descriptor = {sizeof(raas_plugin_descriptor),
                                                    0,
                                                    {"io.raas.sample", 14},
                                                    {"Sample", 6},
                                                    {"1.0.0", 5},
                                                    {schema, sizeof schema - 1},
                                                    required,
                                                    optional};
  /* The same bytes each time: writing them again changes nothing. */
  static raas_plugin_entry entry = {
      RAAS_MAGIC,   sizeof(raas_plugin_entry), RAAS_ABI_MAJOR, RAAS_ABI_MINOR, 0, 0, &descriptor,
      &sample_table};
  if (host == NULL || ret == NULL || host->struct_size < sizeof *host) {
    return sample_refuse(err, RAAS_E_INVALID, "entry: an argument is missing or too small");
  }
  if (has_unknown_tail(host, host->struct_size, sizeof *host)) {
    return sample_refuse(err, RAAS_E_UNSUPPORTED, "entry: an unknown field is set");
  }
  if (host->abi_major != RAAS_ABI_MAJOR) {
    return sample_refuse(err, RAAS_E_UNSUPPORTED, "the host speaks ABI %u.x, this is for 1.x",
                         (unsigned)host->abi_major);
  }
  if (entry.table != table) entry.table = table;
  *ret = &entry;
  return RAAS_OK;
}
