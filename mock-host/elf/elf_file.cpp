#include "elf/elf_file.h"

#include <elf.h>
#include <link.h>

#include <cstring>
#include <span>

#include "content/durable_file.h"

namespace mock {
namespace {

using Header = ElfW(Ehdr);
using Segment = ElfW(Phdr);
using Dynamic = ElfW(Dyn);
using Symbol = ElfW(Sym);
using VersionNeed = ElfW(Verneed);
using VersionNeedEntry = ElfW(Vernaux);

#if __SIZEOF_POINTER__ == 8
constexpr unsigned char class_of_this_machine = ELFCLASS64;
#else
constexpr unsigned char class_of_this_machine = ELFCLASS32;
#endif
#if defined(__x86_64__)
constexpr unsigned machine_of_this_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned machine_of_this_machine = EM_AARCH64;
#else
constexpr unsigned machine_of_this_machine = EM_NONE;
#endif

constexpr std::size_t entries_max = 1 << 20;

/// What is wrong, thrown inside of this file only: a wrong file ends the reading wherever it is.
struct Unreadable {
  std::string text;
};

[[noreturn]] void give_up(const std::string& text) {
  throw Unreadable{text};
}

/// The bytes of a file, of which only what is there can be read.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

  void demand(std::uint64_t offset, std::uint64_t size, const std::string& what) const {
    if (offset <= bytes_.size() && size <= bytes_.size() - offset) return;
    give_up(what + " ends at byte " + std::to_string(offset + size) + ", the file has " +
            std::to_string(bytes_.size()) + ": it was cut short");
  }

  template <class T>
  [[nodiscard]] T at(std::uint64_t offset, const std::string& what) const {
    demand(offset, sizeof(T), what);
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof value);
    return value;
  }

  [[nodiscard]] std::string text(std::uint64_t offset) const {
    demand(offset, 1, "a name");
    const auto end = bytes_.find('\0', offset);
    if (end == std::string_view::npos) give_up("a name does not end");
    return std::string(bytes_.substr(offset, end - offset));
  }

 private:
  std::string_view bytes_;
};

/// The parts of the dynamic section that are of interest, as addresses in memory.
struct DynamicPart {
  std::vector<std::uint64_t> needed_names;
  std::uint64_t strings = 0;
  std::uint64_t symbols = 0;
  std::uint64_t gnu_hash = 0;
  std::uint64_t hash = 0;
  std::uint64_t versions_needed = 0;
  std::uint64_t versions_needed_count = 0;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  ElfFile read() {
    read_header();
    read_segments();
    read_dynamic();
    for (const std::uint64_t name : part_.needed_names) {
      elf_.needed.push_back(bytes_.text(offset_of(part_.strings) + name));
    }
    read_exports();
    read_versions();
    return std::move(elf_);
  }

 private:
  void read_header() {
    header_ = bytes_.at<Header>(0, "the ELF header");
    if (std::memcmp(header_.e_ident, ELFMAG, SELFMAG) != 0) give_up("is not an ELF file");
    if (header_.e_ident[EI_CLASS] != class_of_this_machine ||
        header_.e_ident[EI_DATA] != ELFDATA2LSB || header_.e_machine != machine_of_this_machine) {
      give_up("is for another kind of machine");
    }
    if (header_.e_type != ET_DYN) give_up("is not a shared object");
    if (header_.e_phentsize != sizeof(Segment)) give_up("has segments of an unknown form");
    // The section headers come last: a file that was cut lacks them first.
    bytes_.demand(header_.e_shoff, std::uint64_t{header_.e_shnum} * header_.e_shentsize,
                  "the table of sections");
  }

  void read_segments() {
    for (unsigned at = 0; at < header_.e_phnum; ++at) {
      const auto segment =
          bytes_.at<Segment>(header_.e_phoff + at * sizeof(Segment), "the table of segments");
      bytes_.demand(segment.p_offset, segment.p_filesz, "segment " + std::to_string(at));
      if (segment.p_type == PT_LOAD && segment.p_memsz < segment.p_filesz) {
        give_up("segment " + std::to_string(at) + " is longer in the file than in memory");
      }
      if (segment.p_type == PT_GNU_RELRO) elf_.has_read_only_relocations = true;
      if (segment.p_type == PT_GNU_STACK) {
        has_stack_note_ = true;
        elf_.has_executable_stack = (segment.p_flags & PF_X) != 0;
      }
      segments_.push_back(segment);
    }
    // Without the note the kernel assumes the worst.
    if (!has_stack_note_) elf_.has_executable_stack = true;
  }

  [[nodiscard]] std::uint64_t offset_of(std::uint64_t address) const {
    for (const Segment& segment : segments_) {
      if (segment.p_type != PT_LOAD || address < segment.p_vaddr) continue;
      const std::uint64_t inside = address - segment.p_vaddr;
      if (inside < segment.p_filesz) return segment.p_offset + inside;
    }
    give_up("address " + std::to_string(address) + " is not in the file");
  }

  void read_dynamic() {
    const Segment* dynamic = nullptr;
    for (const Segment& segment : segments_) {
      if (segment.p_type == PT_DYNAMIC) dynamic = &segment;
    }
    if (dynamic == nullptr) give_up("has no dynamic section");
    for (std::uint64_t at = 0; at + sizeof(Dynamic) <= dynamic->p_filesz; at += sizeof(Dynamic)) {
      const auto entry = bytes_.at<Dynamic>(dynamic->p_offset + at, "the dynamic section");
      if (entry.d_tag == DT_NULL) break;
      take(entry);
    }
    if (part_.strings == 0 || part_.symbols == 0) give_up("has no dynamic symbols");
  }

