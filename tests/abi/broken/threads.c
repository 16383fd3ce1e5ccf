/* Has a thread that takes the signals of the host. */
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "sample.h"

/* What is beside an instance; one is enough to show it. */
static pthread_t thread;
static int end_fd = -1;
static raas_instance* owner;

static void* wait_for_end(void* unused) {
  struct pollfd end = {end_fd, POLLIN, 0};
  (void)unused;
  while (poll(&end, 1, -1) < 0) {
  }
  return NULL;
}

static raas_status start(raas_instance* self, const raas_tick* now, raas_error* err) {
  const raas_status status = sample_start(self, now, err);
  if (status != RAAS_OK || owner != NULL) return status;
  owner = self;
  end_fd = eventfd(0, EFD_CLOEXEC);
  pthread_create(&thread, NULL, wait_for_end, NULL);
  return RAAS_OK;
}

static void destroy(raas_instance* self, uint32_t timeout_ms) {
  const uint64_t one = 1;
  if (self == owner) {
    if (write(end_fd, &one, sizeof one) != (ssize_t)sizeof one) abort();
    pthread_join(thread, NULL);
    close(end_fd);
    owner = NULL;
  }
  sample_destroy(self, timeout_ms);
}

static const raas_plugin_table table = {
    sample_create, sample_init, start, sample_pump, sample_stop, destroy, sample_get_extension};

raas_status raas_plugin_entry_v1(const raas_host_info* host, const raas_plugin_entry** ret,
                                 raas_error* err) {
  return sample_entry(&table, host, ret, err);
}
