#include <cstdio>

#include "adapters/config/schema.h"

// Prints the table of configuration keys, for the README.
int main() {
  std::fputs(raas::config_table_markdown().c_str(), stdout);
}
