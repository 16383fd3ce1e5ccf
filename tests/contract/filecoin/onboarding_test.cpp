// Data without deals, and what becomes of the records of sectors that are gone.
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <map>

#include "network.h"

namespace test {
namespace {

constexpr const char* piece = "baga6ea4seaqhrk3pg4thkoaukss2ehqer65t3gtj7e4hku6jmkdoygnc6wzoeca";
constexpr std::uint64_t piece_size = 34359738368;
constexpr mock::Epochs day = mock::epochs_per_day;

mock::Allocation allocation() {
  mock::Allocation wanted;
  wanted.client = 743060;
  wanted.provider = miner;
  wanted.piece_cid = piece;
  wanted.piece_size = piece_size;
  wanted.term_min = half_year;
  wanted.term_max = half_year + 30 * day;
  wanted.expiration = start + 60 * day;
  return wanted;
}

/// A sector with one claimed piece.
struct Onboarded {
  Network network;
  mock::AllocationId claim = network.chain.allocate(allocation());
  mock::SectorNumber sector =
      network.chain.onboard(miner, {{piece, piece_size, claim}}, start + half_year).value();

  Onboarded() { network.chain.advance_to(start + 1); }
  std::string params(std::uint64_t number) const {
    return "[\"f01000\"," + std::to_string(number) + ",null]";
  }
  boost::json::value claim_seen() {
    return network.result("Filecoin.StateGetClaim", params(claim));
  }
};

BOOST_AUTO_TEST_SUITE(onboarding)

BOOST_AUTO_TEST_CASE(a_claim_points_to_the_sector_with_the_data) {
  Onboarded world;
  BOOST_TEST(boost::json::serialize(world.claim_seen()) ==
             R"({"Provider":1000,"Client":743060,"Data":{"/":")" + std::string(piece) +
                 R"("},"Size":34359738368,"TermMin":518400,"TermMax":604800,"TermStart":)" +
                 std::to_string(start) + R"(,"Sector":)" + std::to_string(world.sector) + "}");
  const auto claims = world.network.result("Filecoin.StateGetClaims", R"(["f01000",null])");
  BOOST_TEST(claims.as_object().size() == 1U);
  BOOST_TEST((claims.at(std::to_string(world.claim)) == world.claim_seen()));
  BOOST_TEST(
      world.network
          .result("Filecoin.StateGetClaim", "[\"f02000\"," + std::to_string(world.claim) + ",null]")
          .is_null());
}

BOOST_AUTO_TEST_CASE(an_allocation_is_there_until_it_is_claimed) {
  Network network;
  const auto id = network.chain.allocate(allocation());
  const std::string params = "[\"f0743060\"," + std::to_string(id) + ",null]";
  network.chain.advance_to(start + 1);
  const auto seen = network.result("Filecoin.StateGetAllocation", params);
  BOOST_TEST(seen.at("Expiration").as_int64() == start + 60 * day);
  BOOST_TEST(
      network.result("Filecoin.StateGetAllocations", R"(["f0743060",null])").as_object().size() ==
      1U);
  (void)network.chain.onboard(miner, {{piece, piece_size, id}}, start + half_year + 1);
  network.chain.advance_to(start + 2);
  BOOST_TEST(network.result("Filecoin.StateGetAllocation", params).is_null());
  BOOST_TEST(
      network.result("Filecoin.StateGetAllocations", R"(["f0743060",null])").as_object().empty());
}

BOOST_AUTO_TEST_CASE(only_what_was_allocated_can_be_claimed) {
  Network network;
  network.chain.add_miner(2000);
  const auto id = network.chain.allocate(allocation());
  const auto tried = [&](mock::ActorId provider, const mock::Piece& what, mock::Epochs life) {
    return network.chain.onboard(provider, {what}, network.chain.now() + life).has_value();
  };
  const mock::Piece right{piece, piece_size, id};
  BOOST_TEST(!tried(2000, right, half_year));
  BOOST_TEST(!tried(miner, {piece, piece_size / 2, id}, half_year));
  BOOST_TEST(!tried(miner, {"baga6ea4seaqother", piece_size, id}, half_year));
  BOOST_TEST(!tried(miner, {piece, piece_size, id + 1}, half_year));
  BOOST_TEST(!tried(miner, right, half_year - 1));
  BOOST_TEST(!tried(miner, right, half_year + 30 * day + 1));
  network.chain.advance_to(start + 60 * day + 1);
  BOOST_TEST(!tried(miner, right, half_year));
  Network earlier;
  const auto other = earlier.chain.allocate(allocation());
  earlier.chain.advance_to(start + 60 * day);
  BOOST_TEST(
      earlier.chain.onboard(miner, {{piece, piece_size, other}}, earlier.chain.now() + half_year)
          .has_value());
}

