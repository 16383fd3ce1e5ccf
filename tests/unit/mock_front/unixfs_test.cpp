#include "content/unixfs.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "data_file.h"
#include "payload_bytes.h"

using mock::unixfs_cid;

BOOST_AUTO_TEST_SUITE(unixfs)

BOOST_AUTO_TEST_CASE(a_small_file_is_one_raw_block) {
  BOOST_TEST(unixfs_cid("hello world") ==
             "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e");
}

BOOST_AUTO_TEST_CASE(every_recorded_payload_has_the_cid_that_the_importer_gave) {
  const auto recorded = mock_front_test::json_of("cids/payloads.json");
  for (const auto& row : recorded.at("payloads").as_array()) {
    const auto size = row.at("bytes").to_number<std::size_t>();
    BOOST_TEST_CONTEXT("payload of " << size << " bytes") {
      BOOST_TEST(unixfs_cid(mock_front_test::payload_of(size)) ==
                 row.at("cid").as_string().c_str());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
