#include "content/payload_store.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <fstream>
#include <system_error>

#include "content/cid_text.h"
#include "content/commp.h"
#include "content/durable_file.h"
#include "content/unixfs.h"

namespace mock {
namespace {

constexpr const char* own = "own";
constexpr const char* away = "away";
constexpr const char* known = "known";

std::string text_of(const Payload& payload) {
  return boost::json::serialize(boost::json::object{{"size", payload.size},
                                                    {"piece_cid", payload.piece_cid},
                                                    {"piece_size", payload.piece_size}});
}

std::optional<Payload> payload_of(const std::string& cid, std::string_view text) {
  boost::system::error_code failure;
  const auto value = boost::json::parse(text, failure);
  if (failure || !value.is_object()) return std::nullopt;
  const auto& object = value.as_object();
  const auto* size = object.if_contains("size");
  const auto* piece_cid = object.if_contains("piece_cid");
  const auto* piece_size = object.if_contains("piece_size");
  if (!size || !piece_cid || !piece_cid->is_string() || !piece_size) return std::nullopt;
  const auto bytes = boost::json::try_value_to<std::uint64_t>(*size);
  const auto padded = boost::json::try_value_to<std::uint64_t>(*piece_size);
  if (!bytes || !padded) return std::nullopt;
  return Payload{cid, *bytes, std::string(piece_cid->as_string()), *padded};
}

}  // namespace

Outcome<PayloadStore> PayloadStore::open(const std::filesystem::path& directory,
                                         std::uint64_t bytes_max) {
  PayloadStore store(directory, bytes_max);
  for (const char* folder : {own, away, known}) {
    std::error_code failure;
    std::filesystem::create_directories(directory / folder, failure);
    if (failure) {
      return Refusal{RAAS_E_INTERNAL, (directory / folder).string() + ": " + failure.message(), 0};
    }
  }
  if (auto loaded = store.load(); !loaded) return loaded.error();
  return store;
}

Outcome<void> PayloadStore::load() {
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(directory_ / known, failure)) {
    const std::string cid = entry.path().filename().string();
    if (!looks_like_cid(cid)) continue;  // A temporary file of a write that a crash cut off.
    const auto text = read_file(entry.path());
    if (!text) return text.error();
    const auto payload = payload_of(cid, *text);
    if (!payload)
      return Refusal{RAAS_E_INTERNAL, entry.path().string() + ": not a payload's description", 0};
    if (!std::filesystem::exists(place(cid))) continue;  // Described, but cut off before its bytes.
    bytes_ += payload->size;
    known_.emplace(cid, *payload);
  }
  if (failure) return Refusal{RAAS_E_INTERNAL, directory_.string() + ": " + failure.message(), 0};
  return {};
}

Outcome<Payload> PayloadStore::put(std::string_view bytes) {
  const std::string cid = unixfs_cid(bytes);
  const auto before = known_.find(cid);
  if (before != known_.end() && holds(cid)) return before->second;
  if (before != known_.end()) {
    if (auto back = rename_durably(directory_ / away / cid, directory_ / own / cid); !back)
      return back.error();
    return before->second;
  }
  if (bytes.size() > bytes_max_ - bytes_) {
    return Refusal{RAAS_E_BUSY,
                   "payload store: full: " + std::to_string(bytes_) + " of " +
                       std::to_string(bytes_max_) + " bytes are taken",
                   0};
  }
  const PieceCommitment piece = piece_commitment(bytes);
  Payload payload{cid, bytes.size(), piece.piece_cid, piece.piece_size};
  // The description first: bytes that nothing describes would never be found again.
  if (auto done = write_durably(directory_ / known / cid, text_of(payload)); !done)
    return done.error();
  if (auto done = write_durably(directory_ / own / cid, bytes); !done) return done.error();
  bytes_ += payload.size;
  known_.emplace(cid, payload);
  return payload;
}

Outcome<void> PayloadStore::let_go(std::string_view cid) {
  if (!holds(cid))
    return Refusal{RAAS_E_NOT_FOUND, "payload store: " + std::string(cid) + ": not held", 0};
  return rename_durably(directory_ / own / cid, directory_ / away / cid);
}

std::filesystem::path PayloadStore::place(std::string_view cid) const {
  const auto mine = directory_ / own / cid;
  return std::filesystem::exists(mine) ? mine : directory_ / away / cid;
}

Outcome<std::string> PayloadStore::bytes_of(std::string_view cid) const {
  if (!known_.contains(cid)) {
    return Refusal{RAAS_E_NOT_FOUND, "payload store: " + std::string(cid) + ": not known", 0};
  }
  return read_file(place(cid));
}

std::optional<Payload> PayloadStore::find(std::string_view cid) const {
  const auto found = known_.find(cid);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

bool PayloadStore::holds(std::string_view cid) const {
  return known_.contains(cid) && std::filesystem::exists(directory_ / own / cid);
}

std::size_t PayloadStore::read(std::string_view cid, std::uint64_t offset, char* buffer,
                               std::size_t capacity) const {
  if (!known_.contains(cid)) return 0;
  std::ifstream file(place(cid), std::ios::binary);
  if (!file.seekg(static_cast<std::streamoff>(offset))) return 0;
  file.read(buffer, static_cast<std::streamsize>(capacity));
  return static_cast<std::size_t>(file.gcount());
}

}  // namespace mock
