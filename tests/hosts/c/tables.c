#include "tables.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static raas_str view_of(const char* s) {
  raas_str view = {s, strlen(s)};
  return view;
}

static raas_status refuse(raas_error* err, raas_status status, const char* why) {
  if (err == NULL) return status;
  err->code = status;
  err->text_len = strlen(why); /* ASCII: can be cut anywhere. */
  if (err->text_len > err->text_capacity) err->text_len = err->text_capacity;
  if (err->text_len > 0) memcpy(err->text, why, err->text_len);
  return status;
}

static int is_made_of(raas_str given, const char* extra, size_t length_max) {
  if (given.ptr == NULL || given.len == 0 || given.len > length_max) return 0;
  for (size_t at = 0; at < given.len; ++at) {
    const char c = given.ptr[at];
    const int is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!is_plain && (c == '\0' || strchr(extra, c) == NULL)) return 0;
  }
  return 1;
}

static int is_cid(raas_str given) {
  if (!is_made_of(given, "", TEXT_MAX - 1) || given.len < 40) return 0;
  return memcmp(given.ptr, "ba", 2) == 0 || memcmp(given.ptr, "Qm", 2) == 0;
}

static int is_address(raas_str given) {
  return is_made_of(given, "", 20) && given.len > 2 && memcmp(given.ptr, "f0", 2) == 0;
}

/* What two requests under one key must agree in: all but data_handle, label and reason. */
static int write_terms(const raas_deal_request* asked, char* terms) {
  size_t used = 0;
  const raas_str parts[] = {asked->payload_cid, asked->piece_cid, asked->provider,
                            asked->price_max};
  for (size_t at = 0; at < 4 + asked->providers_excluded_count; ++at) {
    const raas_str part = at < 4 ? parts[at] : asked->providers_excluded[at - 4];
    if (part.len > 0 && !is_made_of(part, "", TEXT_MAX)) return 0;
    if (used + part.len + 100 > TERMS_MAX) return 0;
    if (part.len > 0) memcpy(terms + used, part.ptr, part.len);
    used += part.len;
    terms[used++] = '|';
  }
  snprintf(terms + used, TERMS_MAX - used, "%llu|%u|%lld|%lld",
           (unsigned long long)asked->piece_size, (unsigned)asked->flags,
           (long long)asked->duration_epochs, (long long)asked->start_epoch_max);
  return 1;
}

/* Whether something is set behind the part of a request that this host knows. */
static int has_unknown_tail(const raas_deal_request* request) {
  for (size_t at = sizeof *request; at < request->struct_size; ++at) {
    if (((const char*)request)[at] != 0) return 1;
  }
  return 0;
}

static raas_status check(const tables* self, const raas_deal_request* asked, raas_error* err) {
  int is_chosen;
  if (asked == NULL || asked->struct_size < sizeof *asked) {
    return refuse(err, RAAS_E_INVALID, "make_deal: request: too small");
  }
  if (has_unknown_tail(asked) || (asked->flags & ~3u) != 0) {
    return refuse(err, RAAS_E_UNSUPPORTED, "make_deal: an unknown field or flag is set");
  }
  is_chosen = (asked->flags & RAAS_DEAL_HOST_CHOOSES) != 0;
  if (!is_made_of(asked->idempotency_key, "._:/-", 128)) {
    return refuse(err, RAAS_E_INVALID, "make_deal: idempotency_key: malformed");
  }
  if (!is_cid(asked->payload_cid)) {
    return refuse(err, RAAS_E_INVALID, "make_deal: payload_cid: not a CID");
  }
  if (is_chosen ? asked->provider.len != 0 : !is_address(asked->provider)) {
    return refuse(err, RAAS_E_INVALID, "make_deal: provider: expected f0..., or none");
  }
  if (asked->data_handle > self->fetch_count) {
    return refuse(err, RAAS_E_INVALID, "make_deal: data_handle: no such handle");
  }
  return RAAS_OK;
}

static int is_same(raas_str given, const char* s) {
  return given.len == strlen(s) && memcmp(given.ptr, s, given.len) == 0;
}

/* Whether a provider may not have another copy: excluded, or it has one already. */
static int is_taken(const book* books, const raas_deal_request* asked, const char* provider) {
  for (size_t at = 0; at < asked->providers_excluded_count; ++at) {
    if (is_same(asked->providers_excluded[at], provider)) return 1;
  }
  for (size_t at = 0; at < books->deal_count; ++at) {
    const book_deal* deal = &books->deals[at];
    const int is_copy = is_same(asked->payload_cid, deal->cid) &&
                        deal->state != RAAS_DEAL_CANCELLED && strcmp(deal->provider, provider) == 0;
    if (is_copy) return 1;
  }
  return 0;
}

