// SPDX-License-Identifier: MIT
pragma solidity ^0.8.17;

import {IDealStatus} from "./IDealStatus.sol";
import {Market} from "./Market.sol";
import {Podsi} from "./Podsi.sol";

/// Keeps what clients ask for and which deals were made for it. Believes no aggregator: a deal is
/// entered only if the market has it, active, with the miner and the data that are claimed.
contract DealStatus is IDealStatus {
    using Market for Market.Life;

    /// A request as it was submitted. Thresholds of 2^64 and more are kept as 2^64 - 1.
    struct Request {
        bytes cid;
        address client;
        bool withRaaS;
        uint64 epoch;
        uint64 replication;
        uint64 repair;
        uint64 renew;
    }

    error InvalidCid();
    error NotOwner();
    error NotAggregator();
    error NoSuchRequest(uint256 id);
    error OtherPiece();
    error DealNotActive(uint64 dealId);
    error OtherMiner(uint64 dealId, uint64 minerId);
    error OtherData(uint64 dealId);

    event AggregatorSet(address indexed aggregator, bool isAggregator);
    event OwnerSet(address indexed owner);

    uint256 private constant CID_SIZE_MAX = 256;

    address public owner;
    mapping(address => bool) public isAggregator;

    Request[] private requests; // Request i + 1 at i.
    mapping(bytes32 => Deal[]) private dealsOfCid; // By the hash of the CID as submitted.
    mapping(bytes32 => mapping(uint64 => bool)) private isListed; // By that hash and deal.
    mapping(uint256 => mapping(uint64 => bool)) public isCompleted; // By request and deal.

    /// The deployer owns the contract and is its first aggregator.
    constructor() {
        owner = msg.sender;
        isAggregator[msg.sender] = true;
        emit OwnerSet(msg.sender);
        emit AggregatorSet(msg.sender, true);
    }

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner();
        _;
    }

    /// Says who may report deals.
    function setAggregator(address aggregator, bool may) external onlyOwner {
        isAggregator[aggregator] = may;
        emit AggregatorSet(aggregator, may);
    }

    function setOwner(address newOwner) external onlyOwner {
        owner = newOwner;
        emit OwnerSet(newOwner);
    }

    function submit(bytes calldata cid) external returns (uint256 id) {
        id = _record(cid, false, 0, 0, 0);
        emit SubmitAggregatorRequest(id, cid);
    }

    function submitRaaS(
        bytes calldata cid,
        uint256 replication,
        uint256 repair,
        uint256 renew
    ) external returns (uint256 id) {
        id = _record(cid, true, replication, repair, renew);
        emit SubmitAggregatorRequestWithRaaS(id, cid, replication, repair, renew);
    }

    function complete(
        uint256 id,
        uint64 dealId,
        uint64 minerId,
        InclusionProof calldata proof,
        InclusionVerifierData calldata verifierData
    ) external returns (InclusionAuxData memory aggregate) {
        if (!isAggregator[msg.sender]) revert NotAggregator();
        if (id == 0 || id > requests.length) revert NoSuchRequest(id);
        bytes memory cid = requests[id - 1].cid;
        _checkPiece(cid, verifierData.commPc);
        aggregate = Podsi.aggregateOf(proof, verifierData);
        if (isCompleted[id][dealId]) return aggregate;

        _checkDeal(dealId, minerId, aggregate);
        isCompleted[id][dealId] = true;
        bytes32 key = keccak256(cid);
        if (!isListed[key][dealId]) {
            isListed[key][dealId] = true;
            dealsOfCid[key].push(Deal(dealId, minerId));
        }
        emit CompleteAggregatorRequest(id, dealId);
    }

    function getAllDeals(bytes calldata cid) external view returns (Deal[] memory) {
        return dealsOfCid[keccak256(cid)];
    }

    function getAllCIDs() external view returns (bytes[] memory cids) {
        cids = new bytes[](requests.length);
        for (uint256 i = 0; i < cids.length; i++) cids[i] = requests[i].cid;
    }

    function getActiveDeals(bytes calldata cid) external view returns (Deal[] memory) {
        return _ending(cid, 0, type(uint256).max, type(int256).max);
    }

    function getExpiringDeals(
        bytes calldata cid,
        uint64 epochs
    ) external view returns (Deal[] memory) {
        return _ending(cid, 0, type(uint256).max, int256(uint256(epochs)));
    }

    // Page by page, for lists that are too long for one call. A page is empty from the end on.

    function requestCount() external view returns (uint256) {
        return requests.length;
    }

    /// Requests fromId, fromId + 1, ..., count at most. Ids begin with 1.
    function getRequests(
        uint256 fromId,
        uint256 count
    ) external view returns (Request[] memory page) {
        (uint256 from, uint256 to) = _bounds(requests.length, fromId == 0 ? 0 : fromId - 1, count);
        page = new Request[](to - from);
        for (uint256 i = from; i < to; i++) page[i - from] = requests[i];
    }

    function dealCount(bytes calldata cid) external view returns (uint256) {
        return dealsOfCid[keccak256(cid)].length;
    }

    function getDeals(
        bytes calldata cid,
        uint256 from,
        uint256 count
    ) external view returns (Deal[] memory page) {
        Deal[] storage all = dealsOfCid[keccak256(cid)];
        uint256 to;
        (from, to) = _bounds(all.length, from, count);
        page = new Deal[](to - from);
        for (uint256 i = from; i < to; i++) page[i - from] = all[i];
    }

    /// Of deals from, ..., from + count - 1 those that are active.
    function getActiveDealsPage(
        bytes calldata cid,
        uint256 from,
        uint256 count
    ) external view returns (Deal[] memory) {
        return _ending(cid, from, count, type(int256).max);
    }

    /// Of deals from, ..., from + count - 1 those that are active and end within so many epochs.
    function getExpiringDealsPage(
        bytes calldata cid,
        uint64 epochs,
        uint256 from,
        uint256 count
    ) external view returns (Deal[] memory) {
        return _ending(cid, from, count, int256(uint256(epochs)));
    }

    function _record(
        bytes calldata cid,
        bool withRaaS,
        uint256 replication,
        uint256 repair,
        uint256 renew
    ) private returns (uint256) {
        if (cid.length == 0 || cid.length > CID_SIZE_MAX) revert InvalidCid();
        Request storage request = requests.push();
        request.cid = cid;
        request.client = msg.sender;
        request.withRaaS = withRaaS;
        request.epoch = uint64(block.number);
        if (withRaaS) {
            request.replication = _capped(replication);
            request.repair = _capped(repair);
            request.renew = _capped(renew);
        }
        return requests.length;
    }

    function _capped(uint256 number) private pure returns (uint64) {
        return number > type(uint64).max ? type(uint64).max : uint64(number);
    }

    /// A request that names a piece, in binary, is completed with that piece only. A payload's piece
    /// is not known here.
    function _checkPiece(bytes memory cid, bytes calldata commPc) private pure {
        bytes memory bare = _withoutZero(cid);
        if (Podsi.isCommP(bare) && keccak256(bare) != keccak256(commPc)) revert OtherPiece();
    }

    /// CIDs are submitted as they are, or behind a 0 byte as in CBOR.
    function _withoutZero(bytes memory cid) private pure returns (bytes memory bare) {
        if (cid[0] != 0) return cid;
        bare = new bytes(cid.length - 1);
        for (uint256 i = 0; i < bare.length; i++) bare[i] = cid[i + 1];
    }

    /// The market's own word on the deal must be what the proof leads to.
    function _checkDeal(
        uint64 dealId,
        uint64 minerId,
        InclusionAuxData memory aggregate
    ) private view {
        if (!Market.lifeOf(dealId).isActive()) revert DealNotActive(dealId);
        (bool known, uint64 provider) = Market.providerOf(dealId);
        if (!known || provider != minerId) revert OtherMiner(dealId, minerId);
        Market.Commitment memory found = Market.commitmentOf(dealId);
        if (
            !found.known ||
            found.size != aggregate.sizePa ||
            keccak256(found.pieceCid) != keccak256(aggregate.commPa)
        ) revert OtherData(dealId);
    }

    function _bounds(
        uint256 length,
        uint256 from,
        uint256 count
    ) private pure returns (uint256, uint256) {
        if (from >= length) return (length, length);
        return (from, count < length - from ? from + count : length);
    }

    /// Of deals from, ..., from + count - 1 those that are active with at most so many epochs left.
    function _ending(
        bytes calldata cid,
        uint256 from,
        uint256 count,
        int256 epochsMax
    ) private view returns (Deal[] memory found) {
        Deal[] storage all = dealsOfCid[keccak256(cid)];
        uint256 to;
        (from, to) = _bounds(all.length, from, count);
        found = new Deal[](to - from);
        uint256 length = 0;
        for (uint256 i = from; i < to; i++) {
            Deal memory deal = all[i];
            Market.Life memory life = Market.lifeOf(deal.dealId);
            if (life.isActive() && life.epochsLeft() <= epochsMax) found[length++] = deal;
        }
        assembly {
            mstore(found, length)
        }
    }
}
