#include "loader.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "raas/raas.h"
#include "support/temporary_folder.h"

using namespace mock;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> all_extensions{RAAS_HOST_DEALS_ID, RAAS_HOST_DATA_ID,
                                              RAAS_HOST_RPC_ID};

/// A plugins directory with a library in it: the plugin in miniature, or another one.
struct PluginsFolder {
  explicit PluginsFolder(const char* library = FAKE_PLUGIN) {
    fs::copy_file(library, choice.file);
    fs::permissions(choice.file, fs::perms{0644});
    fs::permissions(folder.path(), fs::perms{0755});
  }

  raas_status status() const {
    const auto loaded = load_plugin(choice, all_extensions);
    if (!loaded) BOOST_TEST_MESSAGE(loaded.error().text);
    return loaded ? RAAS_OK : loaded.error().status;
  }

  std::string text() const {
    const auto loaded = load_plugin(choice, all_extensions);
    return loaded ? "" : loaded.error().text;
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

BOOST_AUTO_TEST_CASE(link_is_refused_wherever_it_leads) {
  PluginsFolder plugins;
  plugins.choice.file = plugins.folder.path() / "link.so";
  fs::create_symlink("fake_plugin.so", plugins.choice.file);

  BOOST_TEST(plugins.status() == RAAS_E_DENIED);
  BOOST_TEST(plugins.text().ends_with("link.so: is a symbolic link, expected the file itself"));
}

BOOST_AUTO_TEST_CASE(path_that_leads_out_of_the_folder_by_its_parent_is_refused) {
  const PluginsFolder elsewhere;
  PluginsFolder plugins;
  plugins.choice.file = plugins.folder.path() / ".." / elsewhere.folder.path().filename() /
                        elsewhere.choice.file.filename();

  BOOST_TEST(plugins.status() == RAAS_E_DENIED);
}

BOOST_AUTO_TEST_CASE(file_or_folder_of_another_user_is_refused) {
  if (::geteuid() != 0) return;  // Only root can give files away.
  constexpr uid_t nobody = 65534;
  const PluginsFolder plugins;
  BOOST_TEST(::chown(plugins.choice.file.c_str(), nobody, nobody) == 0);
  BOOST_TEST(plugins.status() == RAAS_E_DENIED);
  BOOST_TEST(::chown(plugins.choice.file.c_str(), 0, 0) == 0);
  BOOST_TEST(plugins.status() == RAAS_OK);
  BOOST_TEST(::chown(plugins.folder.path().c_str(), nobody, nobody) == 0);
  BOOST_TEST(plugins.status() == RAAS_E_DENIED);
  BOOST_TEST(plugins.text().ends_with(
      ": belongs to user 65534, expected root or the user of this process"));
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

BOOST_AUTO_TEST_CASE(library_that_is_no_plugin_is_refused_before_its_code_runs) {
  const PluginsFolder plugins(NOT_A_PLUGIN);
  BOOST_TEST(plugins.status() == RAAS_E_INVALID);
  BOOST_TEST(
      plugins.text().ends_with(": has no raas_plugin_entry_v1: is not a RaaS plugin of ABI 1"));
  BOOST_TEST(::getenv("NOT_A_PLUGIN_WAS_LOADED") == nullptr);
}

BOOST_AUTO_TEST_CASE(plugin_of_another_major_version_is_refused) {
  const PluginsFolder plugins(OTHER_MAJOR);
  BOOST_TEST(plugins.status() == RAAS_E_UNSUPPORTED);
  BOOST_TEST(plugins.text() == "plugin fake: ABI 2.0, this host speaks 1.x: rebuild the plugin");
}

BOOST_AUTO_TEST_CASE(file_that_was_cut_short_is_refused_wherever_it_was_cut) {
  const PluginsFolder plugins;
  const auto whole = fs::file_size(plugins.choice.file);
  for (const auto size :
       {whole - 1, whole - 64, whole * 3 / 4, whole / 2, whole / 4, std::uintmax_t{8192},
        std::uintmax_t{4096}, std::uintmax_t{4095}, std::uintmax_t{64}, std::uintmax_t{63},
        std::uintmax_t{1}, std::uintmax_t{0}}) {
    fs::resize_file(plugins.choice.file, size);
    BOOST_TEST(plugins.status() == RAAS_E_INVALID, "cut to " << size);
  }
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
