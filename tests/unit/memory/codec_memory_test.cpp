#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <new>
#include <string>

#include "adapters/config/config.h"
#include "adapters/lotus/actor_events.h"
#include "adapters/lotus/decode.h"
#include "adapters/store/terms_codec.h"
#include "core/cid.h"
#include "core/intent.h"
#include "failing_memory.h"

using namespace raas;

namespace {

/// What a node answered once, as it came.
std::string recorded(const std::string& name) {
  std::ifstream file(std::string(TEST_DATA_DIR) + "/lotus/" + name, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return boost::json::serialize(boost::json::parse(text).at("response"));
}

enum class Read : std::uint8_t { refused, right, wrong };

Read right_if(bool is_right) {
  return is_right ? Read::right : Read::wrong;
}

/// Lets each allocation of @p codec fail in turn, until it needs no more. It must come out with
/// bad_alloc, an error, or what is right; hold nothing; and be right when there is memory again.
template <class Codec>
void check_each_allocation(const Codec& codec) {
  BOOST_TEST((codec() == Read::right));
  bool has_failed = true;
  std::size_t allocations = 0;
  for (; has_failed && allocations < 100'000; ++allocations) {
    const std::ptrdiff_t before = blocks_held();
    bool is_right = true;
    {
      const FailingMemory memory(allocations);
      try {
        is_right = codec() != Read::wrong;
      } catch (const std::bad_alloc&) {
        is_right = true;
      }
      has_failed = memory.has_failed();
    }
    const bool is_clean = blocks_held() == before;
    if (!is_right || !is_clean) {
      BOOST_ERROR("allocation " << allocations << (is_right ? ": not given back" : ": read wrong"));
    }
  }
  BOOST_TEST(!has_failed);
  BOOST_TEST(allocations > 1U);
  BOOST_TEST((codec() == Read::right));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(codec_memory)

BOOST_AUTO_TEST_CASE(cids_survive_each_failed_allocation) {
  const std::string text = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
  check_each_allocation([&] {
    const auto cid = Cid::parse(text);
    return cid ? right_if(cid->text() == text) : Read::refused;
  });
}

BOOST_AUTO_TEST_CASE(keys_survive_each_failed_allocation) {
  const IntentKey key{.job = 1'000'000'007, .slot = 3, .generation = 4'000'000'000};
  const std::string name_space = "a namespace longer than any small string";
  check_each_allocation([&] {
    const auto read = IntentKey::parse(key.text(name_space), name_space);
    return read ? right_if(*read == key) : Read::refused;
  });
}

BOOST_AUTO_TEST_CASE(terms_survive_each_failed_allocation) {
  Terms terms;
  terms.providers_excluded = {1, 2, 3, 1'000'000};
  terms.providers_trusted = {4, 5};
  terms.end_epoch = no_epoch;
  check_each_allocation([&] {
    const auto read = decode_terms(encode_terms(terms));
    return read ? right_if(read->providers_excluded == terms.providers_excluded) : Read::refused;
  });
}

BOOST_AUTO_TEST_CASE(partitions_survive_each_failed_allocation) {
  const std::string text = R"([{"AllSectors":[0,4],"LiveSectors":[1,3],"FaultySectors":[2,1],)"
                           R"("RecoveringSectors":[0],"ActiveSectors":[0]},)"
                           R"({"AllSectors":[9,2],"LiveSectors":[9,2],"FaultySectors":[9,1],)"
                           R"("RecoveringSectors":[9,1],"ActiveSectors":[0]}])";
  check_each_allocation([&] {
    const auto sectors = lotus::decode_partitions(boost::json::parse(text));
    return sectors ? right_if((sectors->live.contains(1) && sectors->faulty.contains(9)))
                   : Read::refused;
  });
}

BOOST_AUTO_TEST_CASE(deals_and_events_survive_each_failed_allocation) {
  const std::string deal = recorded("StateMarketStorageDeal.active.pre-nv22.json");
  check_each_allocation([&] {
    const auto answer = boost::json::parse(deal);
    const auto read = lotus::decode_market_deal(answer.at("result"));
    return read ? right_if(read->sector_start_epoch > 0) : Read::refused;
  });
  const std::string events = recorded("GetActorEventsRaw.claim.3events.json");
  check_each_allocation([&] {
    const auto answer = boost::json::parse(events);
    const auto read = lotus::decode_events(answer.at("result"));
    return read ? right_if(read->size() == 3) : Read::refused;
  });
}

BOOST_AUTO_TEST_CASE(config_survives_each_failed_allocation) {
  const std::string text = R"({"key_namespace":"a-namespace-longer-than-any-small-string",)"
                           R"("chain":{"rpc_url":"https://one.example/rpc/v1","look_epochs":60}})";
  check_each_allocation([&] {
    const auto config = parse_config(text);
    return config ? right_if(config->chain.look_epochs == 60) : Read::refused;
  });
}

BOOST_AUTO_TEST_SUITE_END()
