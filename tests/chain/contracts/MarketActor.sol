// SPDX-License-Identifier: MIT
pragma solidity ^0.8.17;

/// Stands in for the market actor f05 at 0xff..05. What it answers for a deal is set byte by byte,
/// so that a test can make it say anything.
contract MarketActor {
    struct Answer {
        uint32 exitCode;
        bytes cbor;
    }

    uint32 private constant NOT_FOUND = 17;
    uint64 private constant CBOR = 0x51;

    mapping(uint64 => mapping(bytes32 => Answer)) private answers; // By method and parameters.

    /// @param params  CBOR of the deal id, as contracts are to send it.
    function setAnswer(uint64 method, bytes calldata params, Answer calldata answer) external {
        answers[method][keccak256(params)] = answer;
    }

    function handle_filecoin_method(
        uint64 method,
        uint64 codec,
        bytes calldata params
    ) external view returns (uint32, uint64, bytes memory) {
        require(codec == CBOR, "no CBOR");
        Answer storage answer = answers[method][keccak256(params)];
        if (answer.exitCode != 0) return (answer.exitCode, 0, "");
        if (answer.cbor.length == 0) return (NOT_FOUND, 0, "");
        return (0, CBOR, answer.cbor);
    }
}
