#include "loader.h"

#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/dll/shared_library.hpp>
#include <fstream>
#include <iterator>

#include "aggregator/tables/abi_values.h"
#include "content/sha256.h"
#include "elf/elf_file.h"

namespace mock {
namespace {

namespace fs = std::filesystem;

constexpr mode_t writable_by_others = S_IWGRP | S_IWOTH;

Refusal denied(const PluginChoice& choice, const std::string& why) {
  return {RAAS_E_DENIED, "plugin " + choice.name + ": " + why};
}

/// Whoever can write there can have this process do anything.
Outcome<void> check_mode(const PluginChoice& choice, const fs::path& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return denied(choice, path.string() + ": not there");
  if (found.st_uid != 0 && found.st_uid != ::geteuid()) {
    return denied(choice, path.string() + ": belongs to user " + std::to_string(found.st_uid) +
                              ", expected root or the user of this process");
  }
  if ((found.st_mode & writable_by_others) == 0) return {};
  return denied(choice, path.string() + ": is writable by its group or by everybody: chmod go-w");
}

bool is_inside(const fs::path& file, const fs::path& directory) {
  const auto [rest, unused] =
      std::mismatch(directory.begin(), directory.end(), file.begin(), file.end());
  return rest == directory.end();
}

/// The file as it really is, links resolved, after all rules for paths.
Outcome<fs::path> checked_file(const PluginChoice& choice) {
  if (!choice.enabled) return denied(choice, "is not enabled");
  if (!choice.file.is_absolute() || !choice.directory.is_absolute()) {
    return denied(choice, choice.file.string() + ": expected an absolute path");
  }
  std::error_code failure;
  if (fs::is_symlink(choice.file, failure)) {
    return denied(choice, choice.file.string() + ": is a symbolic link, expected the file itself");
  }
  const auto file = fs::canonical(choice.file, failure);
  if (failure) return denied(choice, choice.file.string() + ": " + failure.message());
  const auto directory = fs::canonical(choice.directory, failure);
  if (failure) return denied(choice, choice.directory.string() + ": " + failure.message());
  if (!fs::is_regular_file(file, failure)) return denied(choice, file.string() + ": not a file");
  if (!is_inside(file, directory)) {
    return denied(choice,
                  file.string() + ": lies outside of the plugins directory " + directory.string());
  }
  if (auto good = check_mode(choice, directory); !good) return good.error();
  if (auto good = check_mode(choice, file); !good) return good.error();
  return file;
}

Outcome<void> check_pin(const PluginChoice& choice, const fs::path& file) {
  if (choice.sha256.empty()) return {};
  const auto found = sha256_of_file(file);
  if (!found) return found.error();
  std::string expected = choice.sha256;
  std::transform(expected.begin(), expected.end(), expected.begin(),
                 [](unsigned char digit) { return std::tolower(digit); });
  if (*found == expected) return {};
  return denied(choice, file.string() + ": sha256 is " + *found + ", expected " + expected);
}

/// Looks at the file before any code of it runs: a file that was cut short would end the process
/// with SIGBUS, and what is no plugin has constructors, too.
Outcome<void> check_form(const PluginChoice& choice, const fs::path& file) {
  const auto elf = read_elf_file(file);
  if (!elf) return Refusal{RAAS_E_INVALID, "plugin " + choice.name + ": " + elf.error().text};
  const bool is_plugin =
      std::any_of(elf->exports.begin(), elf->exports.end(), [](const ElfExport& symbol) {
        return symbol.is_function && symbol.name == RAAS_PLUGIN_ENTRY_SYMBOL;
      });
  if (is_plugin) return {};
  return Refusal{RAAS_E_INVALID, "plugin " + choice.name + ": " + file.string() +
                                     ": has no " RAAS_PLUGIN_ENTRY_SYMBOL
                                     ": is not a RaaS plugin of ABI 1"};
}

Outcome<raas_plugin_entry_fn> entry_function(const PluginChoice& choice, const fs::path& file) {
  // RTLD_NODELETE: the library stays mapped although this object closes it.
  constexpr auto mode =
      static_cast<boost::dll::load_mode::type>(RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  try {
    boost::dll::shared_library library(file, mode);
    return library.get<raas_status(const raas_host_info*, const raas_plugin_entry**, raas_error*)>(
        RAAS_PLUGIN_ENTRY_SYMBOL);
  } catch (const std::exception& failure) {
    return Refusal{RAAS_E_INVALID, "plugin " + choice.name + ": " + failure.what()};
  }
}

Outcome<void> check_versions(const PluginChoice& choice, const raas_plugin_entry& entry) {
  const auto unsupported = [&](const std::string& why) {
    return Refusal{RAAS_E_UNSUPPORTED, "plugin " + choice.name + ": " + why};
  };
  if (entry.magic != static_cast<std::uint32_t>(RAAS_MAGIC)) {
    return unsupported("magic: is not a RaaS plugin");
  }
  if (entry.struct_size < sizeof entry) return unsupported("its entry struct is too small");
  if (entry.abi_major != RAAS_ABI_MAJOR) {
    return unsupported("ABI " + std::to_string(entry.abi_major) + "." +
                       std::to_string(entry.abi_minor) + ", this host speaks " +
                       std::to_string(RAAS_ABI_MAJOR) + ".x: rebuild the plugin");
  }
  if (entry.host_minor_min > RAAS_ABI_MINOR) {
    return unsupported("needs a host of ABI 1." + std::to_string(entry.host_minor_min) +
                       ", this one has 1." + std::to_string(RAAS_ABI_MINOR));
  }
  if (entry.descriptor == nullptr || entry.table == nullptr) {
    return unsupported("its entry has no descriptor or no functions");
  }
  return {};
}

Outcome<void> check_extensions(const PluginChoice& choice, const raas_plugin_descriptor& descriptor,
                               const std::vector<std::string>& offered) {
  std::string missing;
  for (auto id = descriptor.extensions_required; id != nullptr && *id != nullptr; ++id) {
    if (std::find(offered.begin(), offered.end(), *id) == offered.end()) {
      missing += std::string(missing.empty() ? "" : ", ") + *id;
    }
  }
  if (missing.empty()) return {};
  return Refusal{RAAS_E_UNSUPPORTED,
                 "plugin " + choice.name + ": needs what this host does not have: " + missing};
}

}  // namespace

Outcome<std::string> sha256_of_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) return Refusal{RAAS_E_NOT_FOUND, file.string() + ": cannot be read"};
  return hex_of(sha256(bytes));
}

