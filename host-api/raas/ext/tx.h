/**
 * @file tx.h
 * EVM transactions from the host's wallet ("raas.host.tx/1", optional), e.g. to report a deal to
 * the DealStatus contract.
 */
#ifndef RAAS_EXT_TX_H
#define RAAS_EXT_TX_H

#include "../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RAAS_HOST_TX_ID "raas.host.tx/1"

/** State of a transaction. Bit 31 marks terminal states. */
typedef uint32_t raas_tx_state;
enum {
  RAAS_TX_RECORDED = 1, /**< Durable in the host; not sent yet. */
  RAAS_TX_SENT = 2,     /**< In the mempool; hash is known. */
  RAAS_TX_MINED = 3     /**< In a block that may still be reorganised away. */
};
static const raas_tx_state RAAS_TX_TERMINAL = 0x80000000u;
static const raas_tx_state RAAS_TX_FINAL = 0x80000001u;    /**< Mined, succeeded and final. */
static const raas_tx_state RAAS_TX_REVERTED = 0x80000002u; /**< return_data says why. */
static const raas_tx_state RAAS_TX_DROPPED = 0x80000003u;  /**< Will never be mined. */

/** What send() is asked for. Two requests are the same if all fields are. */
typedef struct raas_tx_request {
  uint32_t struct_size;
  uint32_t reserved;
  raas_str idempotency_key; /**< 1..128 of [A-Za-z0-9._:/-]. */
  raas_str to;              /**< 20 bytes. */
  raas_str calldata;        /**< Bytes. */
  raas_str value;           /**< attoFIL, decimal; empty = 0. */
} raas_tx_request;

/** One transaction, as the host sees it. */
typedef struct raas_tx {
  uint32_t struct_size;
  raas_tx_state state;
  uint64_t tx_id;
  raas_str idempotency_key;
  raas_str hash;        /**< 32 bytes from SENT on; it may change while the host replaces it. */
  raas_epoch epoch;     /**< From MINED on; else RAAS_EPOCH_NONE. */
  raas_str return_data; /**< With REVERTED: revert data. */
} raas_tx;

/** Functions of "raas.host.tx/1". No member is NULL. */
typedef struct raas_host_tx {
  void *ctx;

  /**
   * Asks the host to send a transaction and to see to it that it is mined once. Returns at once.
   * [in-call & running]
   *
   * @param ret_tx_id  Set on RAAS_OK only. Never 0. The same key and request give the same id.
   * @retval RAAS_E_CONFLICT  The key was used with another request.
   * @retval RAAS_E_NO_FUNDS  The wallet cannot pay. Same key again after err->retry_after_ms.
   */
  raas_status (*send)(void *ctx, const raas_tx_request *request, uint64_t *ret_tx_id,
                      raas_error *err);

  /** Finds a transaction by its key: the question after a restart. [in-call & running] */
  raas_status (*find)(void *ctx, raas_str idempotency_key, raas_tx *ret_tx, raas_error *err);
} raas_host_tx;

#ifdef __cplusplus
}
#endif

#endif