/* The provider that was asked for, or one of ours. 0 = none is left. */
static int choose_provider(const book* books, const raas_deal_request* asked, char* ret) {
  if (asked->provider.len > 0) {
    memcpy(ret, asked->provider.ptr, asked->provider.len); /* Zeroed, and checked for its length. */
    return 1;
  }
  for (int n = 0; n < PROVIDER_COUNT; ++n) {
    snprintf(ret, TEXT_MAX, "f0%d", PROVIDER_FIRST + n);
    if (!is_taken(books, asked, ret)) return 1;
  }
  return 0;
}

static raas_status make_deal(void* ctx, const raas_deal_request* asked, uint64_t* ret_id,
                             uint32_t* ret_flags, raas_error* err) {
  tables* self = ctx;
  const raas_status status = check(self, asked, err);
  book_deal deal;
  size_t known;
  struct timespec now;
  if (status != RAAS_OK) return status;
  memset(&deal, 0, sizeof deal);
  if (!write_terms(asked, deal.terms)) {
    return refuse(err, RAAS_E_INVALID, "make_deal: a text is malformed, or all are too long");
  }
  known = book_find(self->books, asked->idempotency_key);
  if (known < self->books->deal_count) {
    if (strcmp(self->books->deals[known].terms, deal.terms) != 0) {
      return refuse(err, RAAS_E_CONFLICT, "make_deal: the key was used with another request");
    }
    *ret_id = known + 1;
    *ret_flags = RAAS_REQUEST_EXISTING;
    return RAAS_OK;
  }
  if (!choose_provider(self->books, asked, deal.provider)) {
    return refuse(err, RAAS_E_RETRY, "make_deal: no provider is left for this data");
  }
  clock_gettime(CLOCK_REALTIME, &now);
  memcpy(deal.key, asked->idempotency_key.ptr, asked->idempotency_key.len);
  memcpy(deal.cid, asked->payload_cid.ptr, asked->payload_cid.len);
  deal.state = RAAS_DEAL_RECORDED;
  deal.start_epoch = asked->start_epoch_max;
  deal.end_epoch = asked->start_epoch_max + asked->duration_epochs;
  deal.asked_ms = (int64_t)now.tv_sec * 1000;
  if (!book_add(self->books, &deal)) return refuse(err, RAAS_E_BUSY, "make_deal: no room");
  *ret_id = known + 1;
  *ret_flags = 0;
  return RAAS_OK;
}

raas_deal tables_view(const book* books, size_t index, raas_deal_state state) {
  const book_deal* deal = &books->deals[index];
  const int is_published = state == RAAS_DEAL_PUBLISHED || state == RAAS_DEAL_ACTIVE;
  raas_deal view;
  memset(&view, 0, sizeof view);
  view.struct_size = sizeof view;
  view.flags = is_published ? RAAS_DEAL_HAS_DEAL_ID : 0;
  view.request_id = index + 1;
  view.idempotency_key = view_of(deal->key);
  view.state = state;
  view.payload_cid = view_of(deal->cid);
  view.provider = view_of(deal->provider);
  view.deal_id = is_published ? 1000 + index : 0;
  view.start_epoch = deal->start_epoch;
  view.end_epoch = deal->end_epoch;
  return view;
}

/* Gives as much of a deal as the plugin has room for. */
static raas_status give(const tables* self, uint64_t id, raas_deal* ret, raas_error* err) {
  raas_deal view;
  uint32_t size;
  if (id == 0 || id > self->books->deal_count) {
    return refuse(err, RAAS_E_NOT_FOUND, "no such request");
  }
  view = tables_view(self->books, id - 1, self->books->deals[id - 1].state);
  size = ret->struct_size;
  memcpy(ret, &view, size < sizeof view ? size : sizeof view);
  ret->struct_size = size;
  return RAAS_OK;
}

static raas_status find_request(void* ctx, raas_str key, raas_deal* ret, raas_error* err) {
  tables* self = ctx;
  return give(self, book_find(self->books, key) + 1, ret, err);
}

static raas_status get_request(void* ctx, uint64_t id, raas_deal* ret, raas_error* err) {
  return give(ctx, id, ret, err);
}

static raas_status cancel(void* ctx, uint64_t id, raas_error* err) {
  tables* self = ctx;
  raas_deal_state state;
  if (id == 0 || id > self->books->deal_count) {
    return refuse(err, RAAS_E_NOT_FOUND, "no such request");
  }
  state = self->books->deals[id - 1].state;
  if ((state & RAAS_DEAL_TERMINAL) != 0) return RAAS_OK;
  if (state != RAAS_DEAL_RECORDED) return refuse(err, RAAS_E_DENIED, "cancel: it is published");
  if (book_set_state(self->books, id - 1, RAAS_DEAL_CANCELLED)) return RAAS_OK;
  return refuse(err, RAAS_E_BUSY, "cancel: no room");
}

