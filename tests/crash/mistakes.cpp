#include "crash/mistakes.h"

namespace raas_test {

MistakeInWorld::MistakeInWorld(Deployment& world, Mistake mistake)
    : world_(world), mistake_(mistake) {
  if (mistake != Mistake::key_from_counter) return;
  world_.host.key_seen = [this](const std::string& key) {
    return keys_.emplace(key, std::to_string(keys_.size() + 1)).first->second;
  };
}

void MistakeInWorld::change(std::string_view what, const MemoryVfs::Effect& effect) {
  const bool comes_late = mistake_ == Mistake::record_after_call && world_.is_pumping();
  if (!comes_late || what != "sync") effect();
}

void MistakeInWorld::host_answered(const std::string& function) {
  if (mistake_ == Mistake::record_after_call && function == "make_deal") world_.disk.sync_all();
}

}  // namespace raas_test
