#include "core/contract_request.h"

#include <boost/test/unit_test.hpp>
#include <random>
#include <string>
#include <utility>
#include <vector>

using raas::ContractRequest;
using raas::DealReport;

namespace {

constexpr std::uint64_t most = 18446744073709551615U;
const std::string address = "0x4015c3e5453d38df71539c0f7440603c69784d7a";

ContractRequest full_request() {
  ContractRequest request;
  request.contract = address;
  request.id = most;
  request.cid_bytes = std::string("\0\xff cid", 6);
  request.payload =
      raas::Cid::parse("bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e").value();
  request.height = 5'000'000;
  request.job = 7;
  request.is_withdrawn = true;
  request.was_cancelled = true;
  request.refusal = "renew: found 0, expected 1 to 2";
  return request;
}

DealReport full_report() {
  DealReport report;
  report.contract = address;
  report.request = most;
  report.deal = most;
  report.provider = 1000;
  report.state = raas::ReportState::refused;
  report.attempt = 4294967295U;
  report.ask_after = 5'000'001;
  report.because = "podsi: does not fit";
  return report;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(contract_request)

BOOST_AUTO_TEST_CASE(requests_and_reports_read_back) {
  for (const auto& request : {full_request(), [] {
                                ContractRequest empty;
                                empty.contract = address;
                                return empty;
                              }()}) {
    BOOST_TEST((ContractRequest::parse(request.name(), request.text()).value() == request));
  }
  DealReport fresh;
  fresh.contract = address;
  for (const auto& report : {full_report(), fresh}) {
    BOOST_TEST((DealReport::parse(report.name(), report.text()).value() == report));
  }
}

BOOST_AUTO_TEST_CASE(longest_key_is_one_that_hosts_take) {
  const std::string key = full_report().key(std::string(64, 'n'));
  BOOST_TEST(key.size() <= 128U);
  BOOST_TEST(key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789._:/-") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(attempts_requests_deals_and_contracts_differ_in_their_keys) {
  DealReport report = full_report();
  report.attempt = 1;
  const std::string first = report.key("raas");
  report.attempt = 2;
  BOOST_TEST(report.key("raas") != first);
  report.attempt = 1;
  report.deal = 5;
  BOOST_TEST(report.key("raas") != first);
  report.deal = most;
  report.contract[5] = 'f';
  BOOST_TEST(report.key("raas") != first);
}

// Cut, lengthened or with another byte somewhere: refused, or read as what it says then.
BOOST_AUTO_TEST_CASE(spoiled_rows_are_refused_or_write_themselves_back) {
  std::mt19937_64 random(7);
  const std::string name = full_request().name();
  const std::string text = full_request().text();
  std::size_t refused = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string spoiled = text;
    spoiled[random() % spoiled.size()] = static_cast<char>(random() % 128);
    if (i % 3 == 0) spoiled.resize(random() % spoiled.size());
    const auto read = ContractRequest::parse(name, spoiled);
    refused += read ? 0 : 1;
    if (read) {
      BOOST_TEST((ContractRequest::parse(read->name(), read->text()).value() == *read));
    }
  }
  BOOST_TEST(refused > 1000U);
  BOOST_TEST(refused < 5000U);
}

BOOST_AUTO_TEST_CASE(rows_of_something_else_are_refused) {
  const DealReport report = full_report();
  const ContractRequest request = full_request();
  BOOST_TEST(!DealReport::parse(request.name(), report.text()));
  BOOST_TEST(!ContractRequest::parse(report.name(), request.text()));
  BOOST_TEST(!DealReport::parse(report.name(), request.text()));
  BOOST_TEST(!ContractRequest::parse(request.name(), ""));
  BOOST_TEST(!DealReport::parse(report.name(), ""));
}

BOOST_AUTO_TEST_SUITE_END()
