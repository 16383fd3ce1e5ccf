#include "loader.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "raas/raas.h"
#include "support/temporary_folder.h"

using namespace mock;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> all_extensions{RAAS_HOST_DEALS_ID, RAAS_HOST_DATA_ID,
                                              RAAS_HOST_RPC_ID};

/// A plugins directory with the plugin in miniature in it.
struct PluginsFolder {
  PluginsFolder() {
    fs::copy_file(FAKE_PLUGIN, choice.file);
    fs::permissions(choice.file, fs::perms{0644});
    fs::permissions(folder.path(), fs::perms{0755});
  }

  raas_status status() const {
    const auto loaded = load_plugin(choice, all_extensions);
    if (!loaded) BOOST_TEST_MESSAGE(loaded.error().text);
    return loaded ? RAAS_OK : loaded.error().status;
  }

  raas_test::TemporaryFolder folder;
  PluginChoice choice{.name = "fake",
                      .file = folder.path() / "fake_plugin.so",
                      .directory = folder.path(),
                      .sha256 = {},
                      .enabled = true};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(loader)

BOOST_AUTO_TEST_CASE(enabled_plugin_in_a_safe_folder_is_loaded) {
  const PluginsFolder plugins;

  BOOST_TEST(plugins.status() == RAAS_OK);
}

BOOST_AUTO_TEST_CASE(plugin_that_is_not_enabled_is_not_loaded) {
  PluginsFolder plugins;
  plugins.choice.enabled = false;

  BOOST_TEST(plugins.status() == RAAS_E_DENIED);
}

BOOST_AUTO_TEST_CASE(relative_path_is_refused) {
  PluginsFolder plugins;
  plugins.choice.file = "fake_plugin.so";

  BOOST_TEST(plugins.status() == RAAS_E_DENIED);
}

BOOST_AUTO_TEST_CASE(file_outside_of_the_plugins_directory_is_refused_also_behind_a_link) {
  const PluginsFolder elsewhere;
  PluginsFolder plugins;
  plugins.choice.file = elsewhere.choice.file;
  BOOST_TEST(plugins.status() == RAAS_E_DENIED);
  plugins.choice.file = plugins.folder.path() / "link.so";
  fs::create_symlink(elsewhere.choice.file, plugins.choice.file);

  BOOST_TEST(plugins.status() == RAAS_E_DENIED);
}

BOOST_AUTO_TEST_CASE(file_or_folder_that_others_can_write_is_refused) {
  for (const auto writable : {fs::perms::group_write, fs::perms::others_write}) {
    const PluginsFolder plugins;
    fs::permissions(plugins.choice.file, writable, fs::perm_options::add);
    BOOST_TEST(plugins.status() == RAAS_E_DENIED);
    fs::permissions(plugins.choice.file, writable, fs::perm_options::remove);
    fs::permissions(plugins.folder.path(), writable, fs::perm_options::add);
    BOOST_TEST(plugins.status() == RAAS_E_DENIED);
  }
}

BOOST_AUTO_TEST_CASE(pinned_checksum_must_match) {
  PluginsFolder plugins;
  plugins.choice.sha256 = *sha256_of_file(plugins.choice.file);
  BOOST_TEST(plugins.status() == RAAS_OK);
  std::ofstream(plugins.choice.file, std::ios::app) << 'x';

  BOOST_TEST(plugins.status() == RAAS_E_DENIED);
}

BOOST_AUTO_TEST_CASE(checksum_is_sha256) {
  const raas_test::TemporaryFolder folder;
  std::ofstream(folder.path() / "abc") << "abc";

  BOOST_TEST(*sha256_of_file(folder.path() / "abc") ==
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

BOOST_AUTO_TEST_CASE(file_that_is_no_plugin_is_refused) {
  PluginsFolder plugins;
  std::ofstream(plugins.choice.file, std::ios::trunc) << "not a library";

  BOOST_TEST(plugins.status() == RAAS_E_INVALID);
}

BOOST_AUTO_TEST_CASE(missing_extension_is_named) {
  const PluginsFolder plugins;
  const auto loaded = load_plugin(plugins.choice, {RAAS_HOST_DEALS_ID, RAAS_HOST_DATA_ID});

  BOOST_REQUIRE(!loaded);
  BOOST_TEST(loaded.error().status == RAAS_E_UNSUPPORTED);
  BOOST_TEST(loaded.error().text ==
             "plugin fake: needs what this host does not have: raas.host.rpc/1");
}

BOOST_AUTO_TEST_SUITE_END()
