#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <unordered_map>
#include <vector>

namespace raas {

/// Memory for millions of small records that live long, apart from the heap: among them on the
/// heap, what is taken and given back within one call would be scattered over all of it.
///
/// Records of about one size share a slab. One that is empty serves any size, so that records which
/// grow do not leave the room behind that they had before.
class RecordRoom {
 public:
  RecordRoom() = default;
  RecordRoom(const RecordRoom&) = delete;
  RecordRoom& operator=(const RecordRoom&) = delete;

  /// @return Room for @p bytes, aligned to 8; until release().
  [[nodiscard]] char* take(std::size_t bytes);
  /// @param bytes  As they were asked for.
  void release(char* record, std::size_t bytes);

  /// What is set apart for them, taken or not.
  [[nodiscard]] std::size_t bytes() const { return regions_.size() * region_bytes + bytes_large_; }

  static constexpr std::size_t slab_bytes = std::size_t{1} << 15U;
  static constexpr std::size_t region_bytes = 32 * slab_bytes;
  /// Larger records are on the heap.
  static constexpr std::size_t record_bytes_max = 1024;

 private:
  static constexpr std::size_t step = 8;  ///< Sizes are rounded up to a multiple of it.

  /// What a slab begins with; records follow.
  struct Slab {
    Slab* next = nullptr;  ///< With room for the same size; or of the empty ones.
    Slab* before = nullptr;
    std::uint16_t size = 0;        ///< Of each record, in steps.
    std::uint16_t taken = 0;       ///< Records.
    std::uint16_t fresh = 0;       ///< Where the part begins that was never taken, in steps.
    std::uint16_t given_back = 0;  ///< The newest of those given back, in steps; 0 = none.

    [[nodiscard]] char* at(std::size_t steps) {
      return reinterpret_cast<char*>(this) + steps * step;
    }
    [[nodiscard]] bool has_room() const {
      return given_back != 0 || fresh + std::size_t{size} <= slab_bytes / step;
    }
  };
  struct FreeRegion {
    void operator()(char* region) const {
      ::operator delete (region, std::align_val_t{slab_bytes});
    }
  };

  [[nodiscard]] char* take_large(std::size_t bytes);
  void release_large(const char* record, std::size_t bytes);
  [[nodiscard]] static Slab& slab_of(char* record);
  [[nodiscard]] Slab& slab_with_room(std::size_t size);
  [[nodiscard]] Slab& empty_slab();
  void link(Slab*& first, Slab& slab);
  void unlink(Slab*& first, Slab& slab);

  std::array<Slab*, record_bytes_max / step + 1> with_room_{};  ///< By size in steps.
  Slab* empty_ = nullptr;
  std::vector<std::unique_ptr<char, FreeRegion>> regions_;
  std::unordered_map<const char*, std::unique_ptr<char[]>> large_;
  std::size_t bytes_large_ = 0;
};

}  // namespace raas
