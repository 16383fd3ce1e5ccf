#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "evm/block_epochs.h"
#include "evm/evm_node.h"

namespace mock {

/// Whether a method is one of the EVM, not of Filecoin.
[[nodiscard]] bool is_evm_method(std::string_view method);

/// Answers eth_ methods as a Lotus node does, from a real EVM: heights are epochs, "latest" is the
/// parent of the head, logs are given for 2,880 heights at a time and for what is executed, and a
/// height without a tipset is a null round. Methods that know no heights go to the EVM as they are.
class EthFront {
 public:
  EthFront(EvmNode& evm, const BlockEpochs& blocks, const Chain& chain, const Heights& heights)
      : evm_(evm), blocks_(blocks), chain_(chain), heights_(heights) {}

  /// A JSON-RPC response, but for its id.
  [[nodiscard]] boost::json::object respond(std::string_view method, boost::json::array params);

 private:
  struct Failure {
    explicit Failure(std::string text = {}, int with_code = 1)
        : code(with_code), message(std::move(text)) {}

    int code;
    std::string message;
    std::optional<Epoch> null_round;
  };
  template <class T>
  using Answer = boost::system::result<T, Failure>;

  [[nodiscard]] Epoch latest() const { return heights_.parent_of(chain_.head()); }
  /// The height that a block parameter names.
  [[nodiscard]] Answer<Epoch> height_of(const boost::json::value& block) const;
  /// The EVM's block with the state of a height.
  [[nodiscard]] Answer<std::uint64_t> block_with_state_of(Epoch height) const;

  [[nodiscard]] Answer<boost::json::object> block_by_number(const boost::json::array& params);
  [[nodiscard]] Answer<boost::json::object> logs(boost::json::array params);
  [[nodiscard]] Answer<boost::json::object> call(boost::json::array params);
  [[nodiscard]] Answer<boost::json::object> at_block(std::string_view method,
                                                     boost::json::array params, std::size_t at);
  [[nodiscard]] Answer<boost::json::object> transaction(std::string_view method,
                                                        boost::json::array params);
  [[nodiscard]] Answer<boost::json::object> pass(std::string_view method,
                                                 boost::json::array params);
  /// Puts heights in the place of the EVM's numbers. False = it is of a block that nobody sees yet.
  [[nodiscard]] bool put_height(boost::json::object& object) const;
  [[nodiscard]] boost::json::object empty_block(Epoch height) const;

  EvmNode& evm_;
  const BlockEpochs& blocks_;
  const Chain& chain_;
  const Heights& heights_;
};

}  // namespace mock
