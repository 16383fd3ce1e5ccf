#pragma once

#include <boost/json/fwd.hpp>
#include <boost/system/result.hpp>
#include <vector>

#include "adapters/api/call.h"

namespace raas::api {

/// A part of a request, or the answer that refuses it.
template <class T>
using OrRefusal = boost::system::result<T, ApiResponse>;

/// The body as JSON. @p media_type is accepted beside application/json; may be empty.
[[nodiscard]] OrRefusal<boost::json::value> json_body(const Call& call,
                                                      std::string_view media_type = {});

/// The body as the fields of a form, from JSON, urlencoded or multipart.
[[nodiscard]] OrRefusal<std::vector<FormField>> form_body(const Call& call);

}  // namespace raas::api
