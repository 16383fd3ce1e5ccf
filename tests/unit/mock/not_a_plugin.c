/* A library that leaves a trace when it is loaded, and is no plugin. */
#include <stdlib.h>

__attribute__((constructor)) static void leave_a_trace(void) {
  setenv("NOT_A_PLUGIN_WAS_LOADED", "1", 1);
}
