#include "podsi_sample.h"

#include <algorithm>

#include "test_data.h"

using raas::Cid;
using raas::Piece;
using raas::evm::MerklePath;
using raas::evm::Node;
using raas::evm::unhex;

namespace {

/// Numbers of more than 53 bits are written as texts.
std::uint64_t number_of(const boost::json::value& json) {
  return json.is_string() ? std::stoull(std::string(json.as_string()))
                          : json.to_number<std::uint64_t>();
}

Piece piece_in(const boost::json::value& json) {
  return {.cid = Cid::parse("f" + std::string(json.at("cid").as_string())).value(),
          .padded_size = number_of(json.at("size"))};
}

MerklePath path_in(const boost::json::value& json) {
  MerklePath path{.index = number_of(json.at("index")), .siblings = {}};
  for (const auto& digits : json.at("path").as_array()) {
    const std::string bytes = unhex("0x" + std::string(digits.as_string())).value();
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
  return podsi_sample(test_data("podsi/golden.json"));
}
