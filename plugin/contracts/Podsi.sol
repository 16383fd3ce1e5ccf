// SPDX-License-Identifier: MIT
pragma solidity ^0.8.17;

import {IDealStatus} from "./IDealStatus.sol";

/// Proof of data segment inclusion (FRC-0058): both Merkle paths, the index entry with its checksum
/// and place, and the sizes. The same rules as plugin/adapters/evm/podsi.cpp.
library Podsi {
    /// What of a proof is wrong: "segment", "subtree", "index", "size", "place" or "commitment".
    error InvalidProof(string what);

    uint64 private constant ENTRY_SIZE = 64;
    uint64 private constant ENTRIES_MIN = 4;
    uint64 private constant BYTES_PER_ENTRY = 2048 * ENTRY_SIZE;
    uint64 private constant PIECE_SIZE_MIN = 128;
    uint64 private constant AGGREGATE_SIZE_MIN = 512;
    uint256 private constant PATH_LENGTH_MAX = 63;

    /// fil-commitment-unsealed, sha2-256-trunc254-padded, 32 bytes.
    bytes7 private constant COMMP_PREFIX = 0x0181e203922020;
    uint256 private constant COMMP_SIZE = 39;
    /// Nodes are field elements of 254 bits, little endian.
    bytes32 private constant NODE_MASK =
        0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff3f;
    /// Keeps the 126 bits of a checksum, and those only.
    bytes32 private constant CHECKSUM_MASK =
        0xffffffffffffffffffffffffffffff3f00000000000000000000000000000000;

    /// Whether bytes are CommP as a binary CID.
    function isCommP(bytes memory cid) internal pure returns (bool) {
        return
            cid.length == COMMP_SIZE &&
            bytes7(_firstWord(cid)) == COMMP_PREFIX &&
            uint8(cid[COMMP_SIZE - 1]) & 0xc0 == 0;
    }

    /// The aggregate that a proof leads to. Reverts if it proves nothing.
    function aggregateOf(
        IDealStatus.InclusionProof calldata proof,
        IDealStatus.InclusionVerifierData calldata segment
    ) internal pure returns (IDealStatus.InclusionAuxData memory) {
        uint64 size = segment.sizePc;
        if (!isCommP(segment.commPc) || size < PIECE_SIZE_MIN || size & (size - 1) != 0) {
            revert InvalidProof("segment");
        }
        bytes32 node = bytes32(segment.commPc[7:COMMP_SIZE]);
        (bytes32 root, uint64 sizePa) = _root(proof.proofSubtree, node, size, "subtree");

        // No overflow: the index is less than sizePa / size.
        bytes32 entry = _entryNode(node, proof.proofSubtree.index * size, size);
        (bytes32 indexRoot, uint64 indexSize) = _root(proof.proofIndex, entry, ENTRY_SIZE, "index");
        if (indexSize != sizePa || sizePa < AGGREGATE_SIZE_MIN) revert InvalidProof("size");
        if (proof.proofIndex.index * ENTRY_SIZE < indexAreaStart(sizePa)) {
            revert InvalidProof("place");
        }
        if (indexRoot != root) revert InvalidProof("commitment");
        return IDealStatus.InclusionAuxData(abi.encodePacked(COMMP_PREFIX, root), sizePa);
    }

    /// Where the index of an aggregate begins.
    function indexAreaStart(uint64 size) internal pure returns (uint64) {
        uint64 entries = size / BYTES_PER_ENTRY;
        if (entries < ENTRIES_MIN) entries = ENTRIES_MIN;
        return size - entries * ENTRY_SIZE;
    }

    function _root(
        IDealStatus.ProofData calldata proof,
        bytes32 node,
        uint64 size,
        string memory which
    ) private pure returns (bytes32, uint64) {
        uint256 length = proof.path.length;
        uint256 index = proof.index;
        if (length > PATH_LENGTH_MAX || index >> length != 0) revert InvalidProof(which);
        uint256 total = uint256(size) << length;
        if (total > type(uint64).max) revert InvalidProof(which);
        for (uint256 i = 0; i < length; i++) {
            bytes32 sibling = proof.path[i];
            node = index & 1 == 0 ? _parent(node, sibling) : _parent(sibling, node);
            index >>= 1;
        }
        return (node, uint64(total));
    }

    function _parent(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(abi.encodePacked(left, right)) & NODE_MASK;
    }

    /// The parent of the two leaves that an index entry takes.
    function _entryNode(bytes32 node, uint64 offset, uint64 size) private pure returns (bytes32) {
        bytes32 rest = bytes32(uint256(_littleEndian(offset)) << 192) |
            bytes32(uint256(_littleEndian(size)) << 128);
        bytes32 checksum = sha256(abi.encodePacked(node, rest)) & CHECKSUM_MASK;
        return _parent(node, rest | (checksum >> 128));
    }

    function _littleEndian(uint64 number) private pure returns (uint64 swapped) {
        for (uint256 i = 0; i < 8; i++) {
            swapped = (swapped << 8) | (number & 0xff);
            number >>= 8;
        }
    }

    function _firstWord(bytes memory cid) private pure returns (bytes32 word) {
        assembly {
            word := mload(add(cid, 32))
        }
    }
}
