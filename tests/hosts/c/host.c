/* A host in C: usage: c_host PLUGIN.so FOLDER CONFIG
 *
 * Keeps its books in FOLDER, takes the data in FOLDER/payloads for its store (each file is named
 * after its CID) and serves the plugin's API on a free port of 127.0.0.1. Ends with SIGTERM;
 * SIGKILL is as good. One thread and one loop: it waits for a client, for the plugin's wake or its
 * deadline.
 */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tables.h"

enum { IDLE_MS = 60000, LOOK_AT_BOOK_MS = 100, DESTROY_MS = 5000, REQUEST_MAX = 1 << 20 };

typedef struct plugin {
  const raas_plugin_table* table;
  const raas_plugin_hooks* hooks;
  const raas_plugin_api* api;
  raas_instance* self;
  uint64_t told; /* The highest event that it has taken. */
  int64_t next_ms;
} plugin;

static char error_text[512];
static raas_error error = {sizeof error, 0, 0, 0, 0, error_text, sizeof error_text, 0};
static int stop_pipe[2];

static void on_stop(int signal) {
  (void)signal;
  if (write(stop_pipe[1], "x", 1) < 0) return;
}

static raas_str text(const char* s) {
  raas_str view = {s, strlen(s)};
  return view;
}

static void must(const char* what, raas_status status) {
  if (status == RAAS_OK) return;
  fprintf(stderr, "%s: %d: %.*s\n", what, (int)status, (int)error.text_len, error_text);
  exit(1);
}

static raas_tick now(void) {
  struct timespec wall, steady;
  raas_tick tick = {sizeof tick, 0, 0, 0};
  clock_gettime(CLOCK_REALTIME, &wall);
  clock_gettime(CLOCK_MONOTONIC, &steady);
  tick.unix_ms = (int64_t)wall.tv_sec * 1000 + wall.tv_nsec / 1000000;
  tick.monotonic_ms = (int64_t)steady.tv_sec * 1000 + steady.tv_nsec / 1000000;
  return tick;
}

/* By an absolute path, never closed. A real host checks owner, mode and checksum before. */
static const raas_plugin_entry* load(const char* path) {
  const raas_host_info info = {sizeof info, RAAS_ABI_MAJOR, RAAS_ABI_MINOR,
                               0,           text("c-host"), text("1.0.0")};
  const raas_plugin_entry* entry = NULL;
  raas_plugin_entry_fn entry_of;
  char absolute[4096];
  void* library = realpath(path, absolute) ? dlopen(absolute, RTLD_NOW | RTLD_LOCAL) : NULL;
  if (library == NULL) {
    fprintf(stderr, "%s: cannot be loaded\n", path);
    exit(1);
  }
  *(void**)&entry_of = dlsym(library, RAAS_PLUGIN_ENTRY_SYMBOL);
  if (entry_of == NULL) {
    fprintf(stderr, "%s: not a plugin\n", path);
    exit(1);
  }
  must("entry", entry_of(&info, &entry, &error));
  if (entry->magic != RAAS_MAGIC || entry->abi_major != RAAS_ABI_MAJOR) exit(1);
  return entry;
}

static void begin(plugin* self, const raas_host_table* host, const char* folder, const char* config,
                  int wake_fd) {
  char relative[4096], state_dir[PATH_MAX];
  raas_init params;
  memset(&params, 0, sizeof params);
  snprintf(relative, sizeof relative, "%s/state", folder);
  mkdir(relative, 0700);
  if (realpath(relative, state_dir) == NULL) {
    perror(relative);
    exit(1);
  }
  params.struct_size = sizeof params;
  params.wake_fd = wake_fd;
  params.config = text(config);
  params.state_dir = text(state_dir);
  params.now = now();
  must("create", self->table->create(host, &self->self, &error));
  must("init", self->table->init(self->self, &params, &error));
  self->hooks = self->table->get_extension(self->self, RAAS_PLUGIN_HOOKS_ID);
  self->api = self->table->get_extension(self->self, RAAS_PLUGIN_API_ID);
  must("start", self->table->start(self->self, &params.now, &error));
}

