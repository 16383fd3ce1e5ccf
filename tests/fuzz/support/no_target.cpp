#include <cstddef>
#include <cstdint>

// Whether a compiler has libFuzzer shows when this is linked with it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* /*bytes*/, std::size_t /*size*/) {
  return 0;
}
