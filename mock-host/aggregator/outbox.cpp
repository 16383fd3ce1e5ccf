#include "aggregator/outbox.h"

#include <algorithm>

#include "aggregator/deal_row.h"

namespace mock {

Outbox::Outbox(Database& database) : database_(database) {
  database_.execute("CREATE TABLE IF NOT EXISTS outbox(seq INTEGER PRIMARY KEY, kind INTEGER," +
                    deal_columns_sql() + ")");
  database_.execute(
      "CREATE TABLE IF NOT EXISTS outbox_state(only INTEGER PRIMARY KEY, seq_next INTEGER)");
  insert_.emplace(database_.prepare("INSERT INTO outbox VALUES(?,?," + deal_places_sql() + ")"));
  remove_.emplace(database_.prepare("DELETE FROM outbox WHERE seq <= ?"));
  counter_.emplace(database_.prepare("INSERT OR REPLACE INTO outbox_state VALUES(1, ?)"));

  auto state = database_.prepare("SELECT seq_next FROM outbox_state");
  if (state.next()) seq_next_ = static_cast<std::uint64_t>(state.integer());
  seq_written_ = seq_next_;
  auto rows = database_.prepare("SELECT * FROM outbox ORDER BY seq");
  while (rows.next()) {
    HostEvent event;
    event.seq = static_cast<std::uint64_t>(rows.integer());
    event.kind = static_cast<HookKind>(rows.integer());
    event.subject = read_deal(rows);
    events_.push_back(std::move(event));
  }
  written_ = released_ = events_.size();
}

void Outbox::post(HookKind kind, const DealRecord& record) {
  events_.push_back({.seq = seq_next_++, .kind = kind, .subject = record});
}

void Outbox::post(const FetchRecord& fetch) {
  events_.push_back({.seq = seq_next_++, .kind = HookKind::data_update, .subject = fetch});
}

void Outbox::write() {
  if (seq_written_ == seq_next_ && forgotten_written_ == forgotten_) return;
  if (!database_.is_kept()) {
    written_ = events_.size();
    return;
  }
  database_.begin();
  for (; written_ < events_.size(); ++written_) {
    const auto& event = events_[written_];
    const auto* record = std::get_if<DealRecord>(&event.subject);
    if (record == nullptr) continue;
    insert_->bind(static_cast<std::int64_t>(event.seq));
    insert_->bind(static_cast<std::int64_t>(event.kind));
    bind_deal(*insert_, *record);
    insert_->run();
  }
  if (forgotten_written_ != forgotten_) remove_->bind(static_cast<std::int64_t>(forgotten_)).run();
  if (seq_written_ != seq_next_) counter_->bind(static_cast<std::int64_t>(seq_next_)).run();
  forgotten_written_ = forgotten_;
  seq_written_ = seq_next_;
}

void Outbox::release() {
  released_ = written_;
}

std::vector<const HostEvent*> Outbox::next_batch(std::size_t limit) const {
  std::vector<const HostEvent*> batch;
  for (std::size_t at = delivered_; at < released_ && batch.size() < limit; ++at) {
    if (!batch.empty() && events_[at].kind != batch.front()->kind) break;
    batch.push_back(&events_[at]);
  }
  return batch;
}

void Outbox::forget_up_to(std::uint64_t seq) {
  while (delivered_ > 0 && events_.front().seq <= seq) {
    forgotten_ = events_.front().seq;
    events_.pop_front();
    --delivered_;
    --released_;
    --written_;
  }
}

}  // namespace mock
