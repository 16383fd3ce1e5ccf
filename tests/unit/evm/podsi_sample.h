#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "adapters/evm/podsi.h"

/// A proof and what it proves.
struct PodsiSample {
  raas::Piece segment;
  raas::evm::InclusionProof proof;
  raas::Piece aggregate;
};

/// Reads `{"segment", "subtree", "index", "aggregate"}`, CIDs and nodes in hexadecimal.
[[nodiscard]] PodsiSample podsi_sample(const boost::json::value& json);

/// The published test vector of FRC-0058.
[[nodiscard]] PodsiSample golden_sample();
