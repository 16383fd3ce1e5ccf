/**
 * @file providers.h
 * The host's directory of storage providers, for placement ("raas.host.providers/1", optional).
 */
#ifndef RAAS_EXT_PROVIDERS_H
#define RAAS_EXT_PROVIDERS_H

#include "../abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RAAS_HOST_PROVIDERS_ID "raas.host.providers/1"

/** Bits of raas_provider.flags. */
enum {
  RAAS_PROVIDER_ACCEPTS_DEALS = 1,  /**< Takes new deals now. */
  RAAS_PROVIDER_VERIFIED_ONLY = 2,  /**< Takes verified deals only. */
  RAAS_PROVIDER_HAS_REPUTATION = 4, /**< reputation_ppm is meant. */
  RAAS_PROVIDER_HAS_ASN = 8         /**< asn is meant. */
};

/** One provider. Empty strings = not known. */
typedef struct raas_provider {
  uint32_t struct_size;
  uint32_t flags;
  raas_str provider;       /**< "f0..." id address. */
  raas_str organisation;   /**< Who operates it; equal text = the same operator. */
  raas_str country;        /**< ISO 3166-1 alpha-2. */
  uint32_t asn;            /**< Autonomous system of its endpoint. */
  uint32_t reputation_ppm; /**< 0..1,000,000, higher is better. */
  raas_str price;          /**< attoFIL per GiB and epoch, decimal; empty = not known. */
  raas_str price_verified; /**< The same for verified deals. */
  uint64_t piece_size_min; /**< Padded bytes; 0 = no limit. */
  uint64_t piece_size_max; /**< Padded bytes; 0 = no limit. */
} raas_provider;

/** A page of list(). */
typedef struct raas_provider_page {
  uint32_t struct_size;
  uint32_t reserved;
  const raas_provider *providers; /**< Lives until the outermost host-to-plugin call returns. */
  size_t count;
  uint64_t next_cursor; /**< 0 = that was the last page. */
  uint64_t version;     /**< Changes whenever anything in the directory does. */
} raas_provider_page;

/** Functions of "raas.host.providers/1". No member is NULL. */
typedef struct raas_host_providers {
  void *ctx;

  /**
   * Lists providers that the host could make deals with, in a stable order. [in-call & running]
   *
   * @param cursor    0 for the first page, then next_cursor of the page before.
   * @param ret_page  Caller sets struct_size.
   */
  raas_status (*list)(void *ctx, uint64_t cursor, raas_provider_page *ret_page, raas_error *err);
} raas_host_providers;

#ifdef __cplusplus
}
#endif

#endif
