#include "crash/deployment.h"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace raas_test {
namespace {

constexpr unsigned settle_rounds_max = 100;
constexpr unsigned begin_attempts_max = 3;

using Row = std::vector<std::string>;

int take_row(void* rows, int count, char** values, char**) {
  Row row;
  for (int i = 0; i < count; ++i) row.emplace_back(values[i] == nullptr ? "" : values[i]);
  static_cast<std::vector<Row>*>(rows)->push_back(std::move(row));
  return 0;
}

/// What a copy of the database answers; to ask the file itself would repair it. nullopt if nothing.
std::optional<std::vector<Row>> rows_of(const MemoryDisk& disk, const std::string& name,
                                        const std::string& sql) {
  MemoryDisk copies;
  for (const char* suffix : {"", "-wal", "-journal"}) {
    if (disk.has(name + suffix))
      copies.write(copies.open(name + suffix), 0, disk.bytes(name + suffix));
  }
  MemoryVfs vfs(copies, "look", MemoryVfs::Use::by_name);
  sqlite3* connection = nullptr;
  std::vector<Row> rows;
  int code = sqlite3_open_v2(name.c_str(), &connection, SQLITE_OPEN_READWRITE, "look");
  if (code == SQLITE_OK) code = sqlite3_exec(connection, sql.c_str(), take_row, &rows, nullptr);
  sqlite3_close_v2(connection);
  if (code != SQLITE_OK) return std::nullopt;
  return rows;
}

/// Where a sync costs nothing, if there is such a place: thousands of worlds begin here, and what
/// outlives a process is in the disk in memory.
std::filesystem::path folder_in_memory() {
  const std::filesystem::path shared_memory = "/dev/shm";
  const bool is_usable = access(shared_memory.c_str(), W_OK | X_OK) == 0;
  return is_usable ? shared_memory : std::filesystem::temp_directory_path();
}

}  // namespace

Deployment::Deployment(std::string config)
    : folder_(folder_in_memory()),
      state_dir_((folder_.path() / "life").string()),
      config_(std::move(config)) {
  host.can_cancel = true;
}

void Deployment::begin() {
  std::filesystem::create_directories(state_dir_);
  plugin_ = std::make_unique<AbiPlugin>(host, state_dir_, config_);
  try {
    plugin_->begin();
  } catch (const std::exception&) {
    plugin_.reset();
    throw;
  }
}

void Deployment::begin_at_last() {
  for (unsigned attempt = 1; attempt < begin_attempts_max; ++attempt) {
    try {
      return begin();
    } catch (const std::exception&) {
      host.advance(1);
      enter_new_folder();  // the program of which this is a copy still has the lock
    }
  }
  begin();
}

void Deployment::die(Loss loss, std::uint64_t draw) {
  static_cast<void>(plugin_.release());
  watch_no_more();
  vfs.trouble = nullptr;
  vfs.forget_process();
  host.restart();
  disk.lose(loss, draw);
  is_pumping_ = false;
  delivered_seq_ = 0;
  enter_new_folder();
}

// A new one for each life: the one before is still locked, by the dead process of which this one is
// a copy, or by copies of this one.
void Deployment::enter_new_folder() {
  const std::string name = "life-" + std::to_string(getpid()) + "-" + std::to_string(++life_);
  const std::string next = (folder_.path() / name).string();
  disk.move(state_dir_, next);
  state_dir_ = next;
}

void Deployment::watch_no_more() {
  vfs.around = nullptr;
  host.on_call = nullptr;
  host.on_done = nullptr;
}

void Deployment::stop() {
  if (plugin_->stop() != RAAS_OK) throw std::runtime_error("stop: " + plugin_->error());
  plugin_->settle();
  plugin_->destroy();
  plugin_.reset();
  host.restart();
  delivered_seq_ = 0;
  enter_new_folder();
}

