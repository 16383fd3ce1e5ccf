// Boost.JSON without its shared library: compiled once here, for every adapter that reads JSON.
#include <boost/json/src.hpp>
