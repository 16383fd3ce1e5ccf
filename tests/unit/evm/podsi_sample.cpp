#include "podsi_sample.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>

using raas::Cid;
using raas::Piece;
using raas::evm::MerklePath;
using raas::evm::Node;

namespace {

std::string unhex(std::string_view digits) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
    bytes += static_cast<char>(std::stoul(std::string(digits.substr(at, 2)), nullptr, 16));
  }
  return bytes;
}

Piece piece_in(const boost::json::value& json) {
  return {.cid = Cid::parse("f" + std::string(json.at("cid").as_string())).value(),
          .padded_size = json.at("size").to_number<std::uint64_t>()};
}

MerklePath path_in(const boost::json::value& json) {
  MerklePath path{.index = json.at("index").to_number<std::uint64_t>(), .siblings = {}};
  for (const auto& digits : json.at("path").as_array()) {
    const std::string bytes = unhex(std::string_view(digits.as_string()));
    Node node{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), node.size()), node.begin());
    path.siblings.push_back(node);
  }
  return path;
}

}  // namespace

PodsiSample podsi_sample(const boost::json::value& json) {
  return {.segment = piece_in(json.at("segment")),
          .proof = {.subtree = path_in(json.at("subtree")), .index = path_in(json.at("index"))},
          .aggregate = piece_in(json.at("aggregate"))};
}

PodsiSample golden_sample() {
  std::ifstream file(TEST_DATA_DIR "/podsi/golden.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return podsi_sample(boost::json::parse(text));
}
