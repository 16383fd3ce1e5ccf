#pragma once

#include <string>
#include <vector>

namespace mock {

/// What is wrong with a plugin's JSON Schema of its configuration.
[[nodiscard]] std::vector<std::string> schema_complaints(const std::string& schema);

/// A configuration that a schema forbids.
struct WrongConfig {
  std::string text;     ///< JSON.
  std::string pointer;  ///< Of what is wrong in it.
  std::string what;     ///< For people.
};

/// One wrong configuration for each rule of a schema.
[[nodiscard]] std::vector<WrongConfig> wrong_configs(const std::string& schema);

/// One configuration for each default that a schema tells: each must be accepted.
[[nodiscard]] std::vector<std::string> default_configs(const std::string& schema);

}  // namespace mock
