/**
 * @file rpc.h
 * JSON-RPC to the chain through the host's own client ("raas.host.rpc/1", optional). Without it the
 * plugin speaks HTTP to the endpoint in its config.
 */
#ifndef RAAS_EXT_RPC_H
#define RAAS_EXT_RPC_H

#include "../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RAAS_HOST_RPC_ID "raas.host.rpc/1"

/** An answer. */
typedef struct raas_rpc_reply {
  uint32_t struct_size;
  uint32_t http_status; /**< 200 where the host's client has no such thing. */
  uint64_t call_id;
  raas_str body; /**< As the node sent it: one JSON object, or an array for a batch. */
} raas_rpc_reply;

/** Functions of "raas.host.rpc/1". No member is NULL. */
typedef struct raas_host_rpc {
  void *ctx;

  /**
   * Sends one JSON-RPC 2.0 request or batch to a Lotus-compatible endpoint (/rpc/v1) and returns at
   * once. [in-call & running]
   *
   * @param body         JSON text; an object, or an array of objects.
   * @param timeout_ms   After which the host gives up.
   * @param ret_call_id  Set on RAAS_OK only. Never 0.
   * @retval RAAS_E_BUSY  Too many in flight; later.
   */
  raas_status (*send)(void *ctx, raas_str body, uint32_t timeout_ms, uint64_t *ret_call_id,
                      raas_error *err);

  /**
   * Takes the answer, once. The host pumps the plugin soon after an answer has come.
   * [in-call & running]
   *
   * @param ret_reply  Caller sets struct_size. The body lives until the outermost call returns.
   * @retval RAAS_OK           Answered; the host forgets the call.
   * @retval RAAS_E_RETRY      Not answered yet.
   * @retval RAAS_E_TIMEOUT    No answer in time; the host forgets the call.
   * @retval RAAS_E_NOT_FOUND  No such call, e.g. after a restart.
   * @retval RAAS_E_INTERNAL   The connection failed; err says how. The host forgets the call.
   */
  raas_status (*take)(void *ctx, uint64_t call_id, raas_rpc_reply *ret_reply, raas_error *err);
} raas_host_rpc;

#ifdef __cplusplus
}
#endif

#endif
