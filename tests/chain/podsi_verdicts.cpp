#include <boost/json.hpp>
#include <iostream>
#include <string>

#include "../unit/evm/podsi_sample.h"

/// Reads a sample of a proof of inclusion per line, as JSON, and answers each with a line: "ok", or
/// what is wrong with it.
int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const PodsiSample sample = podsi_sample(boost::json::parse(line));
    const auto sound = raas::evm::verify_inclusion(sample.segment, sample.proof, sample.aggregate);
    std::cout << (sound ? std::string("ok") : sound.error().text()) << '\n';
  }
  return 0;
}
