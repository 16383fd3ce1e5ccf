#include "adapters/evm/deal_status_calls.h"

#include "adapters/evm/deal_status_abi.h"
#include "adapters/evm/podsi.h"
#include "adapters/evm/revert.h"

namespace raas::evm {
namespace {

/// A request that names a piece is for that piece only. A payload's piece cannot be told from its
/// CID: there the host is believed, whose deal it is.
Status check_segment(const Cid& asked, const Piece& segment) {
  Cid piece = asked;
  if (is_piece_cid_v2(asked)) {
    const auto found = piece_of_v2(asked);
    if (!found) return found.error();
    piece = found->piece.cid;
  }
  if (!is_piece_cid_v1(piece) || piece == segment.cid) return {};
  return Error(Code::invalid_input, "segment: found " + segment.cid.text() +
                                        ", expected the piece of the request, " + piece.text());
}

}  // namespace

Result<std::string> DealStatusCalls::complete(const raas::Completion& completion) const {
  const Inclusion& inclusion = completion.inclusion;
  if (auto fits = check_segment(completion.request.payload, inclusion.segment); !fits) {
    return std::move(fits).error();
  }
  if (auto proven = verify_inclusion(inclusion.segment, inclusion.proof, completion.deal);
      !proven) {
    return std::move(proven).error();
  }
  return call_complete({.request = completion.request.id,
                        .reported = {completion.report.deal, completion.report.provider},
                        .segment = inclusion.segment,
                        .proof = inclusion.proof});
}

std::string DealStatusCalls::reason_of(std::string_view revert_data) const {
  return decode_revert(revert_data).text;
}

}  // namespace raas::evm
