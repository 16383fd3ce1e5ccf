/* What a host gives to a plugin: its tables of functions, over the book. */
#ifndef C_HOST_TABLES_H
#define C_HOST_TABLES_H

#include "book.h"

enum { FETCHES_MAX = 256, PAGE = 64 };

typedef struct tables {
  book* books;
  char fetched[FETCHES_MAX][TEXT_MAX]; /* CID by id of the fetch minus one; empty = let go. */
  size_t fetch_count;
  raas_deal page[PAGE]; /* What list_deals() lends. */
  raas_host_deals deals;
  raas_host_data data;
  raas_host_table host;
} tables;

void tables_fill(tables* self, book* books);

/* A fetch in the plugin's terms. 0 = there is none, or it was let go. */
int tables_fetch(const tables* self, uint64_t id, raas_fetch* ret);

/* A deal in the plugin's terms. Its texts are those of the book, which live longer than any call.
 */
raas_deal tables_view(const book* books, size_t deal, raas_deal_state state);

#endif
