#pragma once

// The modules' limits are plain values that the config fills: they are in core/.
#include "core/policy.h"
