#include "adapters/logging/host_events.h"

#include "adapters/logging/log_line.h"

namespace raas {
namespace {

raas_log_level host_level(Level level) {
  switch (level) {
    case Level::debug: return RAAS_LOG_DEBUG;
    case Level::info: return RAAS_LOG_INFO;
    case Level::warn: return RAAS_LOG_WARN;
    case Level::error: return RAAS_LOG_ERROR;
  }
  return RAAS_LOG_INFO;
}

}  // namespace

void HostEvents::write_to(RotatingFile file) {
  const std::scoped_lock lock(mutex_);
  file_ = std::move(file);
}

void HostEvents::enter_call() {
  const std::scoped_lock lock(mutex_);
  host_thread_ = std::this_thread::get_id();
}

void HostEvents::leave_call() {
  const std::scoped_lock lock(mutex_);
  host_thread_.reset();
  if (file_ && is_flush_due_) static_cast<void>(file_->flush());
  is_flush_due_ = false;
}

void HostEvents::set_now(Millis unix_ms) {
  const std::scoped_lock lock(mutex_);
  now_unix_ms_ = unix_ms;
}

void HostEvents::emit(const Event& event) {
  if (!wants(event.level)) return;
  {
    const std::scoped_lock lock(mutex_);
    if (file_) {
      const bool is_written = file_->write(log_line(now_unix_ms_, event)).has_value();
      if (!is_written) ++lines_lost_;
      is_flush_due_ = true;
    }
  }
  if (is_on_host_thread()) tell_host(event);
}

bool HostEvents::is_on_host_thread() const {
  const std::scoped_lock lock(mutex_);
  return host_thread_ == std::this_thread::get_id();
}

void HostEvents::tell_host(const Event& event) const {
  const std::string fields = log_fields(event);
  try {
    host_.log(host_.ctx, host_level(event.level), {event.name.data(), event.name.size()},
              {fields.data(), fields.size()});
  } catch (...) {  // A host in C++ that throws: its log is its own affair.
  }
}

std::uint64_t HostEvents::lines_lost() const {
  const std::scoped_lock lock(mutex_);
  return lines_lost_;
}

}  // namespace raas
