#include "front/http_client.h"

#include <curl/curl.h>

#include <new>

namespace mock {
namespace {

constexpr long connect_seconds_max = 10;
constexpr std::string_view boundary = "mock-host-form-boundary-7d1f";

std::size_t take_bytes(char* bytes, std::size_t size, std::size_t count, void* target) {
  static_cast<std::string*>(target)->append(bytes, size * count);
  return size * count;
}

std::size_t take_field(char* bytes, std::size_t size, std::size_t count, void* target) {
  std::string_view line(bytes, size * count);
  const std::size_t colon = line.find(": ");
  if (colon != std::string_view::npos) {
    const std::string_view value = line.substr(colon + 2);
    static_cast<HttpAnswer*>(target)->fields.push_back(
        {std::string(line.substr(0, colon)), std::string(value.substr(0, value.find('\r')))});
  }
  return size * count;
}

struct ListCloser {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

}  // namespace

void HttpClient::Closer::operator()(void* handle) const {
  curl_easy_cleanup(handle);
}

HttpClient::HttpClient(std::string base, std::chrono::seconds answer_time_max)
    : base_(std::move(base)), answer_time_max_(answer_time_max) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  curl_.reset(curl_easy_init());
  if (!curl_) throw std::bad_alloc();
}

HttpClient::~HttpClient() {
  curl_.reset();
  curl_global_cleanup();
}

Outcome<HttpAnswer> HttpClient::send(const HttpRequest& request) {
  CURL* curl = curl_.get();
  curl_easy_reset(curl);
  HttpAnswer answer{.fields = {}};
  std::unique_ptr<curl_slist, ListCloser> fields(curl_slist_append(nullptr, "Expect:"));
  for (const HttpField& field : request.fields) {
    fields.reset(curl_slist_append(fields.release(), (field.name + ": " + field.value).c_str()));
  }
  const std::string url = base_ + request.target;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields.get());
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_seconds_max);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(answer_time_max_.count()));
  curl_easy_setopt(curl, CURLOPT_NOBODY, request.method == "HEAD" ? 1L : 0L);
  if (!request.body.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
  }
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take_bytes);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &take_field);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
  if (const CURLcode code = curl_easy_perform(curl); code != CURLE_OK) {
    return Refusal{RAAS_E_TIMEOUT, request.method + " " + url + ": " + curl_easy_strerror(code), 0};
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<unsigned>(status);
  return answer;
}

Outcome<HttpAnswer> HttpClient::get(std::string_view target) {
  return send({.method = "GET", .target = std::string(target)});
}

Outcome<HttpAnswer> HttpClient::send_json(std::string_view method, std::string_view target,
                                          std::string body) {
  return send({.method = std::string(method),
               .target = std::string(target),
               .fields = {{"Content-Type", "application/json"}},
               .body = std::move(body)});
}

Outcome<HttpAnswer> HttpClient::upload(std::string_view target, std::string_view file_name,
                                       std::string_view content) {
  std::string body = "--" + std::string(boundary) +
                     "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" +
                     std::string(file_name) +
                     "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
  body += content;
  body += "\r\n--" + std::string(boundary) + "--\r\n";
  return send(
      {.method = "POST",
       .target = std::string(target),
       .fields = {{"Content-Type", "multipart/form-data; boundary=" + std::string(boundary)}},
       .body = std::move(body)});
}

}  // namespace mock