BOOST_AUTO_TEST_CASE(a_claim_survives_its_sector_until_its_longest_term_is_over) {
  Onboarded world;
  mock::Chain& chain = world.network.chain;
  chain.terminate_sector(miner, world.sector);
  chain.advance_to(start + half_year + 30 * day - 1);
  chain.remove_expired_claims(miner);
  chain.advance_to(chain.now() + 1);
  BOOST_TEST(!world.claim_seen().is_null());
  chain.remove_expired_claims(miner);
  BOOST_TEST(!world.claim_seen().is_null());
  chain.advance_to(chain.now() + 1);
  BOOST_TEST(world.claim_seen().is_null());
  BOOST_TEST(!chain.claim_at(world.claim, chain.now()).has_value());
  BOOST_TEST(chain.claim_at(world.claim, start + 1).has_value());
}

BOOST_AUTO_TEST_CASE(a_sector_without_a_deal_lives_and_dies_as_any_other) {
  Onboarded world;
  mock::Chain& chain = world.network.chain;
  const auto info = world.network.result("Filecoin.StateSectorGetInfo", world.params(world.sector));
  BOOST_TEST(info.at("DealWeight").as_string() == "0");
  BOOST_TEST(info.at("VerifiedDealWeight").as_string() == std::to_string(piece_size * half_year));
  chain.stop_proving(miner);
  chain.advance_to(start + 3 * day);
  BOOST_TEST((chain.sector_status(miner, world.sector) == mock::SectorStatus::faulty));
  chain.advance_to(start + 50 * day);
  BOOST_TEST((chain.sector_status(miner, world.sector) == mock::SectorStatus::terminated));
}

BOOST_AUTO_TEST_CASE(data_that_is_not_verified_is_in_no_state) {
  Network network;
  const auto sector =
      network.chain.onboard(miner, {{piece, 1024, {}}, {piece, 2048, {}}}, start + half_year);
  network.chain.advance_to(start + 1);
  BOOST_TEST(sector.has_value());
  BOOST_TEST(network.result("Filecoin.StateGetClaims", R"(["f01000",null])").as_object().empty());
  BOOST_TEST(network
                 .result("Filecoin.StateSectorGetInfo",
                         "[\"f01000\"," + std::to_string(*sector) + ",null]")
                 .at("DealWeight")
                 .as_string() == std::to_string(3072 * half_year));
}

BOOST_AUTO_TEST_CASE(a_verified_deal_has_a_claim_beside_it) {
  Network network;
  mock::DealProposal proposal = network.proposal();
  proposal.verified = true;
  const Copy copy = network.store(proposal);
  const auto claims = network.result("Filecoin.StateGetClaims", R"(["f01000",null])").as_object();
  BOOST_REQUIRE(claims.size() == 1U);
  BOOST_TEST(claims.begin()->value().at("Sector").to_number<std::uint64_t>() == copy.sector);
}

BOOST_AUTO_TEST_CASE(a_termination_by_cron_that_nobody_heard_leaves_the_deal) {
  Network network;
  const Copy heard = network.store();
  const Copy swallowed = network.store();
  const Copy told = network.store();
  network.chain.swallow_termination(miner, swallowed.sector);
  network.chain.swallow_termination(miner, told.sector);
  network.chain.terminate_sector(miner, told.sector);
  network.chain.stop_proving(miner);
  network.chain.advance_to(start + 50 * day);
  BOOST_TEST(
      (network.chain.sector_status(miner, swallowed.sector) == mock::SectorStatus::terminated));
  BOOST_TEST(network.deal_seen(heard.deal) == "not found");
  BOOST_TEST(network.deal_seen(swallowed.deal) == "active");
  BOOST_TEST(network.deal_seen(told.deal) == "not found");
}

