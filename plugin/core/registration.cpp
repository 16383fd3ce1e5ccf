#include "core/registration.h"

#include <algorithm>

namespace raas {
namespace {

Status check_range(std::string_view which, std::uint64_t found, std::uint64_t max) {
  if (found >= 1 && found <= max) return {};
  return Error(Code::invalid_input, std::string(which) + ": found " + std::to_string(found) +
                                        ", expected 1 to " + std::to_string(max));
}

Status check(const RegistrationThresholds& wished, const Terms& defaults,
             const RegistrationBounds& bounds) {
  if (auto fits = check_range("replication", wished.replication, bounds.copies_max); !fits) {
    return fits;
  }
  if (auto fits = check_range("repair", wished.repair_epochs, deal_duration_max); !fits) {
    return fits;
  }
  // A copy that is expiring when it is made would be replaced for ever.
  return check_range("renew", wished.renew_epochs,
                     static_cast<std::uint64_t>(defaults.deal_duration_epochs) - 1);
}

RegisteredTerms with_thresholds(Terms terms, const RegistrationThresholds& wished,
                                const RegistrationBounds& bounds) {
  const auto copies = static_cast<std::uint32_t>(wished.replication);
  terms.copies_min = terms.copies_target = terms.copies_max = copies;
  terms.repair_after_epochs = static_cast<Epochs>(wished.repair_epochs);
  const auto renew = static_cast<Epochs>(wished.renew_epochs);
  // A copy with more than half of its time ahead is not replaced, or deals would be made for ever.
  const Epochs most = terms.deal_duration_epochs / 2;
  terms.renew_below_epochs = std::max(std::min(renew, most), bounds.renew_below_epochs_min);
  RegisteredTerms made{.terms = std::move(terms), .note = {}};
  const Epochs taken = made.terms.renew_below_epochs;
  if (taken != renew) {
    made.note = "renew: " + std::to_string(renew) +
                (taken > renew ? " raised to " : " lowered to ") + std::to_string(taken) +
                (taken > renew ? ", twice the sealing time" : ", half of a deal's duration");
  }
  return made;
}

}  // namespace

Result<RegisteredTerms> terms_of(const Registration& registration, const Terms& defaults,
                                 const RegistrationBounds& bounds) {
  const std::string where = "request " + std::to_string(registration.request_id);
  if (!registration.refusal.empty()) {
    return Error(Code::invalid_input, registration.refusal).within(where);
  }
  if (!registration.thresholds) return RegisteredTerms{.terms = defaults, .note = {}};
  if (auto sound = check(*registration.thresholds, defaults, bounds); !sound) {
    return sound.error().within(where);
  }
  return with_thresholds(defaults, *registration.thresholds, bounds);
}

}  // namespace raas
