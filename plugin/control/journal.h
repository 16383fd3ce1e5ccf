#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "control/book.h"
#include "control/context.h"

namespace raas {

using Fields = std::vector<std::pair<std::string_view, std::string>>;

/// Something that was decided or that happened to one job.
struct JournalLine {
  Level level = Level::info;
  std::string_view event;  ///< A literal; in the README's table of messages.
  JobId job = 0;
  SlotNumber slot = 0;  ///< 0 = the whole job.
  std::string key;      ///< Of the intent; may be empty.
  std::string because;
  Fields fields;       ///< Named values, for both.
  Fields inputs = {};  ///< What it was decided from; for the history only.
  Fields told = {};    ///< What the job itself says; for the log only.
};

/// Writes the history of jobs and the log, so that both tell the same.
class Journal {
 public:
  Journal(Book& book, Events& events) : book_(book), events_(events) {}

  void set_moment(const Moment& moment) { moment_ = moment; }
  /// To the job's history and to the log.
  void write(JournalLine line);
  /// To the log only.
  void log(Level level, std::string_view event, Fields fields);

 private:
  Book& book_;
  Events& events_;
  Moment moment_;
};

/// A JSON object of @p fields; values that are whole numbers are written as numbers.
[[nodiscard]] std::string json_object(const Fields& fields);

}  // namespace raas