Outcome<LoadedPlugin> load_plugin(const PluginChoice& choice,
                                  const std::vector<std::string>& offered) {
  const auto file = checked_file(choice);
  if (!file) return file.error();
  if (auto good = check_pin(choice, *file); !good) return good.error();
  if (auto good = check_form(choice, *file); !good) return good.error();
  const auto function = entry_function(choice, *file);
  if (!function) return function.error();

  raas_host_info host{};
  host.struct_size = sizeof host;
  host.abi_major = RAAS_ABI_MAJOR;
  host.abi_minor = RAAS_ABI_MINOR;
  host.name = str_of("mock-host");
  host.version = str_of("0.1.0");
  LoadedPlugin loaded{.entry = nullptr, .file = *file};
  ErrorText error;
  const auto status = (*function)(&host, &loaded.entry, error.get());
  if (status != RAAS_OK || loaded.entry == nullptr) {
    return Refusal{status == RAAS_OK ? RAAS_E_INTERNAL : status,
                   "plugin " + choice.name + ": refuses this host: " + error.refusal(status).text};
  }
  if (auto good = check_versions(choice, *loaded.entry); !good) return good.error();
  if (auto good = check_extensions(choice, *loaded.entry->descriptor, offered); !good) {
    return good.error();
  }
  return loaded;
}

}  // namespace mock
