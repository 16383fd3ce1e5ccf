#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "abi/face/bench.h"

namespace raas_test {
namespace {

raas_host_info good_info() {
  return {sizeof(raas_host_info), RAAS_ABI_MAJOR, RAAS_ABI_MINOR, 0, str("test"), str("1.0.0")};
}

std::vector<std::string> list_of(const char* const* ids) {
  std::vector<std::string> list;
  for (; *ids != nullptr; ++ids) list.emplace_back(*ids);
  return list;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(entry)

BOOST_AUTO_TEST_CASE(null_arguments_are_refused) {
  const raas_host_info info = good_info();
  const raas_plugin_entry* entry = nullptr;
  ErrorText said;
  BOOST_TEST(plugin_entry_fn()(nullptr, &entry, &said.error) == RAAS_E_INVALID);
  BOOST_TEST(has(said.text(), "NULL"), said.text());
  BOOST_TEST(plugin_entry_fn()(&info, nullptr, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(plugin_entry_fn()(nullptr, nullptr, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(entry == nullptr);
}

BOOST_AUTO_TEST_CASE(host_struct_is_refused_below_its_size_and_taken_from_it_on) {
  const raas_plugin_entry* entry = nullptr;
  raas_host_info info = good_info();
  for (const std::uint32_t size : {std::uint32_t{0}, std::uint32_t{sizeof info - 1}}) {
    ErrorText said;
    info.struct_size = size;
    BOOST_TEST(plugin_entry_fn()(&info, &entry, &said.error) == RAAS_E_INVALID);
    BOOST_TEST(!said.text().empty());
    BOOST_TEST(entry == nullptr);
  }
  struct {
    raas_host_info info;
    std::uint64_t tail = 0;
  } newer{good_info()};
  newer.info.struct_size = sizeof newer;
  BOOST_TEST(plugin_entry_fn()(&newer.info, &entry, nullptr) == RAAS_OK);
}

BOOST_AUTO_TEST_CASE(other_major_version_is_refused_with_both_versions_named) {
  for (const std::uint32_t major : {0U, 2U, ~0U}) {
    raas_host_info info = good_info();
    info.abi_major = major;
    const raas_plugin_entry* entry = nullptr;
    ErrorText said;
    BOOST_TEST(plugin_entry_fn()(&info, &entry, &said.error) == RAAS_E_UNSUPPORTED);
    BOOST_TEST(said.error.code == RAAS_E_UNSUPPORTED);
    BOOST_TEST(has(said.text(), std::to_string(major) + ".x"), said.text());
    BOOST_TEST(has(said.text(), "1.x"), said.text());
    BOOST_TEST(entry == nullptr);
  }
}

BOOST_AUTO_TEST_CASE(newer_minor_version_of_the_host_is_fine) {
  raas_host_info info = good_info();
  info.abi_minor = 4711;
  const raas_plugin_entry* entry = nullptr;
  BOOST_TEST(plugin_entry_fn()(&info, &entry, nullptr) == RAAS_OK);
}

BOOST_AUTO_TEST_CASE(answer_is_the_same_from_eight_threads_at_once) {
  std::vector<const raas_plugin_entry*> answers(8, nullptr);
  std::vector<std::thread> threads;
  for (auto& answer : answers) {
    threads.emplace_back([&answer] {
      const raas_host_info info = good_info();
      for (int i = 0; i < 1000; ++i) static_cast<void>(plugin_entry_fn()(&info, &answer, nullptr));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto* answer : answers) {
    BOOST_TEST(answer != nullptr);
    BOOST_TEST(answer == answers.front());
  }
}

BOOST_AUTO_TEST_CASE(entry_describes_the_plugin) {
  const raas_plugin_entry& entry = plugin_entry();
  BOOST_TEST(entry.magic == static_cast<std::uint32_t>(RAAS_MAGIC));
  BOOST_TEST(entry.struct_size >= sizeof(raas_plugin_entry));
  BOOST_TEST(entry.abi_major == static_cast<std::uint32_t>(RAAS_ABI_MAJOR));
  BOOST_TEST(entry.host_minor_min <= static_cast<std::uint32_t>(RAAS_ABI_MINOR));

  const raas_plugin_descriptor& about = *entry.descriptor;
  BOOST_TEST(about.struct_size >= sizeof(raas_plugin_descriptor));
  BOOST_TEST(text_of(about.id) == "io.raas.plugin");
  BOOST_TEST(about.name.len != 0U);
  BOOST_TEST(count_of(text_of(about.version), ".") == 2U);
  const std::vector<std::string> required{RAAS_HOST_DEALS_ID, RAAS_HOST_DATA_ID};
  const std::vector<std::string> optional{RAAS_HOST_PROVIDERS_ID, RAAS_HOST_RPC_ID,
                                          RAAS_HOST_TX_ID};
  BOOST_TEST(list_of(about.extensions_required) == required, boost::test_tools::per_element());
  BOOST_TEST(list_of(about.extensions_optional) == optional, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_function_of_the_table_is_null) {
  const raas_plugin_table& table = *plugin_entry().table;
  BOOST_TEST((table.create != nullptr && table.init != nullptr && table.start != nullptr));
  BOOST_TEST((table.pump != nullptr && table.stop != nullptr && table.destroy != nullptr));
  BOOST_TEST(table.get_extension != nullptr);
}

BOOST_AUTO_TEST_CASE(config_schema_is_json_schema_of_an_object) {
  const std::string text = text_of(plugin_entry().descriptor->config_schema);
  boost::json::error_code problem;
  const auto schema = boost::json::parse(text, problem);
  BOOST_REQUIRE_MESSAGE(!problem, problem.message());
  BOOST_TEST(schema.at("$schema").as_string() == "https://json-schema.org/draft/2020-12/schema");
  BOOST_TEST(schema.at("type").as_string() == "object");
  BOOST_TEST(schema.at("properties").as_object().contains("terms"));
}

BOOST_AUTO_TEST_CASE(extensions_of_the_plugin_are_found_by_their_whole_id_only) {
  Bench bench;
  bench.plugin.begin();
  const raas_plugin_table& table = *plugin_entry().table;
  raas_instance* const self = bench.plugin.self();
  BOOST_TEST(table.get_extension(self, RAAS_PLUGIN_HOOKS_ID) != nullptr);
  BOOST_TEST(table.get_extension(self, RAAS_PLUGIN_API_ID) != nullptr);
  for (const char* const id : {"", "raas.plugin.api", "raas.plugin.api/2", "raas.plugin.api/1 "}) {
    BOOST_TEST(table.get_extension(self, id) == nullptr, id);
  }
  BOOST_TEST(table.get_extension(self, nullptr) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