/* Passes one event to the hook that takes it. */
static raas_status tell(plugin* self, const tables* given, uint64_t seq, const book_event* event) {
  if (event->kind == EVENT_FETCHED) {
    raas_fetch fetch = {sizeof fetch, 0, 0, 0, 0, {NULL, 0}, 0, {NULL, 0}};
    const raas_fetch_event told = {sizeof told, 0, seq, &fetch};
    const raas_fetch_event* events[] = {&told};
    if (!tables_fetch(given, event->id, &fetch)) return RAAS_OK; /* It was let go since. */
    return self->hooks->on_data_update(self->self, events, 1, &error);
  } else {
    const raas_deal deal = tables_view(given->books, event->id - 1, event->state);
    const raas_deal_event told = {sizeof told, 0, seq, &deal};
    const raas_deal_event* events[] = {&told};
    if (event->kind == EVENT_CREATED) {
      return self->hooks->on_deal_created(self->self, events, 1, &error);
    }
    return self->hooks->on_request_update(self->self, events, 1, &error);
  }
}

/* Tells of what has happened, in order. RETRY means that it was not taken: the same again, later.
 * Never from inside of a function of the tables, which would be a nested call. */
static void deliver(plugin* self, const tables* given) {
  const book* books = given->books;
  if (self->told < books->durable_seq) self->told = books->durable_seq;
  while (self->told < books->event_count) {
    const book_event* event = &books->events[self->told];
    if (tell(self, given, self->told + 1, event) == RAAS_E_RETRY) return;
    ++self->told;
    self->next_ms = 0; /* There may be something to do about it. */
  }
}

static uint32_t pump(plugin* self, book* books) {
  const raas_tick tick = now();
  raas_pump_result result = {sizeof result, 0, 0, 0};
  must("pump", self->table->pump(self->self, &tick, &result, &error));
  book_forget_events(books, result.hooks_durable_seq);
  self->next_ms = tick.monotonic_ms + IDLE_MS;
  if (result.next_deadline_ms < self->next_ms) self->next_ms = result.next_deadline_ms;
  if ((result.flags & RAAS_PUMP_MORE) != 0) self->next_ms = tick.monotonic_ms;
  return result.flags;
}

/* Reads a request: headers, and a body as long as they say. 0 = it is malformed or too slow. */
static size_t receive(int client, char* bytes, char** ret_body, size_t* ret_body_len) {
  size_t used = 0;
  for (;;) {
    const ssize_t more = recv(client, bytes + used, REQUEST_MAX - used - 1, 0);
    char *end, *length;
    if (more <= 0) return 0;
    used += (size_t)more;
    bytes[used] = '\0';
    end = strstr(bytes, "\r\n\r\n");
    if (end == NULL) continue;
    length = strcasestr(bytes, "\r\nContent-Length:");
    *ret_body = end + 4;
    *ret_body_len = length != NULL && length < end ? strtoul(length + 17, NULL, 10) : 0;
    if (*ret_body_len > REQUEST_MAX) return 0;
    if (bytes + used >= *ret_body + *ret_body_len) return used;
  }
}

/* Passes one request to the plugin and its answer back. A real host has a server of its own. */
static void serve(plugin* self, int client, char* bytes) {
  const raas_header type = {text("Content-Type"), text("application/json")};
  raas_api_request request;
  raas_api_response response;
  char *method, *target, *rest = NULL, *body;
  char head[2000];
  size_t body_len, used;
  memset(&request, 0, sizeof request);
  memset(&response, 0, sizeof response);
  if (receive(client, bytes, &body, &body_len) == 0) return;
  method = strtok_r(bytes, " ", &rest);
  target = strtok_r(NULL, " ", &rest);
  if (method == NULL || target == NULL) return;
  request.struct_size = sizeof request;
  request.method = text(method);
  request.target = text(target);
  request.headers = &type;
  request.header_count = 1;
  request.body.ptr = body;
  request.body.len = body_len;
  request.now = now();
  response.struct_size = sizeof response;
  must("handle", self->api->handle(self->self, &request, &response, &error));
  used = (size_t)snprintf(head, sizeof head,
                          "HTTP/1.1 %u Answer\r\nConnection: close\r\nContent-Length: %zu\r\n",
                          (unsigned)response.status, response.body.len);
  for (size_t at = 0; at < response.header_count; ++at) {
    const raas_header* field = &response.headers[at];
    if (used + field->name.len + field->value.len + 10 > sizeof head) break;
    used +=
        (size_t)snprintf(head + used, sizeof head - used, "%.*s: %.*s\r\n", (int)field->name.len,
                         field->name.ptr, (int)field->value.len, field->value.ptr);
  }
  send(client, head, used, MSG_NOSIGNAL | MSG_MORE);
  send(client, "\r\n", 2, MSG_NOSIGNAL | MSG_MORE);
  send(client, response.body.ptr, response.body.len, MSG_NOSIGNAL);
}

