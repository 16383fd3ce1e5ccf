/**
 * @file deals.h
 * The host's deal making ("raas.host.deals/1", required).
 *
 * A request is made once per idempotency key and then moves on by itself:
 *
 *   ACCEPTED -> RECORDED -> PROPOSED -> PUBLISHED -> ACTIVE*        * = terminal
 *                                  \-> FAILED*  CANCELLED*  EXPIRED*
 *
 * The host records a request before any effect outside of it. From RECORDED on, the key survives
 * restarts for the life of the deal. Updates (hooks.h) are hints; get_request() is the truth.
 */
#ifndef RAAS_EXT_DEALS_H
#define RAAS_EXT_DEALS_H

#include "../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RAAS_HOST_DEALS_ID "raas.host.deals/1"

/** State of a request. Bit 31 marks terminal states, so that an unknown one can be classified. */
typedef uint32_t raas_deal_state;
enum {
  RAAS_DEAL_ACCEPTED = 1,  /**< In the host's memory only; a restart may forget it. */
  RAAS_DEAL_RECORDED = 2,  /**< Durable in the host. */
  RAAS_DEAL_PROPOSED = 3,  /**< Sent to a provider. */
  RAAS_DEAL_PUBLISHED = 4, /**< On chain; deal_id or claim_id is known. Not sealed yet. */
  RAAS_DEAL_SEALING = 5    /**< The provider has the data and is sealing it. */
};
static const raas_deal_state RAAS_DEAL_TERMINAL = 0x80000000u;
static const raas_deal_state RAAS_DEAL_ACTIVE = 0x80000001u;    /**< Sealed and active on chain. */
static const raas_deal_state RAAS_DEAL_FAILED = 0x80000002u;    /**< Will never become active. */
static const raas_deal_state RAAS_DEAL_CANCELLED = 0x80000003u; /**< Before it was published. */
static const raas_deal_state RAAS_DEAL_EXPIRED = 0x80000004u;   /**< Not sealed by its start. */

/** Whose fault a failure is: decides whether the provider is given a rest. */
typedef uint32_t raas_fault;
enum { RAAS_FAULT_NONE = 0, RAAS_FAULT_PROVIDER = 1, RAAS_FAULT_HOST = 2, RAAS_FAULT_NETWORK = 3 };

/** Bits of raas_deal_request.flags. */
enum {
  RAAS_DEAL_VERIFIED = 1,    /**< Use DataCap. */
  RAAS_DEAL_HOST_CHOOSES = 2 /**< provider is empty; the host picks one that is not excluded. */
};

/**
 * What make_deal() is asked for. Two requests are the same if all fields but data_handle, label and
 * reason are: staging does not survive a restart, so the handle of a repeated request differs.
 */
typedef struct raas_deal_request {
  uint32_t struct_size;
  uint32_t flags;
  raas_str idempotency_key; /**< 1..128 of [A-Za-z0-9._:/-]. */
  raas_str payload_cid;     /**< The client's CID as text: CIDv0, or CIDv1 in base32. */
  raas_str piece_cid;       /**< CommP as text ("baga6ea4seaq..."); empty = the host computes it. */
  uint64_t piece_size;      /**< Padded size in bytes, a power of two; 0 if piece_cid is empty. */
  raas_str provider;        /**< "f0..." id address; empty with RAAS_DEAL_HOST_CHOOSES. */
  const raas_str *providers_excluded; /**< With RAAS_DEAL_HOST_CHOOSES: never these. */
  size_t providers_excluded_count;
  /** From data.h; 0 = the host has the data by payload_cid. On RAAS_OK the host holds it, too. */
  uint64_t data_handle;
  int64_t duration_epochs;    /**< End minus start; 518,400..3,680,640 on mainnet. */
  raas_epoch start_epoch_max; /**< The deal must start (and be activated) by this epoch. */
  raas_str price_max;         /**< attoFIL per GiB and epoch, decimal; empty = any price. */
  raas_str label;             /**< For people; at most 256 bytes. */
  raas_str reason;            /**< "replication", "renewal" or "repair". */
} raas_deal_request;

/** Bits of raas_deal.flags. */
enum {
  RAAS_DEAL_HAS_DEAL_ID = 1,  /**< deal_id is the id in the market actor (f05). */
  RAAS_DEAL_HAS_CLAIM_ID = 2, /**< claim_id is the id in the verified registry (f06). */
  RAAS_DEAL_HAS_SECTOR = 4    /**< sector is known (0 is a valid sector number). */
};

/**
 * Proof of data segment inclusion (FRC-0058): the client's own piece lies in the larger one that
 * the deal is for, and the index at that one's end names it. A path is the siblings on the way to
 * the root, 32 bytes each, from the bottom up.
 */
