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

    /// Many answers, each as method (8 bytes), exit code (4 bytes), the lengths of parameters and
    /// CBOR (2 bytes each), parameters and CBOR.
    function setAnswers(bytes calldata all) external {
        for (uint256 at = 0; at < all.length; ) {
            uint256 middle = at + 16 + uint16(bytes2(all[at + 12:at + 14]));
            uint256 end = middle + uint16(bytes2(all[at + 14:at + 16]));
            answers[uint64(bytes8(all[at:at + 8]))][keccak256(all[at + 16:middle])] = Answer(
                uint32(bytes4(all[at + 8:at + 12])),
                all[middle:end]
            );
            at = end;
        }
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