static int listen_somewhere(void) {
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(server, (struct sockaddr*)&address, sizeof address) != 0 || listen(server, 16) != 0 ||
      getsockname(server, (struct sockaddr*)&address, &length) != 0) {
    perror("listen");
    exit(1);
  }
  printf("listening on http://127.0.0.1:%u\n", (unsigned)ntohs(address.sin_port));
  fflush(stdout);
  return server;
}

static void accept_one(plugin* self, int server, char* bytes) {
  const struct timeval patience = {5, 0};
  const int client = accept(server, NULL, NULL);
  if (client < 0) return;
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  serve(self, client, bytes);
  close(client);
  self->next_ms = 0; /* What a client asked for may be due. */
}

/* Until it is told to stop. */
static void run(plugin* self, const tables* given, int wake_end) {
  book* books = given->books;
  char* bytes = malloc(REQUEST_MAX);
  struct pollfd ends[] = {
      {stop_pipe[0], POLLIN, 0}, {wake_end, POLLIN, 0}, {listen_somewhere(), POLLIN, 0}};
  for (;;) {
    int64_t wait_ms = self->next_ms - now().monotonic_ms;
    int is_woken;
    if (wait_ms > LOOK_AT_BOOK_MS) wait_ms = LOOK_AT_BOOK_MS;
    if (poll(ends, 3, wait_ms < 0 ? 0 : (int)wait_ms) < 0) continue;
    if (ends[0].revents != 0) break;
    is_woken = ends[1].revents != 0;
    if (is_woken && read(wake_end, bytes, REQUEST_MAX) < 0) continue;
    if (ends[2].revents != 0) accept_one(self, ends[2].fd, bytes);
    book_move_on(books, now().unix_ms);
    deliver(self, given);
    if (is_woken || now().monotonic_ms >= self->next_ms) pump(self, books);
  }
  free(bytes);
}

int main(int argc, char** argv) {
  static book books;
  static tables given;
  plugin loaded;
  int wake_pipe[2];
  raas_tick stopped;
  if (argc != 4) return fprintf(stderr, "usage: c_host PLUGIN.so FOLDER CONFIG\n"), 2;
  if (pipe2(stop_pipe, O_NONBLOCK | O_CLOEXEC) != 0) return 1;
  if (pipe2(wake_pipe, O_NONBLOCK | O_CLOEXEC) != 0) return 1;
  signal(SIGTERM, on_stop);
  if (!book_open(&books, argv[2])) return perror(argv[2]), 1;
  tables_fill(&given, &books);
  memset(&loaded, 0, sizeof loaded);
  loaded.table = load(argv[1])->table;
  begin(&loaded, &given.host, argv[2], argv[3], wake_pipe[1]);
  run(&loaded, &given, wake_pipe[0]);

  stopped = now();
  must("stop", loaded.table->stop(loaded.self, &stopped, stopped.monotonic_ms + 1000, &error));
  while (!(pump(&loaded, &books) & RAAS_PUMP_DRAINED) &&
         now().monotonic_ms < stopped.monotonic_ms + 1000) {
    usleep(10000);
  }
  loaded.table->destroy(loaded.self, DESTROY_MS); /* The library stays loaded. */
  return 0;
}