BOOST_AUTO_TEST_SUITE_END()

/// Partitions of two sectors each, and five sectors in one deadline.
struct Crowded {
  static mock::ChainOptions options() {
    mock::ChainOptions small = without_null_rounds();
    small.partition_sectors = 2;
    return small;
  }
  Network network{options()};
  std::vector<Copy> copies;

  Crowded() {
    std::map<std::uint64_t, std::vector<Copy>> by_deadline;
    while (copies.size() < 5) {
      const Copy copy = network.store();
      by_deadline[copy.deadline].push_back(copy);
      if (by_deadline[copy.deadline].size() == 5) copies = by_deadline[copy.deadline];
    }
    to_quiet();
  }
  /// To where the deadline is proven and may be compacted.
  void to_quiet() {
    const mock::Window window = network.window(copies[0], network.chain.now());
    network.chain.advance_to(window.close() + 1800);
  }
  std::string params(std::size_t copy) const {
    return "[\"f01000\"," + std::to_string(copies[copy].sector) + ",null]";
  }
  std::int64_t partition(std::size_t copy) {
    return network.result("Filecoin.StateSectorPartition", params(copy)).at("Partition").as_int64();
  }
  bool compact() { return network.chain.compact_partitions(miner, copies[0].deadline); }
};

BOOST_AUTO_TEST_SUITE(compaction)

BOOST_AUTO_TEST_CASE(the_living_move_up_and_the_dead_are_forgotten) {
  Crowded world;
  Network& network = world.network;
  BOOST_TEST(world.partition(2) == 1);
  BOOST_TEST(world.partition(4) == 2);
  network.chain.terminate_sector(miner, world.copies[0].sector);
  network.chain.terminate_sector(miner, world.copies[3].sector);
  network.chain.advance_to(network.chain.now() + 1);
  BOOST_TEST(world.partition(4) == 2);
  BOOST_TEST(!network.result("Filecoin.StateSectorGetInfo", world.params(0)).is_null());

  const mock::Epoch before = network.chain.now();
  BOOST_TEST(world.compact());
  network.chain.advance_to(before + 1);
  BOOST_TEST(world.partition(1) == 0);
  BOOST_TEST(world.partition(2) == 0);
  BOOST_TEST(world.partition(4) == 1);
  BOOST_TEST(network.result("Filecoin.StateSectorGetInfo", world.params(0)).is_null());
  BOOST_TEST(network.error("Filecoin.StateSectorPartition", world.params(0)) ==
             "1 sector " + std::to_string(world.copies[0].sector) + " not due at any deadline");
  const auto deadline = std::to_string(world.copies[0].deadline);
  const auto now =
      network.result("Filecoin.StateMinerPartitions", "[\"f01000\"," + deadline + ",null]");
  BOOST_TEST(now.as_array().size() == 2U);
  BOOST_TEST(sets_of(now, world.copies[3].sector).empty());
  const auto then = network.result("Filecoin.StateMinerPartitions",
                                   "[\"f01000\"," + deadline + "," + network.key_at(before) + "]");
  BOOST_TEST(then.as_array().size() == 3U);
  BOOST_TEST(sets_of(then, world.copies[3].sector) == "A");
}

BOOST_AUTO_TEST_CASE(it_is_refused_around_the_window_and_while_anything_is_faulty) {
  Crowded world;
  Network& network = world.network;
  const mock::Window next = network.window(world.copies[0], network.chain.now());
  BOOST_TEST(world.compact());
  network.chain.advance_to(next.open - 60);
  BOOST_TEST(!world.compact());
  network.chain.advance_to(next.close() + 1799);
  BOOST_TEST(!world.compact());
  network.chain.advance_to(next.close() + 1800);
  BOOST_TEST(world.compact());

  network.chain.lose_sector(miner, world.copies[1].sector);
  world.network.chain.advance_to(next.close() + mock::proving_period + 1800);
  BOOST_TEST(!world.compact());
  BOOST_TEST(!network.chain.compact_partitions(miner, 48));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace test
