#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/api/form.h"
#include "adapters/api/object_reader.h"
#include "adapters/api/problems.h"
#include "core/cid.h"

namespace raas::api {

/// Reads the values of a query. Problems are named `?name`.
class Query {
 public:
  Query(const std::vector<FormField>& fields, Problems& problems)
      : fields_(fields), problems_(problems) {}

  [[nodiscard]] std::optional<std::string> text(std::string_view name);
  /// Empty CID if absent or wrong.
  [[nodiscard]] Cid cid(std::string_view name);
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name, Bounds bounds);
  void refuse(std::string_view name, std::string message);
  void refuse_unknown();

 private:
  const std::vector<FormField>& fields_;
  Problems& problems_;
  std::vector<std::string_view> known_;
};

}  // namespace raas::api
