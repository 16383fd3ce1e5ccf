#include "bench/deployment.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace raas_bench {
namespace {

constexpr std::uint64_t orders_per_request = 10'000;
// Nothing to be made and nothing to be written down but what a person must see.
constexpr const char* config =
    R"({"terms":{"replicate":false,"renew":false,"repair":false},"log":{"level":"error"}})";

/// Steele, Lea and Flood's generator: any number becomes one that looks like chance.
std::uint64_t mixed(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15U;
  number = (number ^ (number >> 30U)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27U)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31U);
}

std::string base32(const std::array<unsigned char, 36>& bytes) {
  constexpr const char* digits = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const unsigned char byte : bytes) {
    bits = (bits << 8U) | byte;
    for (count += 8; count >= 5; count -= 5) text += digits[(bits >> (count - 5)) & 31U];
  }
  if (count > 0) text += digits[(bits << (5 - count)) & 31U];
  return text;
}

}  // namespace

std::string cid_of(std::uint64_t number) {
  std::array<unsigned char, 36> bytes{0x01, 0x55, 0x12, 0x20};  // CIDv1, raw, sha2-256, 32 bytes.
  for (std::size_t i = 4; i < bytes.size(); ++i) {
    bytes[i] = static_cast<unsigned char>(mixed(4 * number + i / 8) >> (8 * (i % 8)));
  }
  return "b" + base32(bytes);
}

Deployment::Deployment(std::uint64_t jobs)
    : jobs_(jobs), plugin_(host_, folder_.path().string(), config) {
  plugin_.begin();
  const raas_plugin_table& table = *raas_test::plugin_entry().table;
  hooks_ = static_cast<const raas_plugin_hooks*>(
      table.get_extension(plugin_.self(), RAAS_PLUGIN_HOOKS_ID));
  api_ =
      static_cast<const raas_plugin_api*>(table.get_extension(plugin_.self(), RAAS_PLUGIN_API_ID));
  for (std::uint64_t first = 0; first < jobs; first += orders_per_request) {
    register_jobs(first, std::min(orders_per_request, jobs - first));
  }
  do {
    plugin_.pump();
  } while ((plugin_.pumped().flags & RAAS_PUMP_MORE) != 0);
}

void Deployment::register_jobs(std::uint64_t first, std::uint64_t count) {
  std::string body = "[";
  for (std::uint64_t number = first; number < first + count; ++number) {
    body += std::string(number == first ? "" : ",") + R"({"cid":")" + cid_of(number) + R"("})";
  }
  const auto answer = plugin_.ask("POST", "/register_jobs", body + "]");
  if (answer.status < 200 || answer.status > 299) {
    throw std::runtime_error("POST /register_jobs: " + std::to_string(answer.status) + ": " +
                             answer.body.substr(0, 500));
  }
}

}  // namespace raas_bench
