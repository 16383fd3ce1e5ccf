#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/job.h"
#include "core/policy.h"
#include "ports/chain_view.h"
#include "ports/contract_calls.h"
#include "ports/contract_deals.h"
#include "ports/directory.h"
#include "ports/events.h"
#include "ports/host_data.h"
#include "ports/host_deals.h"
#include "ports/registrations.h"
#include "ports/store.h"
#include "ports/transactions.h"
#include "ports/wallet.h"

namespace raas {

/// The world as the service reaches it.
struct Ports {
  ChainView& chain;
  HostDeals& deals;
  HostData& data;
  Directory& directory;
  Store& store;
  Events& events;
  std::vector<Registrations*> registrations = {};  ///< One for each contract that is followed.
  ContractDeals* contract_deals = nullptr;         ///< Without it their lists are not audited.
  Transactions* transactions = nullptr;            ///< Without it nothing is reported to them.
  const ContractCalls* calls = nullptr;            ///< Neither without this.
  Wallet* wallet = nullptr;  ///< The transactions, if they are sent by a wallet of our own.
};

/// Which of the host's own deals become jobs without a registration.
enum class Enrolment : std::uint8_t { registered_only, every_deal };

/// What the service is run with.
struct ServiceOptions {
  Policy policy;
  Terms default_terms;
  Enrolment enrolment = Enrolment::registered_only;
  std::string key_namespace = "raas";
  std::size_t jobs_per_slice = 1000;     ///< Looked at in one pump.
  std::size_t events_per_slice = 1000;   ///< Hook events, and readings of the chain, in one pump.
  std::size_t rows_per_slice = 600;      ///< Written in one pump; two thirds of them for events.
  std::size_t hook_queue_max = 100000;   ///< Hook events in memory; more are answered with RETRY.
  std::size_t fetches_max = 64;          ///< Pieces of data in the host's staging at a time.
  std::size_t deals_listed_max = 1000;   ///< Taken over for one piece of data.
  Epochs audit_epochs = epochs_per_day;  ///< Between two audits of a request; 0 = never.
  std::string contract_label;            ///< Of the jobs that come from a contract.
};

/// What a part of a pump may take, whichever is reached first. It always takes one.
struct SliceLimit {
  std::size_t count = 0;
  std::size_t staged_rows = 0;  ///< In the book.
};

/// When the call is that is being served.
struct Moment {
  Now now;
  Epoch epoch = 0;        ///< That is under way, by the host's clock.
  Epoch sure = no_epoch;  ///< The same if chain and clock were seen to agree, else none.
  Epoch tip = no_epoch;   ///< Newest finalized tipset that was read.
};

}  // namespace raas
