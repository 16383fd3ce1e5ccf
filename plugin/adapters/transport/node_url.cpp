#include "adapters/transport/node_url.h"

#include <curl/curl.h>

#include <memory>

namespace raas {
namespace {

struct UrlEnd {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK || text == nullptr) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

}  // namespace

Result<std::string> host_of(const std::string& url) {
  const std::unique_ptr<CURLU, UrlEnd> parsed(curl_url());
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return Error(Code::invalid_input,
                 "endpoint: url: cannot be read, expected e.g. "
                 "\"http://127.0.0.1:1234/rpc/v1\"");
  }
  const std::string scheme = part_of(parsed.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") {
    return Error(Code::invalid_input,
                 "endpoint: url: scheme is " + scheme + ", expected http or https");
  }
  return part_of(parsed.get(), CURLUPART_HOST);
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

}  // namespace raas
