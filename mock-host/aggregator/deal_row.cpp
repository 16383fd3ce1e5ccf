#include "aggregator/deal_row.h"

#include <charconv>
#include <sstream>

namespace mock {
namespace {

std::string joined(const std::vector<ActorId>& ids) {
  std::string text;
  for (const ActorId id : ids) {
    if (!text.empty()) text += ' ';
    text += std::to_string(id);
  }
  return text;
}

std::vector<ActorId> split(const std::string& text) {
  std::vector<ActorId> ids;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    ActorId id = 0;
    const auto [rest, error] = std::from_chars(at, end, id);
    if (error != std::errc()) return ids;
    ids.push_back(id);
    at = rest == end ? rest : rest + 1;
  }
  return ids;
}

/// Deal ids and sector numbers are stored one higher; 0 = not known.
std::int64_t optional_number(const std::optional<std::uint64_t>& number) {
  return number ? static_cast<std::int64_t>(*number) + 1 : 0;
}

std::optional<std::uint64_t> optional_number(std::int64_t stored) {
  if (stored == 0) return std::nullopt;
  return static_cast<std::uint64_t>(stored - 1);
}

std::string hex(const std::string& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    text += digits[static_cast<unsigned char>(byte) >> 4U];
    text += digits[static_cast<unsigned char>(byte) & 15U];
  }
  return text;
}

std::string unhex(const std::string& text) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    std::uint8_t byte = 0;
    std::from_chars(text.data() + at, text.data() + at + 2, byte, 16);
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

/// Words with spaces between them; a path without siblings is "-".
std::string written(const MerklePath& path) {
  return std::to_string(path.index) + ' ' + (path.siblings.empty() ? "-" : hex(path.siblings));
}

std::string written(const std::optional<AggregateShare>& share) {
  if (!share) return {};
  const auto piece = [](const PieceCommitment& of) {
    return of.piece_cid + ' ' + std::to_string(of.piece_size);
  };
  return piece(share->aggregate) + ' ' + piece(share->inclusion.segment) + ' ' +
         written(share->inclusion.subtree) + ' ' + written(share->inclusion.index);
}

std::optional<AggregateShare> read_share(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::istringstream words(text);
  AggregateShare share;
  auto& [segment, subtree, index] = share.inclusion;
  words >> share.aggregate.piece_cid >> share.aggregate.piece_size;
  words >> segment.piece_cid >> segment.piece_size;
  for (MerklePath* path : {&subtree, &index}) {
    std::string siblings;
    words >> path->index >> siblings;
    path->siblings = unhex(siblings);
  }
  return share;
}

void bind_terms(Statement& statement, const DealTerms& terms) {
  statement.bind(terms.key).bind(terms.payload_cid).bind(terms.piece_cid);
  statement.bind(static_cast<std::int64_t>(terms.piece_size));
  statement.bind(static_cast<std::int64_t>(terms.provider)).bind(joined(terms.providers_excluded));
  statement.bind(terms.duration_epochs).bind(terms.start_epoch_max).bind(terms.price_max);
  statement.bind(std::int64_t{terms.verified ? 1 : 0}).bind(terms.label).bind(terms.reason);
}

DealTerms read_terms(Statement& row) {
  DealTerms terms;
  terms.key = row.text();
  terms.payload_cid = row.text();
  terms.piece_cid = row.text();
  terms.piece_size = static_cast<std::uint64_t>(row.integer());
  terms.provider = static_cast<ActorId>(row.integer());
  terms.providers_excluded = split(row.text());
  terms.duration_epochs = row.integer();
  terms.start_epoch_max = row.integer();
  terms.price_max = row.text();
  terms.verified = row.integer() != 0;
  terms.label = row.text();
  terms.reason = row.text();
  return terms;
}

}  // namespace

std::string deal_columns_sql() {
  return "id INTEGER, key TEXT, payload_cid TEXT, piece_cid TEXT, piece_size INTEGER,"
         "provider_asked INTEGER, providers_excluded TEXT, duration_epochs INTEGER,"
         "start_epoch_max INTEGER, price_max TEXT, verified INTEGER, label TEXT, reason TEXT,"
         "state INTEGER, fault INTEGER, provider INTEGER, deal INTEGER, sector INTEGER,"
         "start_epoch INTEGER, end_epoch INTEGER, accepted_epoch INTEGER, changed_epoch INTEGER,"
         "active_epoch INTEGER, next_epoch INTEGER, message TEXT, batch INTEGER, share TEXT";
}

std::string deal_places_sql() {
  std::string places = "?";
  for (int column = 1; column < 27; ++column) places += ",?";
  return places;
}

void bind_deal(Statement& statement, const DealRecord& record) {
  statement.bind(static_cast<std::int64_t>(record.id));
  bind_terms(statement, record.terms);
  statement.bind(static_cast<std::int64_t>(record.state));
  statement.bind(static_cast<std::int64_t>(record.fault));
  statement.bind(static_cast<std::int64_t>(record.provider));
  statement.bind(optional_number(record.deal)).bind(optional_number(record.sector));
  statement.bind(record.start_epoch).bind(record.end_epoch).bind(record.accepted_epoch);
  statement.bind(record.changed_epoch).bind(record.active_epoch).bind(record.next_epoch);
  statement.bind(record.message).bind(static_cast<std::int64_t>(record.batch));
  statement.bind(written(record.share));
}

DealRecord read_deal(Statement& row) {
  DealRecord record;
  record.id = static_cast<RecordId>(row.integer());
  record.terms = read_terms(row);
  record.state = static_cast<DealState>(row.integer());
  record.fault = static_cast<DealFault>(row.integer());
  record.provider = static_cast<ActorId>(row.integer());
  record.deal = optional_number(row.integer());
  record.sector = optional_number(row.integer());
  record.start_epoch = row.integer();
  record.end_epoch = row.integer();
  record.accepted_epoch = row.integer();
  record.changed_epoch = row.integer();
  record.active_epoch = row.integer();
  record.next_epoch = row.integer();
  record.message = row.text();
  record.batch = static_cast<RecordId>(row.integer());
  record.share = read_share(row.text());
  return record;
}

}  // namespace mock
