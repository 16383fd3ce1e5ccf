#include "policy/explain.h"

#include <algorithm>

#include "policy/standing.h"

namespace raas {
namespace {

void add(Inputs& inputs, std::string_view name, std::int64_t value) {
  inputs.emplace_back(name, std::to_string(value));
}

void add_text(Inputs& inputs, std::string_view name, std::string_view value) {
  inputs.emplace_back(name, std::string(value));
}

void add_id(Inputs& inputs, std::string_view name, std::uint64_t value) {
  inputs.emplace_back(name, std::to_string(value));
}

void add_epoch(Inputs& inputs, std::string_view name, Epoch epoch) {
  if (epoch >= 0) add(inputs, name, epoch);
}

void add_copy(Inputs& inputs, const Replica& copy, Standing standing) {
  add_text(inputs, "replaced_provider", provider_text(copy.provider));
  if (copy.record == ChainRecord::deal) add_id(inputs, "replaced_deal", copy.deal);
  if (copy.record == ChainRecord::claim) add_id(inputs, "replaced_claim", copy.deal);
  if (copy.sector) add_id(inputs, "replaced_sector", *copy.sector);
  add_text(inputs, "replaced_standing", name_of(standing));
  add_text(inputs, "finding", name_of(copy.facts.finding));
  add_epoch(inputs, "finding_since", copy.facts.since);
  add_epoch(inputs, "finding_read_at", copy.facts.read_at);
  add(inputs, "finding_readings", copy.facts.readings);
  add_epoch(inputs, "replaced_start_epoch", copy.start_epoch);
  add_epoch(inputs, "replaced_end_epoch", copy.end_epoch);
}

}  // namespace

Inputs inputs_of(const Job& job, const Observation& seen, const Plan& plan) {
  Inputs inputs;
  add_text(inputs, "job_state", name_of(job.state));
  add_text(inputs, "chain_trusted", seen.chain_trusted ? "yes" : "no");
  add_epoch(inputs, "tip", seen.tip);
  add_epoch(inputs, "now", seen.now);
  add(inputs, "copies_min", job.terms.copies_min);
  add(inputs, "copies_target", job.terms.copies_target);
  add(inputs, "copies_max", job.terms.copies_max);
  add(inputs, "copies_lasting", plan.copies_lasting);
  add(inputs, "copies_in_flight", plan.copies_in_flight);
  add_epoch(inputs, "job_end_epoch", job.terms.end_epoch);
  return inputs;
}

Inputs inputs_of(const Policy& policy, const Job& job, const Observation& seen, const Plan& plan,
                 const Action& action) {
  Inputs inputs = inputs_of(job, seen, plan);
  add_text(inputs, "reason", name_of(action.reason));
  add(inputs, "slot", action.slot);
  add(inputs, "generation", action.generation);
  switch (action.reason) {
    case Reason::repair:
      add(inputs, "repair_after_epochs", job.terms.repair_after_epochs);
      add(inputs, "reading_age_max_epochs", policy.reading_age_max_epochs);
      add(inputs, "negative_readings_min", policy.negative_readings_min);
      break;
    case Reason::renewal: add(inputs, "renew_below_epochs", renewal_threshold(job.terms)); break;
    case Reason::replication: break;
  }
  const auto replaced =
      std::find_if(seen.replicas.begin(), seen.replicas.end(),
                   [&](const Replica& replica) { return replica.id == action.replaces; });
  if (action.replaces == 0 || replaced == seen.replicas.end()) return inputs;
  add_id(inputs, "replaces", action.replaces);
  add_copy(inputs, *replaced, standing_of(policy, job.terms, *replaced, seen.tip));
  return inputs;
}

std::string next_text(const Plan& plan) {
  std::string text;
  for (const Action& action : plan.actions) {
    if (!text.empty()) text += "; ";
    text += std::string(name_of(action.reason)) + " of slot " + std::to_string(action.slot) + ": " +
            action.because;
  }
  if (!plan.because.empty()) text += (text.empty() ? "" : "; ") + plan.because;
  if (!text.empty()) text += "; ";
  return text + "looked at again at epoch " + std::to_string(plan.next_look) + " at the latest";
}

}  // namespace raas
