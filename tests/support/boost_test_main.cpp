#define BOOST_TEST_MODULE raas
#include <boost/test/unit_test.hpp>
