#include "adapters/store/terms_codec.h"

#include <algorithm>

#include "core/packed.h"

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

void put_providers(std::string& out, const std::vector<ActorId>& providers) {
  put_number(out, providers.size());
  for (const ActorId provider : providers) put_number(out, provider);
}

std::vector<ActorId> take_providers(PackedReader& reader) {
  std::vector<ActorId> providers(reader.length());
  for (ActorId& provider : providers) provider = reader.number();
  return providers;
}

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
  put_number(out, format);
  put_number(out, (terms.replicate ? flag_replicate : 0) | (terms.renew ? flag_renew : 0) |
                      (terms.repair ? flag_repair : 0) | (terms.verified ? flag_verified : 0) |
                      (terms.price_max ? flag_price_max : 0));
  put_number(out, terms.copies_min);
  put_number(out, terms.copies_target);
  put_number(out, terms.copies_max);
  put_signed(out, terms.renew_below_epochs);
  put_signed(out, terms.repair_after_epochs);
  put_signed(out, terms.deal_duration_epochs);
  if (terms.price_max) {
    put_bytes(out, encode_amount(*terms.price_max));
  }
  put_providers(out, terms.providers_excluded);
  put_providers(out, terms.providers_trusted);
  return out;
}

Result<Terms> decode_terms(std::string_view bytes) {
  PackedReader reader(bytes);
  const std::uint64_t found_format = reader.number();
  const std::uint64_t flags = reader.number();
  if (found_format != format || (flags & ~flags_known) != 0) {
    return Error(Code::corrupt, "format " + std::to_string(found_format) + ", flags " +
                                    std::to_string(flags) + ", expected format 1");
  }
  Terms terms;
  terms.replicate = (flags & flag_replicate) != 0;
  terms.renew = (flags & flag_renew) != 0;
  terms.repair = (flags & flag_repair) != 0;
  terms.verified = (flags & flag_verified) != 0;
  terms.copies_min = reader.count();
  terms.copies_target = reader.count();
  terms.copies_max = reader.count();
  terms.renew_below_epochs = reader.signed_number();
  terms.repair_after_epochs = reader.signed_number();
  terms.deal_duration_epochs = reader.signed_number();
  if ((flags & flag_price_max) != 0) {
    auto price = decode_amount(reader.bytes());
    if (!price) return price.error();
    terms.price_max = *price;
  }
  terms.providers_excluded = take_providers(reader);
  terms.providers_trusted = take_providers(reader);
  if (!reader.is_at_end()) {
    return Error(Code::corrupt, std::to_string(bytes.size()) + " bytes, cut short or too long");
  }
  return terms;
}

}  // namespace raas
