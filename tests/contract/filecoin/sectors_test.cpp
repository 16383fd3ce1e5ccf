// Windows, faults, recoveries, terminations and expiries, each at its edge.
#include <boost/test/unit_test.hpp>

#include "filecoin/miner.h"
#include "network.h"

namespace mock {
inline std::ostream& operator<<(std::ostream& out, SectorStatus status) {
  return out << static_cast<int>(status);
}
}  // namespace mock

namespace test {
namespace {

using mock::SectorStatus;

/// What the head shows of the copy's deadline.
std::string seen(Network& network, const Copy& copy) {
  return sets_of(network.result("Filecoin.StateMinerPartitions",
                                "[\"f01000\"," + std::to_string(copy.deadline) + ",null]"),
                 copy.sector);
}

SectorStatus status(const Network& network, const Copy& copy) {
  return network.chain.sector_status(miner, copy.sector);
}

/// A network with one copy that has been proven once, at the epoch after that.
struct Proven {
  Network network;
  Copy copy = network.store();
  mock::Window first = network.window(copy, network.chain.now());

  Proven() { network.chain.advance_to(first.close()); }

  /// The next window of the copy's deadline.
  [[nodiscard]] mock::Window next() { return network.window(copy, network.chain.now()); }
  void advance_to(mock::Epoch epoch) { network.chain.advance_to(epoch); }
  [[nodiscard]] SectorStatus now() const { return status(network, copy); }
};

BOOST_AUTO_TEST_SUITE(sectors)

BOOST_AUTO_TEST_CASE(
    a_new_sector_is_live_in_the_next_tipset_but_not_active_before_its_first_proof) {
  Network network;
  const Copy copy = network.store();
  const mock::Window first = network.window(copy, network.chain.now());

  BOOST_TEST(seen(network, copy) == "AL");
  network.chain.advance_to(first.last());
  BOOST_TEST(seen(network, copy) == "AL");
  network.chain.advance_to(first.close());
  BOOST_TEST(seen(network, copy) == "ALA");
}

BOOST_AUTO_TEST_CASE(new_sectors_stay_clear_of_the_open_deadline_and_the_next_one) {
  Network network;
  for (int i = 0; i < 200; ++i) {
    const mock::Epoch now = network.chain.now();
    const Copy copy = network.store();
    BOOST_TEST(network.window(copy, now).open > now + mock::challenge_window);
  }
}

BOOST_AUTO_TEST_CASE(a_missed_proof_is_a_fault_at_the_last_epoch_of_the_window) {
  Proven world;
  world.network.chain.stop_proving(miner);
  const mock::Window missed = world.next();

  world.advance_to(missed.last() - 1);
  BOOST_TEST(world.now() == SectorStatus::live);
  world.advance_to(missed.last());
  BOOST_TEST(world.now() == SectorStatus::faulty);
  // The state of that epoch is shown by the tipset after it.
  BOOST_TEST(seen(world.network, world.copy) == "ALA");
  world.advance_to(missed.close());
  BOOST_TEST(seen(world.network, world.copy) == "ALF");
}

BOOST_AUTO_TEST_CASE(a_provider_that_is_back_before_the_window_ends_misses_nothing) {
  Proven world;
  world.network.chain.stop_proving(miner);
  const mock::Window window = world.next();
  world.advance_to(window.last() - 1);
  world.network.chain.resume_proving(miner);
  world.advance_to(window.close() + mock::proving_period);
  BOOST_TEST(world.now() == SectorStatus::live);
  BOOST_TEST(world.network.chain.live_spans(miner, world.copy.sector).back().first == start);
}

BOOST_AUTO_TEST_CASE(a_fault_cut_off_decides_which_window_a_recovery_is_for) {
  for (const mock::Epochs offset : {-1, 0, 1}) {
    BOOST_TEST_CONTEXT("declared " << offset << " epochs from the cut-off") {
      Proven world;
      world.network.chain.stop_proving(miner);
      world.advance_to(world.next().close());
      const mock::Window window = world.next();

      world.advance_to(window.fault_cutoff() + offset);
      world.network.chain.resume_proving(miner);
      const bool is_in_time = offset < 0;
      BOOST_TEST(world.now() == (is_in_time ? SectorStatus::recovering : SectorStatus::faulty));
      world.advance_to(window.last() - 1);
      BOOST_TEST(seen(world.network, world.copy) == (is_in_time ? "ALFR" : "ALF"));
      world.advance_to(window.last());
      BOOST_TEST(world.now() == (is_in_time ? SectorStatus::live : SectorStatus::faulty));
      world.advance_to(window.close());
      BOOST_TEST(world.now() == (is_in_time ? SectorStatus::live : SectorStatus::recovering));
      world.advance_to(window.last() + mock::proving_period);
      BOOST_TEST(world.now() == SectorStatus::live);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_recovery_that_is_not_proven_is_the_old_fault) {
  Proven world;
  world.network.chain.stop_proving(miner);
  const mock::Window missed = world.next();
  world.advance_to(missed.close());
  world.network.chain.resume_proving(miner);
  BOOST_TEST(world.now() == SectorStatus::recovering);
  world.network.chain.stop_proving(miner);
  world.advance_to(missed.last() + mock::proving_period);
  BOOST_TEST(world.now() == SectorStatus::faulty);
  world.advance_to(missed.last() + mock::fault_max_age - 1);
  BOOST_TEST(world.now() == SectorStatus::faulty);
  world.advance_to(missed.last() + mock::fault_max_age);
  BOOST_TEST(world.now() == SectorStatus::terminated);
}

BOOST_AUTO_TEST_CASE(a_fault_of_42_days_ends_the_sector_and_its_deal_in_one_step) {
  Proven world;
  world.network.chain.stop_proving(miner);
  const mock::Epoch end = world.next().last() + 120960;

  world.advance_to(end - 1);
  BOOST_TEST(world.now() == SectorStatus::faulty);
  BOOST_TEST(world.network.chain.deal(world.copy.deal).has_value());
  world.advance_to(end);
  BOOST_TEST(world.now() == SectorStatus::terminated);
  BOOST_TEST(!world.network.chain.deal(world.copy.deal).has_value());

  BOOST_TEST(seen(world.network, world.copy) == "ALF");
  BOOST_TEST(world.network.deal_seen(world.copy.deal) == "active");
  world.advance_to(end + 1);
  BOOST_TEST(seen(world.network, world.copy) == "A");
  BOOST_TEST(world.network.deal_seen(world.copy.deal) == "not found");
}

BOOST_AUTO_TEST_CASE(a_recovered_sector_is_not_ended_by_its_old_fault) {
  Proven world;
  // Something is due before the old fault's end, so that this is still in the queue when the new
  // fault begins.
  (void)world.network.chain.publish(world.network.proposal());
  world.network.chain.stop_proving(miner);
  const mock::Window missed = world.next();
  world.advance_to(missed.close());
  world.network.chain.resume_proving(miner);
  world.advance_to(missed.last() + mock::proving_period);
  BOOST_TEST(world.now() == SectorStatus::live);
  BOOST_TEST(world.network.chain.next_change().value() > missed.last() + 2 * mock::proving_period);
  BOOST_TEST(world.network.chain.next_change().value() < missed.last() + mock::fault_max_age);
  world.network.chain.stop_proving(miner);
  world.advance_to(missed.last() + mock::fault_max_age);
  BOOST_TEST(world.now() == SectorStatus::faulty);
  world.advance_to(missed.last() + 2 * mock::proving_period + mock::fault_max_age - 1);
  BOOST_TEST(world.now() == SectorStatus::faulty);
  world.advance_to(missed.last() + 2 * mock::proving_period + mock::fault_max_age);
  BOOST_TEST(world.now() == SectorStatus::terminated);
}

BOOST_AUTO_TEST_CASE(a_lost_sector_is_declared_before_the_cut_off_or_skipped_in_the_proof) {
  for (const mock::Epochs offset : {-2, -1, 0}) {
    BOOST_TEST_CONTEXT("lost " << offset << " epochs from the cut-off") {
      Proven world;
      const mock::Window window = world.next();
      world.advance_to(window.fault_cutoff() + offset);
      world.network.chain.lose_sector(miner, world.copy.sector);
      const mock::Epoch faulty_at = offset < 0 ? window.fault_cutoff() - 1 : window.last();
      world.advance_to(faulty_at);
      BOOST_TEST(world.now() == SectorStatus::faulty);
      BOOST_TEST(world.network.chain.sector_status_at(miner, world.copy.sector, faulty_at - 1) ==
                 SectorStatus::live);
      world.advance_to(window.last() + mock::fault_max_age - 1);
      BOOST_TEST(world.now() == SectorStatus::faulty);
      world.advance_to(window.last() + mock::fault_max_age);
      BOOST_TEST(world.now() == SectorStatus::terminated);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_lost_sector_leaves_its_neighbours_alone) {
  Proven world;
  Copy other = world.network.store();
  while (other.deadline != world.copy.deadline) other = world.network.store();
  world.network.chain.lose_sector(miner, world.copy.sector);
  world.advance_to(world.network.chain.now() + 2 * mock::proving_period);
  BOOST_TEST(world.now() == SectorStatus::faulty);
  BOOST_TEST(status(world.network, other) == SectorStatus::live);

  world.network.chain.recover_sector(miner, world.copy.sector);
  world.advance_to(world.network.chain.now() + 2 * mock::proving_period);
  BOOST_TEST(world.now() == SectorStatus::live);
}

BOOST_AUTO_TEST_CASE(a_lost_sector_is_not_recovered_by_its_provider_coming_back) {
  Proven world;
  world.network.chain.lose_sector(miner, world.copy.sector);
  world.network.chain.stop_proving(miner);
  world.advance_to(world.next().close());
  world.network.chain.resume_proving(miner);
  world.advance_to(world.network.chain.now() + 2 * mock::proving_period);
  BOOST_TEST(world.now() == SectorStatus::faulty);
}

BOOST_AUTO_TEST_CASE(an_expired_sector_leaves_at_the_end_of_its_deadline_and_its_deal_stays) {
  Network network;
  const mock::DealProposal proposal = network.proposal();
  const Copy copy = network.store(proposal);
  const mock::Window last = network.window(copy, proposal.end_epoch + 1000);
  network.chain.advance_to(last.last() - 1);
  BOOST_TEST(status(network, copy) == SectorStatus::live);
  network.chain.advance_to(last.last());
  BOOST_TEST(status(network, copy) == SectorStatus::terminated);
  network.chain.advance_to(last.close());
  BOOST_TEST(seen(network, copy) == "A");
  BOOST_TEST(network.deal_seen(copy.deal) == "active");
}

BOOST_AUTO_TEST_CASE(a_fault_near_the_expiry_keeps_the_expiry_and_the_ended_deal) {
  Network network;
  const mock::DealProposal proposal = network.proposal();
  const Copy copy = network.store(proposal);
  const mock::Window last = network.window(copy, proposal.end_epoch + 1000);
  network.chain.advance_to(last.open - 10 * mock::proving_period);
  network.chain.stop_proving(miner);
  network.chain.advance_to(last.last() - 1);
  BOOST_TEST(status(network, copy) == SectorStatus::faulty);
  network.chain.advance_to(last.close());
  BOOST_TEST(status(network, copy) == SectorStatus::terminated);
  BOOST_TEST(network.deal_seen(copy.deal) == "active");
}

BOOST_AUTO_TEST_CASE(a_provider_can_terminate_and_the_deal_goes_with_the_sector) {
  Proven world;
  world.network.chain.terminate_sector(miner, world.copy.sector);
  BOOST_TEST(world.now() == SectorStatus::terminated);
  BOOST_TEST(world.network.deal_seen(world.copy.deal) == "active");
  world.advance_to(world.network.chain.now() + 1);
  BOOST_TEST(world.network.deal_seen(world.copy.deal) == "not found");
  BOOST_TEST(seen(world.network, world.copy) == "A");
}

BOOST_AUTO_TEST_CASE(termination_leaves_a_deal_that_has_ended_where_it_is) {
  for (const mock::Epochs offset : {-1, 0}) {
    BOOST_TEST_CONTEXT("terminated " << offset << " epochs from the deal's end") {
      Network network;
      const mock::DealProposal proposal = network.proposal();
      const Copy copy = network.store(proposal, 10 * mock::epochs_per_day);
      network.chain.advance_to(proposal.end_epoch + offset);
      network.chain.terminate_sector(miner, copy.sector);
      BOOST_TEST(network.chain.deal(copy.deal).has_value() == (offset >= 0));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_state_of_the_past_is_answered_as_it_was) {
  Proven world;
  world.network.chain.stop_proving(miner);
  const mock::Window missed = world.next();
  world.advance_to(missed.last() + mock::fault_max_age + 1000);
  const auto seen_at = [&](mock::Epoch epoch) {
    return sets_of(world.network.result("Filecoin.StateMinerPartitions",
                                        "[\"f01000\"," + std::to_string(world.copy.deadline) + "," +
                                            world.network.key_at(epoch) + "]"),
                   world.copy.sector);
  };
  BOOST_TEST(seen_at(start) == "");
  BOOST_TEST(seen_at(start + 1) == "AL");
  BOOST_TEST(seen_at(missed.last()) == "ALA");
  BOOST_TEST(seen_at(missed.close()) == "ALF");
  BOOST_TEST(seen_at(missed.last() + mock::fault_max_age) == "ALF");
  BOOST_TEST(seen_at(missed.last() + mock::fault_max_age + 1) == "A");
  BOOST_TEST(world.network.deal_seen(world.copy.deal, world.network.key_at(missed.close())) ==
             "active");
}

BOOST_AUTO_TEST_CASE(cron_of_a_null_round_is_shown_one_tipset_later) {
  mock::ChainOptions options = without_null_rounds();
  options.null_rounds_ppm = 300000;
  int checked = 0;
  for (options.seed = 1; options.seed < 30; ++options.seed) {
    Network network(options);
    const Copy copy = network.store();
    network.chain.stop_proving(miner);
    const mock::Window missed = network.window(copy, network.chain.now());
    network.chain.advance_to(missed.last() + 100);
    const auto tipset_after = [&](mock::Epoch epoch) {
      return network
          .result("Filecoin.ChainGetTipSetAfterHeight", "[" + std::to_string(epoch) + ",null]")
          .at("Height")
          .as_int64();
    };
    const mock::Epoch first = tipset_after(missed.close());
    const mock::Epoch second = tipset_after(first + 1);
    const bool is_null_round = tipset_after(missed.last()) != missed.last();
    const auto faulty_at = [&](mock::Epoch epoch) {
      return has(
          network.result("Filecoin.StateMinerFaults", "[\"f01000\"," + network.key_at(epoch) + "]"),
          copy.sector);
    };
    BOOST_TEST(faulty_at(first) == !is_null_round);
    BOOST_TEST(faulty_at(second));
    checked += is_null_round ? 1 : 0;
  }
  BOOST_TEST(checked > 2);
}

BOOST_AUTO_TEST_CASE(the_judge_knows_of_a_loss_before_the_network_does) {
  Proven world;
  const mock::Chain& chain = world.network.chain;
  const mock::Epoch lost = chain.now();
  BOOST_TEST(!chain.not_provable_since(miner, world.copy.sector).has_value());
  world.network.chain.lose_sector(miner, world.copy.sector);
  BOOST_TEST(chain.not_provable_since(miner, world.copy.sector).value() == lost);
  BOOST_TEST(world.now() == SectorStatus::live);
  world.advance_to(lost + 10);
  world.network.chain.stop_proving(miner);
  BOOST_TEST(chain.not_provable_since(miner, world.copy.sector).value() == lost);
  world.network.chain.recover_sector(miner, world.copy.sector);
  BOOST_TEST(chain.not_provable_since(miner, world.copy.sector).value() == lost + 10);
  world.advance_to(lost + 20);
  world.network.chain.resume_proving(miner);
  BOOST_TEST(!chain.not_provable_since(miner, world.copy.sector).has_value());

  BOOST_TEST(!chain.not_provable_since_at(miner, world.copy.sector, lost - 1).has_value());
  BOOST_TEST(chain.not_provable_since_at(miner, world.copy.sector, lost).value() == lost);
  BOOST_TEST(chain.not_provable_since_at(miner, world.copy.sector, lost + 19).value() == lost + 10);
}

BOOST_AUTO_TEST_CASE(the_judge_knows_when_a_sector_was_live_and_hears_of_every_turn) {
  struct Turns : mock::SectorObserver {
    void sector_turned(mock::ActorId, mock::SectorNumber sector) override { of.push_back(sector); }
    std::vector<mock::SectorNumber> of;
  } turns;
  Proven world;
  const mock::Chain& chain = world.network.chain;
  world.network.chain.observe(turns);
  world.network.chain.stop_proving(miner);
  const mock::Window missed = world.next();
  world.advance_to(missed.close());
  BOOST_TEST(turns.of == std::vector{world.copy.sector});  // faulty
  world.network.chain.resume_proving(miner);
  world.advance_to(missed.close() + mock::proving_period);
  BOOST_TEST(turns.of == (std::vector<mock::SectorNumber>(3, world.copy.sector)));
  const mock::Epoch back = missed.last() + mock::proving_period;
  using Spans = std::vector<std::pair<mock::Epoch, mock::Epoch>>;
  BOOST_TEST((chain.live_spans(miner, world.copy.sector) ==
              Spans{{start, missed.last()}, {back, chain.now() + 1}}));
  world.network.chain.terminate_sector(miner, world.copy.sector);
  BOOST_TEST((chain.live_spans(miner, world.copy.sector) ==
              Spans{{start, missed.last()}, {back, chain.now()}}));
  BOOST_TEST(turns.of.size() == 4U);
  BOOST_TEST(chain.live_spans(miner, world.copy.sector + 1).empty());
}

BOOST_AUTO_TEST_CASE(nothing_changes_between_two_announced_changes) {
  Proven world;
  world.network.chain.stop_proving(miner);
  const mock::Window missed = world.next();
  BOOST_TEST(world.network.chain.next_change().value() == missed.last());
  world.advance_to(missed.last());
  BOOST_TEST(world.network.chain.next_change().value() == missed.last() + mock::fault_max_age);
  world.advance_to(missed.last() + mock::fault_max_age);
  BOOST_TEST(!world.network.chain.next_change().has_value());
}

BOOST_AUTO_TEST_CASE(a_partition_takes_2349_sectors) {
  mock::Miner big(miner, 1, start);
  const std::uint64_t deadline =
      big.sector(big.add_sector(1, start, start + half_year)).placing().deadline;
  while (big.in_deadline(deadline).size() < mock::partition_sectors_max + 1) {
    (void)big.add_sector(1, start, start + half_year);
  }
  const auto places = big.in_deadline(deadline);
  BOOST_TEST(big.partition_of(big.sector(places[0]), start).value() == 0U);
  BOOST_TEST(big.partition_of(big.sector(places[2348]), start).value() == 0U);
  BOOST_TEST(big.partition_of(big.sector(places[2349]), start).value() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace test
