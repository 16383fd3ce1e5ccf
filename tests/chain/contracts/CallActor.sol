// SPDX-License-Identifier: MIT
pragma solidity ^0.8.17;

/// Stands in for the system's call_actor_id, 0xfe..05: passes a question on to the actor's address.
/// Reached by DELEGATECALL only, so that it keeps nothing.
contract CallActor {
    uint64 private constant READ_ONLY = 1;

    fallback(bytes calldata input) external payable returns (bytes memory) {
        (uint64 method, uint256 value, uint64 flags, uint64 codec, bytes memory params, uint64 id) = abi
            .decode(input, (uint64, uint256, uint64, uint64, bytes, uint64));
        require(value == 0, "no value expected");
        address actor = address(uint160(0xff << 152) | uint160(id));
        bytes memory call = abi.encodeWithSignature(
            "handle_filecoin_method(uint64,uint64,bytes)",
            method,
            codec,
            params
        );
        (bool ok, bytes memory reply) = flags & READ_ONLY != 0
            ? actor.staticcall(call)
            : actor.call(call);
        require(ok, "the actor aborted");
        (uint32 exitCode, uint64 replyCodec, bytes memory answer) = abi.decode(
            reply,
            (uint32, uint64, bytes)
        );
        return abi.encode(int256(uint256(exitCode)), replyCodec, answer);
    }
}
