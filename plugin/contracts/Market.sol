// SPDX-License-Identifier: MIT
pragma solidity ^0.8.17;

/// Asks the built-in market actor (f05) about deals. No question reverts: a deal that is gone, or an
/// answer that cannot be read, has no answer.
library Market {
    /// What the market says of a deal that it has.
    struct Commitment {
        bool known;
        bytes pieceCid;
        uint64 size;
    }
    struct Life {
        bool known;
        int64 activated; // Epoch; -1 = not yet.
        int64 terminated; // Epoch; -1 = not terminated.
        int64 start; // Epoch.
        int64 duration; // In epochs: the market answers no end.
    }

    address private constant CALL_ACTOR_BY_ID = 0xfe00000000000000000000000000000000000005;
    uint64 private constant MARKET = 5;
    uint64 private constant CBOR = 0x51;
    uint64 private constant READ_ONLY = 1;

    uint64 private constant GET_DEAL_ACTIVATION = 2567238399;
    uint64 private constant GET_DEAL_TERM = 163777312;
    uint64 private constant GET_DEAL_DATA_COMMITMENT = 1157985802;
    uint64 private constant GET_DEAL_PROVIDER = 935081690;

    function commitmentOf(uint64 dealId) internal view returns (Commitment memory found) {
        bytes memory answer = _ask(GET_DEAL_DATA_COMMITMENT, dealId);
        (bool ok, uint256 at) = _enterPair(answer, 0);
        if (!ok) return found;
        (ok, at, found.pieceCid) = _readCid(answer, at);
        if (!ok) return found;
        int256 size;
        (ok, at, size) = _readInteger(answer, at);
        found.known = ok && at == answer.length && size >= 0;
        found.size = uint64(uint256(size));
    }

    function providerOf(uint64 dealId) internal view returns (bool known, uint64 provider) {
        bytes memory answer = _ask(GET_DEAL_PROVIDER, dealId);
        (bool ok, uint256 at, int256 id) = _readInteger(answer, 0);
        return (ok && at == answer.length && id >= 0, uint64(uint256(id)));
    }

    function lifeOf(uint64 dealId) internal view returns (Life memory life) {
        bool ok;
        (ok, life.activated, life.terminated) = _epochs(GET_DEAL_ACTIVATION, dealId);
        if (!ok) return life;
        (life.known, life.start, life.duration) = _epochs(GET_DEAL_TERM, dealId);
    }

    function isActive(Life memory life) internal view returns (bool) {
        return
            life.known &&
            life.activated != -1 &&
            life.terminated == -1 &&
            epochsLeft(life) > 0;
    }

    function epochsLeft(Life memory life) internal view returns (int256) {
        return int256(life.start) + int256(life.duration) - int256(block.number);
    }

    function _epochs(uint64 method, uint64 dealId) private view returns (bool, int64, int64) {
        bytes memory answer = _ask(method, dealId);
        (bool ok, uint256 at) = _enterPair(answer, 0);
        int256 first;
        int256 second;
        if (ok) (ok, at, first) = _readInteger(answer, at);
        if (ok) (ok, at, second) = _readInteger(answer, at);
        return (
            ok && at == answer.length && _isEpoch(first) && _isEpoch(second),
            int64(first),
            int64(second)
        );
    }

    function _isEpoch(int256 number) private pure returns (bool) {
        return number >= -1 && number <= type(int64).max;
    }

    /// Empty if there is no answer.
    function _ask(uint64 method, uint64 dealId) private view returns (bytes memory) {
        bytes memory question = abi.encode(
            method,
            uint256(0),
            READ_ONLY,
            CBOR,
            _writeUint(dealId),
            MARKET
        );
        (bool ok, bytes memory reply) = _asView(_delegate)(question);
        if (!ok || reply.length < 128) return "";
        (int256 exitCode, , bytes memory answer) = abi.decode(reply, (int256, uint64, bytes));
        return exitCode == 0 ? answer : bytes("");
    }

    /// The system takes its calls as DELEGATECALL only, which the language forbids in a view; the
    /// flag READ_ONLY makes the call read only all the same.
    function _delegate(bytes memory question) private returns (bool, bytes memory) {
        return CALL_ACTOR_BY_ID.delegatecall(question);
    }

    function _asView(
        function(bytes memory) internal returns (bool, bytes memory) changing
    )
        private
        pure
        returns (function(bytes memory) internal view returns (bool, bytes memory) reading)
    {
        assembly {
            reading := changing
        }
    }

    // CBOR, as much as the answers need: each reader tells whether it could read, and what is next.

    function _writeUint(uint64 number) private pure returns (bytes memory) {
        if (number < 24) return abi.encodePacked(uint8(number));
        if (number <= type(uint8).max) return abi.encodePacked(uint8(0x18), uint8(number));
        if (number <= type(uint16).max) return abi.encodePacked(uint8(0x19), uint16(number));
        if (number <= type(uint32).max) return abi.encodePacked(uint8(0x1a), uint32(number));
        return abi.encodePacked(uint8(0x1b), number);
    }

    function _enterPair(bytes memory cbor, uint256 at) private pure returns (bool, uint256) {
        return (at < cbor.length && cbor[at] == 0x82, at + 1);
    }

    /// Major type and argument of the next item.
    function _readHead(
        bytes memory cbor,
        uint256 at
    ) private pure returns (bool, uint256, uint8 major, uint64 argument) {
        if (at >= cbor.length) return (false, at, 0, 0);
        uint8 head = uint8(cbor[at++]);
        uint8 low = head & 0x1f;
        if (low < 24) return (true, at, head >> 5, low);
        if (low > 27) return (false, at, 0, 0);
        uint256 end = at + (1 << (low - 24));
        if (end > cbor.length) return (false, at, 0, 0);
        for (; at < end; at++) argument = (argument << 8) | uint8(cbor[at]);
        return (true, at, head >> 5, argument);
    }

    function _readInteger(
        bytes memory cbor,
        uint256 at
    ) private pure returns (bool, uint256, int256) {
        (bool ok, uint256 next, uint8 major, uint64 argument) = _readHead(cbor, at);
        if (major == 1) return (ok, next, -1 - int256(uint256(argument)));
        return (ok && major == 0, next, int256(uint256(argument)));
    }

    /// Tag 42 on a byte string that begins with a 0 byte.
    function _readCid(
        bytes memory cbor,
        uint256 at
    ) private pure returns (bool, uint256, bytes memory cid) {
        (bool ok, uint256 next, uint8 major, uint64 argument) = _readHead(cbor, at);
        if (!ok || major != 6 || argument != 42) return (false, at, "");
        (ok, next, major, argument) = _readHead(cbor, next);
        if (!ok || major != 2 || argument == 0 || argument > cbor.length - next) {
            return (false, at, "");
        }
        if (cbor[next] != 0) return (false, at, "");
        cid = new bytes(argument - 1);
        for (uint256 i = 0; i < cid.length; i++) cid[i] = cbor[next + 1 + i];
        return (true, next + argument, cid);
    }
}
