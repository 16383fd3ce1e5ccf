#include "aggregator/staging.h"

#include <boost/test/unit_test.hpp>

#include "unit/mock/aggregator_parts.h"

using namespace mock;
using mock::test::Shop;

namespace {

/// A shop whose first payload is sealed at f01003 and gone from the own store.
struct SealedShop : Shop {
  SealedShop() {
    BOOST_REQUIRE(aggregator.book().request(terms("k")).has_value());
    run(8 * epochs_per_day);
    cid = store.payloads()[0].cid;
    store.set_held(cid, false);
  }
  std::string cid;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(staging)

BOOST_AUTO_TEST_CASE(payload_of_the_own_store_is_ready_soon) {
  Shop shop;
  auto& staging = shop.aggregator.staging();
  const auto& payload = shop.store.payloads()[0];
  const auto id = *staging.fetch(payload.cid, {});
  BOOST_TEST((staging.find(id)->state == FetchState::running));
  BOOST_TEST(*staging.fetch(payload.cid, {}) == id);
  shop.run(1);

  BOOST_REQUIRE((staging.find(id)->state == FetchState::ready));
  BOOST_TEST(staging.staged(staging.find(id)->handle)->piece_cid == payload.piece_cid);
  staging.release(staging.find(id)->handle);
  BOOST_TEST(staging.find(id) == nullptr);
}

BOOST_AUTO_TEST_CASE(payload_that_nobody_has_is_not_found) {
  SealedShop shop;
  auto& staging = shop.aggregator.staging();

  BOOST_TEST(staging.fetch(shop.cid, {}).error().status == RAAS_E_NOT_FOUND);
  BOOST_TEST(staging.fetch(shop.cid, {1004}).error().status == RAAS_E_NOT_FOUND);
}

BOOST_AUTO_TEST_CASE(provider_with_a_live_copy_serves) {
  SealedShop shop;
  auto& staging = shop.aggregator.staging();
  const auto id = *staging.fetch(shop.cid, {1004, 1003});
  shop.run(300);

  BOOST_TEST((staging.find(id)->state == FetchState::ready));
}

BOOST_AUTO_TEST_CASE(provider_that_left_meanwhile_makes_the_fetch_fail) {
  SealedShop shop;
  auto& staging = shop.aggregator.staging();
  const auto id = *staging.fetch(shop.cid, {1003});
  shop.aggregator.provider_leaves(1003);
  shop.run(300);

  BOOST_TEST((staging.find(id)->state == FetchState::failed));
  BOOST_TEST(staging.fetch(shop.cid, {1003}).error().status == RAAS_E_NOT_FOUND);
}

BOOST_AUTO_TEST_CASE(provider_that_came_back_serves_once_its_sector_is_proven_again) {
  SealedShop shop;
  shop.aggregator.provider_leaves(1003);
  shop.run(2 * epochs_per_day);
  shop.aggregator.provider_returns(1003);
  BOOST_TEST(!shop.aggregator.staging().serves(1003, shop.cid));
  shop.run(2 * epochs_per_day);

  BOOST_TEST(shop.aggregator.staging().serves(1003, shop.cid));
}

BOOST_AUTO_TEST_SUITE_END()