static raas_status list_deals(void* ctx, raas_str cid, uint64_t cursor, raas_deal_page* ret,
                              raas_error* err) {
  tables* self = ctx;
  const book* books = self->books;
  size_t at = cursor;
  (void)err;
  ret->deals = self->page;
  ret->count = 0;
  for (; at < books->deal_count && ret->count < PAGE; ++at) {
    const book_deal* deal = &books->deals[at];
    if (cid.len != 0 &&
        (strlen(deal->cid) != cid.len || memcmp(deal->cid, cid.ptr, cid.len) != 0)) {
      continue;
    }
    self->page[ret->count++] = tables_view(books, at, deal->state);
  }
  ret->next_cursor = at < books->deal_count ? at : 0;
  return RAAS_OK;
}

/* Path of the payload behind a fetch. 0 = there is none. */
static int path_of(const tables* self, uint64_t id, char* path, size_t room) {
  if (id == 0 || id > self->fetch_count || self->fetched[id - 1][0] == '\0') return 0;
  snprintf(path, room, "%s/payloads/%s", self->books->folder, self->fetched[id - 1]);
  return 1;
}

static raas_status fetch(void* ctx, raas_str cid, const raas_fetch_source* sources, size_t count,
                         uint64_t* ret_id, raas_error* err) {
  tables* self = ctx;
  char path[4096];
  struct stat found;
  (void)sources, (void)count;
  if (!is_cid(cid)) return refuse(err, RAAS_E_INVALID, "fetch: not a CID");
  if (self->fetch_count == FETCHES_MAX) return refuse(err, RAAS_E_BUSY, "fetch: too many");
  memcpy(self->fetched[self->fetch_count], cid.ptr, cid.len);
  self->fetched[self->fetch_count][cid.len] = '\0';
  *ret_id = ++self->fetch_count;
  path_of(self, *ret_id, path, sizeof path);
  if (stat(path, &found) == 0 && book_tell_fetched(self->books, *ret_id)) return RAAS_OK;
  self->fetched[--self->fetch_count][0] = '\0';
  return refuse(err, RAAS_E_NOT_FOUND, "fetch: not in the store");
}

/* All fetches are done at once. */
int tables_fetch(const tables* self, uint64_t id, raas_fetch* ret) {
  char path[4096];
  struct stat found;
  if (!path_of(self, id, path, sizeof path) || stat(path, &found) != 0) return 0;
  ret->state = RAAS_FETCH_READY;
  ret->fetch_id = id;
  ret->data_handle = id;
  ret->size = (uint64_t)found.st_size;
  return 1;
}

static raas_status get_fetch(void* ctx, uint64_t id, raas_fetch* ret, raas_error* err) {
  if (tables_fetch(ctx, id, ret)) return RAAS_OK;
  return refuse(err, RAAS_E_NOT_FOUND, "get_fetch: no such fetch");
}

static raas_status read_data(void* ctx, uint64_t handle, uint64_t offset, char* buffer,
                             size_t capacity, size_t* ret_len, raas_error* err) {
  char path[4096];
  FILE* file;
  if (!path_of(ctx, handle, path, sizeof path) || (file = fopen(path, "rb")) == NULL) {
    return refuse(err, RAAS_E_NOT_FOUND, "read: no such handle");
  }
  *ret_len = fseek(file, (long)offset, SEEK_SET) == 0 ? fread(buffer, 1, capacity, file) : 0;
  fclose(file);
  return RAAS_OK;
}

static void release(void* ctx, uint64_t handle) {
  tables* self = ctx;
  if (handle > 0 && handle <= self->fetch_count) self->fetched[handle - 1][0] = '\0';
}

static void log_line(void* ctx, raas_log_level level, raas_str event, raas_str message) {
  static const char* const names[] = {"trace", "debug",       "info",         "warn",
                                      "error", "HOST_MISUSE", "PLUGIN_MISUSE"};
  (void)ctx;
  fprintf(stderr, "%s %.*s %.*s\n", level < 7 ? names[level] : "info", (int)event.len, event.ptr,
          (int)message.len, message.ptr);
}

static const void* get_extension(void* ctx, const char* id) {
  tables* self = ctx;
  if (strcmp(id, RAAS_HOST_DEALS_ID) == 0) return &self->deals;
  if (strcmp(id, RAAS_HOST_DATA_ID) == 0) return &self->data;
  return NULL;
}

void tables_fill(tables* self, book* books) {
  memset(self, 0, sizeof *self);
  self->books = books;
  self->deals = (raas_host_deals){self, make_deal, find_request, get_request, cancel, list_deals};
  self->data = (raas_host_data){self, fetch, get_fetch, read_data, release};
  self->host = (raas_host_table){self, log_line, get_extension};
}
