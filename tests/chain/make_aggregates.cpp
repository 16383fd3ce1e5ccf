#include <boost/json.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "content/aggregate.h"
#include "content/merkle.h"

// Reads a line of payloads for each aggregate, as a JSON array of hexadecimal texts, and answers
// each with a line: its proofs of inclusion, in the form of tests/chain/support/aggregates.mjs.

namespace {

namespace json = boost::json;

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) {
    for (const unsigned shift : {4U, 0U}) {
      text += "0123456789abcdef"[static_cast<unsigned char>(byte) >> shift & 15U];
    }
  }
  return text;
}

std::string unhex(const std::string& text) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    bytes += static_cast<char>(std::stoi(text.substr(at, 2), nullptr, 16));
  }
  return bytes;
}

json::object written(const mock::PieceCommitment& piece) {
  const auto root = mock::root_in(piece.piece_cid);
  return {{"cid", "0181e203922020" + hex({root.begin(), root.end()})},
          {"size", std::to_string(piece.piece_size)}};
}

json::object written(const mock::MerklePath& path) {
  json::array nodes;
  for (std::size_t at = 0; at < path.siblings.size(); at += 32) {
    nodes.emplace_back(hex(path.siblings.substr(at, 32)));
  }
  return {{"index", std::to_string(path.index)}, {"path", std::move(nodes)}};
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::vector<mock::PieceCommitment> pieces;
    const json::value payloads = json::parse(line);
    for (const json::value& payload : payloads.as_array()) {
      pieces.push_back(mock::piece_commitment(unhex(payload.as_string().c_str())));
    }
    const mock::Aggregate whole = mock::aggregate_of(pieces);
    json::array samples;
    for (const mock::Inclusion& inclusion : whole.inclusions) {
      samples.push_back(json::object{{"segment", written(inclusion.segment)},
                                     {"subtree", written(inclusion.subtree)},
                                     {"index", written(inclusion.index)},
                                     {"aggregate", written(whole.piece)}});
    }
    std::cout << json::serialize(samples) << '\n';
  }
  return 0;
}
