#include "book.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { PUBLISH_AFTER_MS = 1000, SEAL_AFTER_MS = 2000 };

/* A deal is told of as made when it is published. 0 = there is no room for events. */
static int take_state(book* self, size_t deal, raas_deal_state state) {
  if (self->event_count + 2 > EVENTS_MAX) return 0;
  self->deals[deal].state = state;
  self->events[self->event_count++] = (book_event){EVENT_UPDATED, deal + 1, state};
  if (state == RAAS_DEAL_PUBLISHED) {
    self->events[self->event_count++] = (book_event){EVENT_CREATED, deal + 1, state};
  }
  return 1;
}

/* One line for each thing that happened; the last one may be cut off by a crash. */
static void take_line(book* self, const char* line) {
  book_deal deal;
  size_t id;
  uint32_t state;
  uint64_t seq;
  memset(&deal, 0, sizeof deal);
  if (sscanf(line, "deal %159s %159s %159s %" SCNd64 " %" SCNd64 " %" SCNd64 " %1199s", deal.key,
             deal.cid, deal.provider, &deal.start_epoch, &deal.end_epoch, &deal.asked_ms,
             deal.terms) == 7 &&
      self->deal_count < DEALS_MAX) {
    deal.state = RAAS_DEAL_RECORDED;
    self->deals[self->deal_count++] = deal;
  } else if (sscanf(line, "state %zu %" SCNu32, &id, &state) == 2 && id >= 1 &&
             id <= self->deal_count) {
    take_state(self, id - 1, state);
  } else if (sscanf(line, "fetched %zu", &id) == 1 && self->event_count < EVENTS_MAX) {
    self->events[self->event_count++] = (book_event){EVENT_FETCHED, 0, 0};
  } else if (sscanf(line, "durable %" SCNu64, &seq) == 1) {
    self->durable_seq = seq;
  }
}

/* On the disk when it returns. */
static void flush(book* self) {
  if (fflush(self->file) != 0 || fsync(fileno(self->file)) != 0) perror("book");
}

int book_open(book* self, const char* folder) {
  char path[4096];
  char line[2000];
  memset(self, 0, sizeof *self);
  snprintf(self->folder, sizeof self->folder, "%s", folder);
  snprintf(path, sizeof path, "%s/book", folder);
  self->file = fopen(path, "a+");
  if (self->file == NULL) return 0;
  rewind(self->file);
  while (fgets(line, sizeof line, self->file) != NULL) {
    if (strchr(line, '\n') != NULL) take_line(self, line);
  }
  fprintf(self->file, "\n"); /* Ends a line that was cut off. */
  return 1;
}

size_t book_find(const book* self, raas_str key) {
  size_t at = 0;
  while (at < self->deal_count && (strlen(self->deals[at].key) != key.len ||
                                   memcmp(self->deals[at].key, key.ptr, key.len) != 0)) {
    ++at;
  }
  return at;
}

int book_add(book* self, const book_deal* deal) {
  if (self->deal_count == DEALS_MAX) return 0;
  self->deals[self->deal_count++] = *deal;
  fprintf(self->file, "deal %s %s %s %" PRId64 " %" PRId64 " %" PRId64 " %s\n", deal->key,
          deal->cid, deal->provider, deal->start_epoch, deal->end_epoch, deal->asked_ms,
          deal->terms);
  flush(self);
  return 1;
}

int book_set_state(book* self, size_t deal, raas_deal_state state) {
  if (!take_state(self, deal, state)) return 0;
  fprintf(self->file, "state %zu %" PRIu32 "\n", deal + 1, state);
  flush(self);
  return 1;
}

/* A restart forgets the fetch, but the seq stays taken. */
int book_tell_fetched(book* self, size_t fetch) {
  if (self->event_count == EVENTS_MAX) return 0;
  self->events[self->event_count++] = (book_event){EVENT_FETCHED, fetch, 0};
  fprintf(self->file, "fetched %zu\n", fetch);
  flush(self);
  return 1;
}

void book_move_on(book* self, int64_t now_ms) {
  for (size_t at = 0; at < self->deal_count; ++at) {
    const int64_t waited_ms = now_ms - self->deals[at].asked_ms;
    if (self->deals[at].state == RAAS_DEAL_RECORDED && waited_ms >= PUBLISH_AFTER_MS) {
      book_set_state(self, at, RAAS_DEAL_PUBLISHED);
    } else if (self->deals[at].state == RAAS_DEAL_PUBLISHED && waited_ms >= SEAL_AFTER_MS) {
      book_set_state(self, at, RAAS_DEAL_ACTIVE);
    }
  }
}

void book_forget_events(book* self, uint64_t seq) {
  if (seq <= self->durable_seq) return;
  self->durable_seq = seq;
  fprintf(self->file, "durable %" PRIu64 "\n", seq);
  flush(self);
}
