#include "adapters/store/terms_codec.h"

#include <algorithm>
#include <limits>

namespace raas {
namespace {

constexpr std::uint64_t format = 1;
constexpr std::uint64_t flag_replicate = 1;
constexpr std::uint64_t flag_renew = 2;
constexpr std::uint64_t flag_repair = 4;
constexpr std::uint64_t flag_verified = 8;
constexpr std::uint64_t flag_price_max = 16;
constexpr std::uint64_t flags_known = 31;
constexpr std::size_t amount_bytes_max = 16;

void put(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

void put_signed(std::string& out, std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  put(out, (bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void put_providers(std::string& out, const std::vector<ActorId>& providers) {
  put(out, providers.size());
  for (const ActorId provider : providers) put(out, provider);
}

/// Takes numbers off the front; once something is wrong, all that follows is 0 and ok() is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t take() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }

  std::int64_t take_signed() {
    const std::uint64_t bits = take();
    return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
  }

  std::uint32_t take_count() {
    const std::uint64_t value = take();
    if (value > std::numeric_limits<std::uint32_t>::max()) ok_ = false;
    return static_cast<std::uint32_t>(value);
  }

  std::string_view take_bytes(std::uint64_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      return {};
    }
    const auto bytes = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(bytes.size());
    return bytes;
  }

  std::vector<ActorId> take_providers() {
    const std::uint64_t count = take();
    std::vector<ActorId> providers;
    if (count > rest_.size()) {  // Each takes a byte at least.
      ok_ = false;
      return providers;
    }
    providers.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count; ++i) providers.push_back(take());
    return providers;
  }

  [[nodiscard]] bool is_at_end() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

std::string encode_amount(AttoFil amount) {
  std::string bytes;
  for (auto rest = amount.amount(); rest != 0; rest >>= 8) {
    bytes.push_back(static_cast<char>(static_cast<unsigned char>(rest)));
  }
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

Result<AttoFil> decode_amount(std::string_view bytes) {
  if (bytes.size() > amount_bytes_max) {
    return Error(Code::corrupt, "amount: " + std::to_string(bytes.size()) +
                                    " bytes, expected at most " + std::to_string(amount_bytes_max));
  }
  Uint128 amount = 0;
  for (const char byte : bytes) amount = (amount << 8) | static_cast<unsigned char>(byte);
  return AttoFil(amount);
}

std::string encode_terms(const Terms& terms) {
  std::string out;
  put(out, format);
  put(out, (terms.replicate ? flag_replicate : 0) | (terms.renew ? flag_renew : 0) |
               (terms.repair ? flag_repair : 0) | (terms.verified ? flag_verified : 0) |
               (terms.price_max ? flag_price_max : 0));
  put(out, terms.copies_min);
  put(out, terms.copies_target);
  put(out, terms.copies_max);
  put_signed(out, terms.renew_below_epochs);
  put_signed(out, terms.repair_after_epochs);
  put_signed(out, terms.deal_duration_epochs);
  if (terms.price_max) {
    const std::string price = encode_amount(*terms.price_max);
    put(out, price.size());
    out += price;
  }
  put_providers(out, terms.providers_excluded);
  put_providers(out, terms.providers_trusted);
  return out;
}

Result<Terms> decode_terms(std::string_view bytes) {
  Reader reader(bytes);
  const std::uint64_t found_format = reader.take();
  const std::uint64_t flags = reader.take();
  if (found_format != format || (flags & ~flags_known) != 0) {
    return Error(Code::corrupt, "format " + std::to_string(found_format) + ", flags " +
                                    std::to_string(flags) + ", expected format 1");
  }
  Terms terms;
  terms.replicate = (flags & flag_replicate) != 0;
  terms.renew = (flags & flag_renew) != 0;
  terms.repair = (flags & flag_repair) != 0;
  terms.verified = (flags & flag_verified) != 0;
  terms.copies_min = reader.take_count();
  terms.copies_target = reader.take_count();
  terms.copies_max = reader.take_count();
  terms.renew_below_epochs = reader.take_signed();
  terms.repair_after_epochs = reader.take_signed();
  terms.deal_duration_epochs = reader.take_signed();
  if ((flags & flag_price_max) != 0) {
    auto price = decode_amount(reader.take_bytes(reader.take()));
    if (!price) return price.error();
    terms.price_max = *price;
  }
  terms.providers_excluded = reader.take_providers();
  terms.providers_trusted = reader.take_providers();
  if (!reader.is_at_end()) {
    return Error(Code::corrupt, std::to_string(bytes.size()) + " bytes, cut short or too long");
  }
  return terms;
}

}  // namespace raas
