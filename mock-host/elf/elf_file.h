#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/refusal.h"

namespace mock {

/// A symbol that a shared object gives to others.
struct ElfExport {
  std::string name;
  bool is_function = false;
  bool is_gnu_unique = false;
};

/// What a shared object tells of itself without being loaded.
struct ElfFile {
  std::vector<ElfExport> exports;                   ///< Without the names of versions.
  std::vector<std::string> needed;                  ///< Libraries, as the linker wrote them.
  std::vector<std::string> needed_symbol_versions;  ///< E.g. "GLIBC_2.34".
  bool is_bound_now = false;                        ///< All symbols are resolved when it is loaded.
  bool is_never_unloaded = false;
  bool has_read_only_relocations = false;
  bool has_text_relocations = false;
  bool has_executable_stack = false;
  bool has_static_tls = false;
  bool has_search_path = false;  ///< RPATH or RUNPATH.
};

/// Reads the shared object @p file for this machine. Nothing in it is believed before it was
/// checked against the size of the file, so a cut or forged one is refused: `dlopen` would end the
/// process with SIGBUS.
[[nodiscard]] Outcome<ElfFile> read_elf_file(const std::filesystem::path& file);

/// The same from bytes.
[[nodiscard]] Outcome<ElfFile> read_elf(std::string_view bytes);

}  // namespace mock
