#include "validate/subject.h"

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <ctime>
#include <stdexcept>

#include "aggregator/tables/abi_values.h"

namespace mock {
namespace {

double processor_ms() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// Catches what is written to standard output and error.
class Eavesdropper {
 public:
  Eavesdropper() : file_(::memfd_create("output", MFD_CLOEXEC)) {
    std::fflush(nullptr);
    for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
      kept_[stream] = ::dup(stream);
      ::dup2(file_, stream);
    }
  }
  /// Puts the streams back.
  std::string heard() {
    std::fflush(nullptr);
    for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
      ::dup2(kept_[stream], stream);
      ::close(kept_[stream]);
    }
    std::string text(4096, '\0');
    const auto length = ::pread(file_, text.data(), text.size(), 0);
    ::close(file_);
    text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
    return text;
  }

 private:
  int file_;
  int kept_[3] = {};
};

}  // namespace

raas_host_info this_host() {
  raas_host_info host{};
  host.struct_size = sizeof host;
  host.abi_major = RAAS_ABI_MAJOR;
  host.abi_minor = RAAS_ABI_MINOR;
  host.name = str_of("mock-host validate");
  host.version = str_of("1.0.0");
  return host;
}

std::vector<std::string> ids_of(const char* const* list) {
  std::vector<std::string> ids;
  for (; list != nullptr && *list != nullptr; ++list) ids.emplace_back(*list);
  return ids;
}

void Subject::load() {
  if (function_ != nullptr) return;
  loading_.before = ProcessState::now();
  Eavesdropper ear;
  const double begun = processor_ms();
  void* const library = ::dlopen(file_.c_str(), RTLD_NOW | RTLD_LOCAL);
  loading_.busy_ms = processor_ms() - begun;
  loading_.written = ear.heard();
  if (library == nullptr) throw std::runtime_error(::dlerror());
  loading_.after = ProcessState::now();
  void* const symbol = ::dlsym(library, RAAS_PLUGIN_ENTRY_SYMBOL);
  if (symbol == nullptr) throw std::runtime_error("it has no " RAAS_PLUGIN_ENTRY_SYMBOL);
  std::memcpy(&function_, &symbol, sizeof function_);
}

const Loading& Subject::loading() {
  load();
  return loading_;
}

raas_plugin_entry_fn Subject::entry_function() {
  load();
  return function_;
}

const raas_plugin_entry& Subject::entry() {
  if (entry_ != nullptr) return *entry_;
  const raas_host_info host = this_host();
  ErrorText error;
  const raas_status status = entry_function()(&host, &entry_, error.get());
  if (status != RAAS_OK || entry_ == nullptr) {
    throw std::runtime_error("it refuses this host: " + error.refusal(status).text);
  }
  return *entry_;
}

}  // namespace mock
