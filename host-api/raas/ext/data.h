/**
 * @file data.h
 * The host's data: bring it into staging, read it, let it go ("raas.host.data/1", required).
 */
#ifndef RAAS_EXT_DATA_H
#define RAAS_EXT_DATA_H

#include "../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RAAS_HOST_DATA_ID "raas.host.data/1"

/** State of a fetch. Bit 31 marks terminal states. */
typedef uint32_t raas_fetch_state;
enum { RAAS_FETCH_RUNNING = 1 };
static const raas_fetch_state RAAS_FETCH_TERMINAL = 0x80000000u;
static const raas_fetch_state RAAS_FETCH_READY = 0x80000001u;  /**< data_handle is set. */
static const raas_fetch_state RAAS_FETCH_FAILED = 0x80000002u; /**< No source has it now. */

/** A place to fetch from. */
typedef struct raas_fetch_source {
  uint32_t struct_size;
  uint32_t reserved;
  raas_str provider;  /**< "f0..." id address. */
  raas_str piece_cid; /**< May be empty. */
  uint64_t deal_id;   /**< 0 if not known. */
} raas_fetch_source;

/** One fetch, as the host sees it. */
typedef struct raas_fetch {
  uint32_t struct_size;
  raas_fetch_state state;
  uint64_t fetch_id;
  uint64_t data_handle; /**< With READY: valid until release() or a restart of the host. Never 0. */
  uint64_t size;        /**< With READY: bytes of the payload. */
  raas_str piece_cid;   /**< With READY: CommP of what a deal would hold, or empty. */
  uint64_t piece_size;  /**< With READY: padded size, or 0. */
  raas_str message;     /**< With FAILED: why, for people. */
} raas_fetch;

/** Functions of "raas.host.data/1". No member is NULL. */
typedef struct raas_host_data {
  void *ctx;

  /**
   * Brings data into the host's staging, from its own store or from one of the sources, in the
   * order given. Returns at once. The same CID while a fetch of it runs or its handle is held may
   * return the same id. Fetches are not durable: after a restart they are asked for again.
   *
   * [in-call & running]
   *
   * @param payload_cid   CIDv0, or CIDv1 in base32, as text.
   * @param sources       May be NULL if source_count is 0; then only the host's own store is tried.
   * @param ret_fetch_id  Set on RAAS_OK only. Never 0.
   * @retval RAAS_E_NOT_FOUND           Neither the store nor any source can have it.
   * @retval RAAS_E_BUSY, RAAS_E_RETRY  Later; err->retry_after_ms says when.
   * @retval RAAS_E_INVALID             Not a CID, or a source is malformed.
   */
  raas_status (*fetch)(void *ctx, raas_str payload_cid, const raas_fetch_source *sources,
                       size_t source_count, uint64_t *ret_fetch_id, raas_error *err);

  /**
   * State of a fetch. Strings live until the outermost call returns. [in-call & running]
   * @retval RAAS_E_NOT_FOUND  No such fetch, e.g. after a restart.
   */
  raas_status (*get_fetch)(void *ctx, uint64_t fetch_id, raas_fetch *ret_fetch, raas_error *err);

  /**
   * Reads staged bytes, so that they can be verified. [in-call & running]
   *
   * @param buffer   Caller's; at most capacity bytes are written.
   * @param ret_len  Bytes written; 0 at the end.
   * @retval RAAS_E_NOT_FOUND  No such handle.
   */
  raas_status (*read)(void *ctx, uint64_t data_handle, uint64_t offset, char *buffer,
                      size_t capacity, size_t *ret_len, raas_error *err);

  /** Lets staged data go. Unknown handles are ignored. [in-call & running] */
  void (*release)(void *ctx, uint64_t data_handle);
} raas_host_data;

#ifdef __cplusplus
}
#endif

#endif