typedef struct raas_inclusion {
  uint32_t struct_size;
  uint32_t reserved;
  raas_str segment_cid;   /**< CommP of the client's own piece, as text. */
  uint64_t segment_size;  /**< Its padded size. */
  uint64_t subtree_index; /**< Of the segment among the subtrees of its size. */
  raas_str subtree_path;  /**< From the segment's commitment. */
  uint64_t index_index;   /**< Of the index entry among all runs of 64 bytes. */
  raas_str index_path;    /**< From the parent of the entry's two leaves. */
} raas_inclusion;

/** One deal of the host, however it was made. Also the state of a request. */
typedef struct raas_deal {
  uint32_t struct_size;
  uint32_t flags;
  uint64_t request_id;      /**< 0 if the deal was not made by make_deal(). */
  raas_str idempotency_key; /**< Empty if request_id is 0. */
  raas_deal_state state;
  raas_fault fault; /**< With FAILED and EXPIRED. */
  raas_str payload_cid;
  raas_str piece_cid; /**< What the deal holds, as the chain has it. Empty if not known yet. */
  uint64_t piece_size;
  raas_str provider; /**< Empty if not chosen yet. */
  uint64_t deal_id;
  uint64_t claim_id;
  uint64_t sector;
  raas_epoch start_epoch; /**< RAAS_EPOCH_NONE if not agreed yet. */
  raas_epoch end_epoch;
  raas_str message; /**< Why it failed, for people. */
  /**
   * With PUBLISHED and later, of a deal that holds the pieces of several clients: that the one with
   * payload_cid is among them. NULL = piece_cid is the client's own piece.
   */
  const raas_inclusion *inclusion;
} raas_deal;

/** Set by make_deal(): the key was known already and *ret_request_id is the first request's id. */
enum { RAAS_REQUEST_EXISTING = 1 };

/** A page of list_deals(). */
typedef struct raas_deal_page {
  uint32_t struct_size;
  uint32_t reserved;
  const raas_deal *deals; /**< Lives until the outermost host-to-plugin call returns. */
  size_t count;
  uint64_t next_cursor; /**< 0 = that was the last page. */
} raas_deal_page;

/** Functions of "raas.host.deals/1". No member is NULL. */
typedef struct raas_host_deals {
  void *ctx;

  /**
   * Asks the host to make one storage deal. Returns at once; the deal is made later.
   *
   * The same key with the same request returns the first request's id and RAAS_REQUEST_EXISTING, in
   * whatever state it is, also after a restart.
   *
   * [in-call & running]
   *
   * @param request         Borrowed for the call.
   * @param ret_request_id  Set on RAAS_OK only. Never 0.
   * @param ret_flags       Set on RAAS_OK only.
   * @retval RAAS_OK           Accepted in memory. Updates follow through on_request_update().
   * @retval RAAS_E_CONFLICT   The key was used with another request, by a bug: do not retry.
   * @retval RAAS_E_NO_FUNDS   Balance or DataCap is short: same key after err->retry_after_ms.
   * @retval RAAS_E_BUSY, RAAS_E_RETRY, RAAS_E_TIMEOUT, RAAS_E_SHUTDOWN, RAAS_E_INTERNAL
   *                           Not accepted as far as the host knows. Same key again later.
   * @retval RAAS_E_DENIED, RAAS_E_INVALID, RAAS_E_UNSUPPORTED
   *                           Refused for good: this provider or these terms will not do.
   */
  raas_status (*make_deal)(void *ctx, const raas_deal_request *request, uint64_t *ret_request_id,
                           uint32_t *ret_flags, raas_error *err);

  /**
   * Finds a request by its key: the question after a restart. [in-call & running]
   *
   * @param ret_deal  Caller sets struct_size. Strings live until the outermost call returns.
   * @retval RAAS_E_NOT_FOUND  The host never recorded the key: the same key may be asked again.
   * @retval RAAS_E_RETRY      The host cannot tell now.
   */
  raas_status (*find_request)(void *ctx, raas_str idempotency_key, raas_deal *ret_deal,
                              raas_error *err);

  /** The same by id. Ids survive a restart of the host from RECORDED on. [in-call & running] */
  raas_status (*get_request)(void *ctx, uint64_t request_id, raas_deal *ret_deal, raas_error *err);

  /**
   * Asks to cancel a request that is not published yet. The outcome follows as an update.
   * [in-call & running]
   *
   * @retval RAAS_OK            Will be cancelled, or is already terminal.
   * @retval RAAS_E_NOT_FOUND   No such request.
   * @retval RAAS_E_DENIED      Too late: it is published.
   */
  raas_status (*cancel)(void *ctx, uint64_t request_id, raas_error *err);

  /**
   * Lists the host's deals for one piece of data, or all if payload_cid is empty, oldest first.
   * [in-call & running]
   *
   * @param cursor    0 for the first page, then next_cursor of the page before.
   * @param ret_page  Caller sets struct_size.
   */
  raas_status (*list_deals)(void *ctx, raas_str payload_cid, uint64_t cursor,
                            raas_deal_page *ret_page, raas_error *err);
} raas_host_deals;

#ifdef __cplusplus
}
#endif

#endif
