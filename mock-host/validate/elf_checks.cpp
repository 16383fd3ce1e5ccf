#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "elf/elf_file.h"
#include "validate/check.h"

namespace mock {
namespace {

// What every host has in its process anyway, or can have without harm: one copy for all. A library
// with a registry of its own for the whole process (spdlog) or that the host may have in another
// version (Boost, OpenSSL) is not among them.
constexpr std::array libraries_allowed{"libc.so.6",
                                       "libm.so.6",
                                       "libdl.so.2",
                                       "libpthread.so.0",
                                       "librt.so.1",
                                       "libgcc_s.so.1",
                                       "libstdc++.so.6",
                                       "ld-linux-x86-64.so.2",
                                       "ld-linux-aarch64.so.1",
                                       "libsqlite3.so.0",
                                       "libcurl-gnutls.so.4",
                                       "libnettle.so.8",
                                       "libz.so.1"};
constexpr int glibc_minor_max = 36;  // Debian 12.

/// The file; what is wrong with it goes to @p findings.
std::optional<ElfFile> read(Subject& subject, Findings& findings) {
  auto elf = read_elf_file(subject.file());
  if (elf) return std::move(*elf);
  findings.add(elf.error().text);
  return std::nullopt;
}

void exports_one_function(Subject& subject, Findings& findings) {
  const auto elf = read(subject, findings);
  if (!elf) return;
  bool has_entry = false;
  for (const ElfExport& symbol : elf->exports) {
    const bool is_entry = symbol.name == RAAS_PLUGIN_ENTRY_SYMBOL && symbol.is_function;
    has_entry |= is_entry;
    findings.expect(is_entry, symbol.name + ": exported, expected " RAAS_PLUGIN_ENTRY_SYMBOL
                                            " alone: link with a version script");
  }
  findings.expect(has_entry, RAAS_PLUGIN_ENTRY_SYMBOL ": not exported as a function");
}

void has_no_unique_symbols(Subject& subject, Findings& findings) {
  const auto elf = read(subject, findings);
  if (!elf) return;
  for (const ElfExport& symbol : elf->exports) {
    findings.expect(!symbol.is_gnu_unique,
                    symbol.name + ": is shared with everybody in the process (GNU_UNIQUE)");
  }
}

void needs_known_libraries(Subject& subject, Findings& findings) {
  const auto elf = read(subject, findings);
  if (!elf) return;
  for (const std::string& library : elf->needed) {
    const bool is_known = std::find(libraries_allowed.begin(), libraries_allowed.end(), library) !=
                          libraries_allowed.end();
    findings.expect(is_known, library +
                                  ": needed, and not among those that a host can be expected "
                                  "to have or to bear");
  }
}

void needs_no_newer_glibc(Subject& subject, Findings& findings) {
  const auto elf = read(subject, findings);
  if (!elf) return;
  constexpr std::string_view prefix = "GLIBC_2.";
  for (const std::string& version : elf->needed_symbol_versions) {
    if (!version.starts_with(prefix)) continue;
    int minor = 0;
    std::from_chars(version.data() + prefix.size(), version.data() + version.size(), minor);
    findings.expect(minor <= glibc_minor_max, version + ": needed, expected GLIBC_2." +
                                                  std::to_string(glibc_minor_max) + " at most");
  }
}

void stays_mapped(Subject& subject, Findings& findings) {
  const auto elf = read(subject, findings);
  if (elf) findings.expect(elf->is_never_unloaded, "can be unmapped: link with -z nodelete");
}

void is_hardened(Subject& subject, Findings& findings) {
  const auto elf = read(subject, findings);
  if (!elf) return;
  findings.expect(elf->is_bound_now, "binds its symbols late: link with -z now");
  findings.expect(elf->has_read_only_relocations, "relocations stay writable: link with -z relro");
  findings.expect(!elf->has_text_relocations, "has text relocations: compile with -fPIC");
  findings.expect(!elf->has_executable_stack, "makes the stack executable: -z noexecstack");
  findings.expect(!elf->has_search_path, "has a search path of its own (RPATH or RUNPATH)");
}

void has_no_static_tls(Subject& subject, Findings& findings) {
  const auto elf = read(subject, findings);
  if (!elf) return;
  findings.expect(!elf->has_static_tls,
                  "needs static thread-local storage, of which a host has little left to give");
}

}  // namespace

Checks elf_checks() {
  return {{"elf/exports_one_function", exports_one_function},
          {"elf/has_no_unique_symbols", has_no_unique_symbols},
          {"elf/needs_known_libraries", needs_known_libraries},
          {"elf/needs_no_newer_glibc", needs_no_newer_glibc},
          {"elf/stays_mapped", stays_mapped},
          {"elf/is_hardened", is_hardened},
          {"elf/has_no_static_tls", has_no_static_tls}};
}

}  // namespace mock
