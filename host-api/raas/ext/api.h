/**
 * @file api.h
 * The plugin's HTTP API without the HTTP ("raas.plugin.api/1", every plugin has it). The host
 * mounts it on its own server, behind its own authentication, or calls it directly.
 */
#ifndef RAAS_EXT_API_H
#define RAAS_EXT_API_H

#include "../abi.h"
#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RAAS_PLUGIN_API_ID "raas.plugin.api/1"

/** One header field. */
typedef struct raas_header {
  raas_str name;
  raas_str value;
} raas_header;

/** A request. */
typedef struct raas_api_request {
  uint32_t struct_size;
  uint32_t reserved;
  raas_str method; /**< Upper case, e.g. "POST". */
  raas_str target; /**< Path and query, percent-encoded, below the mount point: "/jobs?limit=10". */
  const raas_header *headers; /**< At least Content-Type where there is a body. */
  size_t header_count;
  raas_str body;
  raas_tick now;
} raas_api_request;

/** A response. Everything in it lives until the next call into the instance. */
typedef struct raas_api_response {
  uint32_t struct_size;
  uint32_t status; /**< HTTP status code. */
  const raas_header *headers;
  size_t header_count;
  raas_str body;
} raas_api_response;

/** Functions of "raas.plugin.api/1". No member is NULL. */
typedef struct raas_plugin_api {
  /**
   * Answers one request. What it acknowledges with 2xx is durable. [serial & running or draining]
   *
   * @param ret_response  Caller sets struct_size. A request that cannot be served is an answer, too
   *                      (4xx, 5xx), and RAAS_OK.
   * @retval RAAS_E_INVALID  request is malformed as a struct, not as a request.
   */
  raas_status (*handle)(raas_instance *self, const raas_api_request *request,
                        raas_api_response *ret_response, raas_error *err);
} raas_plugin_api;

#ifdef __cplusplus
}
#endif

#endif