void Deployment::deliver() {
  std::vector<PendingEvent> told;
  std::copy_if(host.updates.begin(), host.updates.end(), std::back_inserter(told),
               [&](const PendingEvent& update) { return update.seq > delivered_seq_; });
  if (told.empty()) return;
  const std::uint64_t newest = told.back().seq;
  if (tamper) tamper(told);
  std::vector<raas_deal> deals;
  std::vector<raas_deal_event> events;
  deals.reserve(told.size());
  events.reserve(told.size());
  std::vector<const raas_deal_event*> pointers;
  for (const PendingEvent& update : told) {
    const raas_deal& deal = deals.emplace_back(update.deal.view());
    pointers.push_back(
        &events.emplace_back(raas_deal_event{sizeof(raas_deal_event), 0, update.seq, &deal}));
  }
  // What is never told is as good as told.
  if (pointers.empty()) return static_cast<void>(host.updates.clear());
  if (plugin_->on_updates(pointers) == RAAS_OK) delivered_seq_ = newest;
}

void Deployment::forget_durable_updates() {
  const std::uint64_t durable = plugin_->pumped().hooks_durable_seq;
  const auto count = std::erase_if(
      host.updates, [&](const PendingEvent& update) { return update.seq <= durable; });
  if (count != 0) world_changed();
}

void Deployment::settle() {
  for (unsigned round = 0; round < settle_rounds_max; ++round) {
    deliver();
    is_pumping_ = true;
    plugin_->settle();
    is_pumping_ = false;
    forget_durable_updates();
    const bool all_told = host.updates.empty() || host.updates.back().seq <= delivered_seq_;
    if (all_told) return;
  }
}

void Deployment::advance(mock::Epochs epochs) {
  host.advance(epochs);
  world_changed();
  settle();
}

std::int64_t Deployment::ask_database(const std::string& sql) const {
  const auto rows = rows_of(disk, database(), sql);
  return rows && !rows->empty() ? std::stoll(rows->front().front()) : -1;
}

std::string Deployment::database_damage() const {
  const auto rows = rows_of(disk, database(), "PRAGMA integrity_check; PRAGMA foreign_key_check");
  if (!rows) return "cannot be opened";
  std::string damage;
  for (const Row& row : *rows) {
    if (row.front() != "ok") damage += row.front() + "; ";
  }
  return damage;
}

std::vector<HistoryLine> Deployment::history() const {
  if (ask_database("SELECT count(*) FROM sqlite_schema WHERE name = 'history'") <= 0) return {};
  const auto patterns = rows_of(disk, database(), "SELECT id, hex(body) FROM phrases");
  const auto rows =
      rows_of(disk, database(), "SELECT seq, job, hex(body) FROM history ORDER BY seq");
  if (!patterns || !rows) throw std::runtime_error("history: it cannot be read");
  std::map<std::uint64_t, std::string> phrases;
  for (const Row& row : *patterns) phrases.emplace(std::stoull(row[0]), bytes_in_hex(row[1]));
  std::vector<HistoryLine> lines;
  for (const Row& row : *rows) {
    lines.push_back(
        {.seq = std::stoull(row[0]), .job = std::stoull(row[1]), .event = {}, .key = {}});
    read_packed(row[2], phrases, lines.back());
  }
  return lines;
}

std::size_t Deployment::live_copies(std::uint64_t job) const {
  const std::string prefix = "raas/" + std::to_string(job) + "/";
  const auto count = std::count_if(host.asked.begin(), host.asked.end(), [&](const auto& row) {
    const AskedDeal& deal = row.second;
    if (!deal.key.starts_with(prefix) || deal.state != RAAS_DEAL_ACTIVE) return false;
    const mock::ActorId miner = std::stoull(deal.provider.substr(2));
    // Where the data is gone, the network may not have noticed yet.
    return host.chain().sector_status(miner, deal.sector) == mock::SectorStatus::live &&
           !host.chain().not_provable_since(miner, deal.sector);
  });
  return static_cast<std::size_t>(count);
}

std::size_t Deployment::deals_under_way() const {
  return static_cast<std::size_t>(
      std::count_if(host.asked.begin(), host.asked.end(),
                    [](const auto& row) { return (row.second.state & RAAS_DEAL_TERMINAL) == 0; }));
}

}  // namespace raas_test
