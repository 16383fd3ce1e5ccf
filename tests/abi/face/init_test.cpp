#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "abi/face/bench.h"

namespace raas_test {
namespace {

raas_status init_in(const std::string& state_dir, std::string& ret_text) {
  AbiHost host;
  AbiPlugin plugin(host, state_dir);
  plugin.create();
  const raas_status status = plugin.init();
  ret_text = plugin.error();
  return status;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(init)

BOOST_AUTO_TEST_CASE(missing_required_extension_is_unsupported_and_named) {
  for (const char* const id : {RAAS_HOST_DEALS_ID, RAAS_HOST_DATA_ID}) {
    Bench bench;
    bench.host.lacking = {id};
    bench.plugin.create();
    BOOST_TEST(bench.plugin.init() == RAAS_E_UNSUPPORTED);
    BOOST_TEST(has(bench.plugin.error(), id), bench.plugin.error());
  }
}

BOOST_AUTO_TEST_CASE(missing_optional_extension_is_fine) {
  for (const char* const id : {RAAS_HOST_PROVIDERS_ID, RAAS_HOST_RPC_ID}) {
    Bench bench;
    bench.host.lacking = {id};
    bench.plugin.create();
    BOOST_TEST(bench.plugin.init() == RAAS_OK, bench.plugin.error());
  }
}

BOOST_AUTO_TEST_CASE(host_rpc_that_is_asked_for_but_missing_is_refused) {
  Bench bench(R"({"chain":{"use_host_rpc":"always"}})");
  bench.host.lacking = {RAAS_HOST_RPC_ID};
  bench.plugin.create();
  BOOST_TEST(bench.plugin.init() == RAAS_E_INVALID);
  BOOST_TEST(has(bench.plugin.error(), "/chain/use_host_rpc"), bench.plugin.error());
}

BOOST_AUTO_TEST_CASE(neither_host_rpc_nor_url_is_refused_by_name) {
  Bench bench(R"({"chain":{"rpc_url":""}})");
  bench.host.lacking = {RAAS_HOST_RPC_ID};
  bench.plugin.create();
  BOOST_TEST(bench.plugin.init() == RAAS_E_INVALID);
  BOOST_TEST(has(bench.plugin.error(), "/chain/rpc_url"), bench.plugin.error());
}

BOOST_AUTO_TEST_CASE(state_dir_that_cannot_be_used_is_refused_by_name) {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "file").string();
  std::ofstream(file) << "x";
  const std::string missing = (folder.path() / "missing").string();
  for (const std::string& state_dir : {missing, file}) {
    std::string text;
    BOOST_TEST(init_in(state_dir, text) == RAAS_E_INTERNAL, text);
    BOOST_TEST(has(text, state_dir), text);
  }
  for (const std::string& state_dir :
       {std::string(), std::string("relative"), folder.path().string() + std::string("\0x", 2)}) {
    std::string text;
    const raas_status status = init_in(state_dir, text);
    BOOST_TEST((status == RAAS_E_INTERNAL || status == RAAS_E_INVALID), state_dir);
    BOOST_TEST(!text.empty());
  }
}

BOOST_AUTO_TEST_CASE(state_dir_that_cannot_be_written_is_refused) {
  if (::geteuid() == 0) return;  // root may write anywhere
  const TemporaryFolder folder;
  std::filesystem::permissions(
      folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  std::string text;
  BOOST_TEST(init_in(folder.path().string(), text) == RAAS_E_INTERNAL, text);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
}

BOOST_AUTO_TEST_CASE(second_instance_in_one_state_dir_is_busy_until_the_first_one_ends) {
  Bench bench;
  bench.plugin.begin();
  AbiPlugin second(bench.host, bench.folder.path().string());
  second.create();
  BOOST_TEST(second.init() == RAAS_E_BUSY, second.error());
  BOOST_TEST(has(second.error(), bench.folder.path().string()), second.error());
  second.destroy();

  bench.plugin.destroy();
  second.create();
  BOOST_TEST(second.init() == RAAS_OK, second.error());
}

BOOST_AUTO_TEST_CASE(two_instances_in_two_state_dirs_do_not_meet) {
  Bench one;
  Bench two;
  one.plugin.begin();
  two.plugin.begin();
  one.place();
  one.plugin.run(300);
  two.plugin.run(300);
  BOOST_TEST(one.host.asked.size() == 3U);
  BOOST_TEST(two.host.asked.empty());
}

BOOST_AUTO_TEST_CASE(instance_whose_init_failed_can_only_be_destroyed) {
  Bench bench("[");
  bench.plugin.create();
  BOOST_TEST(bench.plugin.init() == RAAS_E_INVALID);
  BOOST_TEST(bench.plugin.init() == RAAS_E_MISUSE);
  BOOST_TEST(bench.plugin.start() == RAAS_E_MISUSE);
  BOOST_TEST(bench.plugin.pump() == RAAS_E_MISUSE);
}

BOOST_AUTO_TEST_CASE(init_struct_that_is_malformed_is_refused) {
  const auto refused = [](auto&& change) {
    Bench bench;
    bench.plugin.create();
    raas_init params = bench.plugin.params();
    change(params);
    ErrorText said;
    const raas_status status = bench.plugin.init(params, &said.error);
    BOOST_TEST(!said.text().empty());
    return status;
  };
  BOOST_TEST(refused([](raas_init& p) { p.struct_size = 0; }) == RAAS_E_INVALID);
  BOOST_TEST(refused([](raas_init& p) { p.struct_size -= 1; }) == RAAS_E_INVALID);
  BOOST_TEST(refused([](raas_init& p) { p.config = {nullptr, 5}; }) == RAAS_E_INVALID);
  BOOST_TEST(refused([](raas_init& p) { p.state_dir = {nullptr, 5}; }) == RAAS_E_INVALID);
  BOOST_TEST(refused([](raas_init& p) { p.now.struct_size = 0; }) == RAAS_E_INVALID);
}

BOOST_AUTO_TEST_CASE(null_instance_and_null_arguments_are_refused_without_an_error_struct) {
  const raas_plugin_table& table = *plugin_entry().table;
  Bench bench;
  raas_instance* self = nullptr;
  const raas_init params = bench.plugin.params();
  const raas_tick now = bench.host.now();
  raas_pump_result pumped{};
  pumped.struct_size = sizeof pumped;
  BOOST_TEST(table.create(nullptr, &self, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(table.create(bench.host.table(), nullptr, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(table.init(nullptr, &params, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(table.start(nullptr, &now, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(table.pump(nullptr, &now, &pumped, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(table.stop(nullptr, &now, 0, nullptr) == RAAS_E_INVALID);
  table.destroy(nullptr, 1000);

  bench.plugin.begin();
  BOOST_TEST(table.init(bench.plugin.self(), nullptr, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(table.start(bench.plugin.self(), nullptr, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(table.pump(bench.plugin.self(), nullptr, &pumped, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(table.pump(bench.plugin.self(), &now, nullptr, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(table.stop(bench.plugin.self(), nullptr, 0, nullptr) == RAAS_E_INVALID);
  BOOST_TEST(bench.plugin.pump() == RAAS_OK);
}

BOOST_AUTO_TEST_CASE(host_that_throws_during_init_is_survived) {
  for (const char* const function : {"get_extension", "log"}) {
    for (std::size_t nth = 1; nth <= 4; ++nth) {
      Bench bench;
      bench.host.fail_at(function, nth, {.is_thrown = true});
      bench.plugin.create();
      const raas_status status = bench.plugin.init();
      BOOST_TEST((status == RAAS_OK || status == RAAS_E_INTERNAL), function << " " << nth);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace raas_test
