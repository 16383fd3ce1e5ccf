// SPDX-License-Identifier: MIT
pragma solidity ^0.8.17;

/// The service's interface for clients and aggregators, as published: selectors and topics are those
/// of the contracts that are deployed already. What reads only is `view` here.
interface IDealStatus {
    /// A deal and the miner that keeps it.
    struct Deal {
        uint64 dealId;
        uint64 minerId;
    }

    /// Leads from a node of a Merkle tree up to its root.
    struct ProofData {
        uint64 index;
        bytes32[] path;
    }

    /// Proof of data segment inclusion (FRC-0058).
    struct InclusionProof {
        ProofData proofSubtree;
        ProofData proofIndex;
    }

    /// The client's piece: CommP as a CID of 39 bytes, and its padded size.
    struct InclusionVerifierData {
        bytes commPc;
        uint64 sizePc;
    }

    /// The aggregate that a proof leads to.
    struct InclusionAuxData {
        bytes commPa;
        uint64 sizePa;
    }

    event SubmitAggregatorRequest(uint256 indexed id, bytes cid);
    event SubmitAggregatorRequestWithRaaS(
        uint256 indexed id,
        bytes cid,
        uint256 replication,
        uint256 repair,
        uint256 renew
    );
    event CompleteAggregatorRequest(uint256 indexed id, uint64 indexed dealId);

    /// Asks for a deal of the aggregator's own terms.
    /// @param cid  The CID as text or in binary.
    /// @return id  From 1 on, without gaps.
    function submit(bytes calldata cid) external returns (uint256 id);

    /// Asks for copies that are kept up.
    /// @param replication  How many copies.
    /// @param repair  A copy that was not proven for so many epochs is replaced.
    /// @param renew  A copy that ends in less than so many epochs is replaced.
    function submitRaaS(
        bytes calldata cid,
        uint256 replication,
        uint256 repair,
        uint256 renew
    ) external returns (uint256 id);

    /// Reports a deal made for a request. Repeating a report changes nothing.
    /// @return The aggregate that the proof leads to, which is what the deal committed to.
    function complete(
        uint256 id,
        uint64 dealId,
        uint64 minerId,
        InclusionProof calldata proof,
        InclusionVerifierData calldata verifierData
    ) external returns (InclusionAuxData memory);

    /// All deals reported for a CID, as it was submitted.
    function getAllDeals(bytes calldata cid) external view returns (Deal[] memory);

    /// The CIDs of all requests: that of request i + 1 at index i.
    function getAllCIDs() external view returns (bytes[] memory);

    /// Those of the deals that are activated, neither terminated nor over.
    function getActiveDeals(bytes calldata cid) external view returns (Deal[] memory);

    /// Those of the active deals that end within so many epochs.
    function getExpiringDeals(
        bytes calldata cid,
        uint64 epochs
    ) external view returns (Deal[] memory);
}