  void take(const Dynamic& entry) {
    const std::uint64_t value = entry.d_un.d_val;
    switch (entry.d_tag) {
      case DT_NEEDED: part_.needed_names.push_back(value); break;
      case DT_STRTAB: part_.strings = value; break;
      case DT_SYMTAB: part_.symbols = value; break;
      case DT_GNU_HASH: part_.gnu_hash = value; break;
      case DT_HASH: part_.hash = value; break;
      case DT_VERNEED: part_.versions_needed = value; break;
      case DT_VERNEEDNUM: part_.versions_needed_count = value; break;
      case DT_TEXTREL: elf_.has_text_relocations = true; break;
      case DT_RPATH:
      case DT_RUNPATH: elf_.has_search_path = true; break;
      case DT_BIND_NOW: elf_.is_bound_now = true; break;
      case DT_FLAGS:
        elf_.is_bound_now |= (value & DF_BIND_NOW) != 0;
        elf_.has_text_relocations |= (value & DF_TEXTREL) != 0;
        elf_.has_static_tls |= (value & DF_STATIC_TLS) != 0;
        break;
      case DT_FLAGS_1:
        elf_.is_bound_now |= (value & DF_1_NOW) != 0;
        elf_.is_never_unloaded |= (value & DF_1_NODELETE) != 0;
        break;
      default: break;
    }
  }

  /// How many dynamic symbols there are, which only the hash tables tell.
  [[nodiscard]] std::uint64_t symbol_count() const {
    if (part_.hash != 0) {
      return bytes_.at<std::uint32_t>(offset_of(part_.hash) + 4, "the hash table");
    }
    if (part_.gnu_hash == 0) give_up("has no hash table of symbols");
    const std::uint64_t table = offset_of(part_.gnu_hash);
    const auto word = [&](std::uint64_t at) {
      return bytes_.at<std::uint32_t>(at, "the hash table");
    };
    const std::uint64_t buckets = word(table);
    const std::uint64_t first = word(table + 4);
    const std::uint64_t filters = word(table + 8);
    if (buckets > entries_max || filters > entries_max) give_up("has a hash table without end");
    const std::uint64_t bucket = table + 16 + filters * sizeof(ElfW(Addr));
    const std::uint64_t chain = bucket + buckets * 4;
    std::uint64_t last = 0;
    for (std::uint64_t at = 0; at < buckets; ++at) {
      last = std::max<std::uint64_t>(last, word(bucket + at * 4));
    }
    if (last < first) return first;
    while ((word(chain + (last - first) * 4) & 1U) == 0) ++last;
    return last + 1;
  }

  void read_exports() {
    const std::uint64_t count = symbol_count();
    const std::uint64_t table = offset_of(part_.symbols);
    for (std::uint64_t at = 1; at < count; ++at) {
      const auto symbol = bytes_.at<Symbol>(table + at * sizeof(Symbol), "the table of symbols");
      const unsigned binding = ELF64_ST_BIND(symbol.st_info);
      const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
      const bool is_version = symbol.st_shndx == SHN_ABS;
      if (symbol.st_shndx == SHN_UNDEF || is_version || binding == STB_LOCAL) continue;
      if (visibility != STV_DEFAULT && visibility != STV_PROTECTED) continue;
      elf_.exports.push_back({.name = bytes_.text(offset_of(part_.strings) + symbol.st_name),
                              .is_function = ELF64_ST_TYPE(symbol.st_info) == STT_FUNC,
                              .is_gnu_unique = binding == STB_GNU_UNIQUE});
    }
  }

  void read_versions() {
    if (part_.versions_needed == 0) return;
    std::uint64_t at = offset_of(part_.versions_needed);
    for (std::uint64_t file = 0; file < part_.versions_needed_count; ++file) {
      const auto need = bytes_.at<VersionNeed>(at, "the versions needed");
      std::uint64_t inner = at + need.vn_aux;
      for (unsigned entry = 0; entry < need.vn_cnt; ++entry) {
        const auto version = bytes_.at<VersionNeedEntry>(inner, "the versions needed");
        elf_.needed_symbol_versions.push_back(
            bytes_.text(offset_of(part_.strings) + version.vna_name));
        if (version.vna_next == 0) break;
        inner += version.vna_next;
      }
      if (need.vn_next == 0) break;
      at += need.vn_next;
    }
  }

  Bytes bytes_;
  Header header_{};
  std::vector<Segment> segments_;
  DynamicPart part_;
  bool has_stack_note_ = false;
  ElfFile elf_;
};

}  // namespace

Outcome<ElfFile> read_elf(std::string_view bytes) {
  try {
    return Reader(bytes).read();
  } catch (const Unreadable& found) {
    return Refusal{RAAS_E_INVALID, found.text};
  }
}

Outcome<ElfFile> read_elf_file(const std::filesystem::path& file) {
  const auto bytes = read_file(file);
  if (!bytes) return bytes.error();
  auto elf = read_elf(*bytes);
  if (!elf) return Refusal{elf.error().status, file.string() + ": " + elf.error().text};
  return elf;
}

}  // namespace mock
