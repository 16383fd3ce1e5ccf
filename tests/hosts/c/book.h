/* The books of a small aggregator: requests, deals and events, durable in one file that only grows.
 * The deals are not made: a request walks through its states by the clock.
 */
#ifndef C_HOST_BOOK_H
#define C_HOST_BOOK_H

#include <raas/raas.h>
#include <stdio.h>

enum { DEALS_MAX = 1000, EVENTS_MAX = 8000, TEXT_MAX = 160, TERMS_MAX = 1200 };

/* The storage providers that this aggregator works with: f01000 to f01009. */
enum { PROVIDER_FIRST = 1000, PROVIDER_COUNT = 10 };

typedef struct book_deal {
  char key[TEXT_MAX];
  char cid[TEXT_MAX];
  char provider[TEXT_MAX];
  char terms[TERMS_MAX]; /* What two requests under one key must agree in. */
  raas_deal_state state;
  raas_epoch start_epoch;
  raas_epoch end_epoch;
  int64_t asked_ms;
} book_deal;

/* Which hook takes an event. */
typedef enum book_event_kind { EVENT_UPDATED, EVENT_CREATED, EVENT_FETCHED } book_event_kind;

/* A change of a deal, as it was then, or data that came. */
typedef struct book_event {
  book_event_kind kind;
  size_t id; /* Of the request or the fetch; that of a request is its index plus one. */
  raas_deal_state state;
} book_event;

typedef struct book {
  FILE* file;
  char folder[3000];
  book_deal deals[DEALS_MAX];
  size_t deal_count;
  book_event events[EVENTS_MAX]; /* The seq of an event is its index plus one. */
  size_t event_count;
  uint64_t durable_seq; /* Up to here the plugin has them. */
} book;

/* Reads what an earlier life has written. 0 = the file cannot be used. */
int book_open(book* self, const char* folder);

/* Index of the deal under a key, or deal_count. */
size_t book_find(const book* self, raas_str key);

/* Adds a request, which is on the disk when this returns. 0 = there is no room. */
int book_add(book* self, const book_deal* deal);

/* Notes a new state and the events that tell of it. 0 = there is no room. */
int book_set_state(book* self, size_t deal, raas_deal_state state);

/* Notes that data came. 0 = there is no room. */
int book_tell_fetched(book* self, size_t fetch);

/* Requests that have waited long enough are published, then active. */
void book_move_on(book* self, int64_t now_ms);

/* Events up to a seq are durable in the plugin. */
void book_forget_events(book* self, uint64_t seq);

#endif
