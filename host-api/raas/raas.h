/**
 * @file raas.h
 * The whole RaaS host ABI. Host authors: begin with HOST_GUIDE.md.
 */
#ifndef RAAS_RAAS_H
#define RAAS_RAAS_H

#include "abi.h"
#include "entry.h"
#include "ext/api.h"
#include "ext/data.h"
#include "ext/deals.h"
#include "ext/hooks.h"
#include "ext/providers.h"
#include "ext/rpc.h"
#include "ext/tx.h"
#include "host.h"
#include "plugin.h"

#endif
