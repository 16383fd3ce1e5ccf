/**
 * @file abi.h
 * Rules that hold for every header of the RaaS host ABI, and the types that all of them share.
 *
 * - Only fixed-width integers, pointers and size_t cross; structs cross by pointer only.
 * - Tables of functions are frozen under their id ("raas.host.deals/1"). A change is a new id.
 * - Data structs begin with struct_size and may grow at the end. A zero in a new field means the
 *   old behaviour. A receiver copies min(its size, struct_size) bytes, zero-fills the rest, and
 *   answers RAAS_E_UNSUPPORTED to a non-zero tail or to a flag bit that it does not know.
 * - Everything that a call receives is borrowed for that call. What the host hands out lives until
 *   the outermost host-to-plugin call returns; what the plugin hands out lives until the next call
 *   into that instance. Nobody frees memory of the other side.
 * - Only return values cross: no exception, longjmp or signal handler.
 *
 * Tags used below:
 *   [any]      any thread, at any time between create() and the return of destroy()
 *   [serial]   host to plugin; calls on one instance never overlap and never nest; any OS thread
 *   [in-call]  plugin to host; only inside a host-to-plugin call, on that call's thread
 *   & ready | running   the states in which the call is allowed (see plugin.h)
 */
#ifndef RAAS_ABI_H
#define RAAS_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Version of this header set. The major version is also in the name of the entry symbol. */
enum { RAAS_ABI_MAJOR = 1, RAAS_ABI_MINOR = 0 };

/** First field of raas_plugin_entry: "RaaS" read as a little-endian number. */
enum { RAAS_MAGIC = 0x53616152 };

/**
 * What a caller can do about a result. Values are stable; a receiver treats an unknown negative
 * value as RAAS_E_INTERNAL and an unknown positive one as RAAS_OK.
 */
typedef int32_t raas_status;
enum {
  RAAS_OK = 0,
  RAAS_E_INVALID = -1,     /**< An argument is wrong; it will be wrong again: do not retry. */
  RAAS_E_UNSUPPORTED = -2, /**< A field, flag, version or method that the receiver does not know. */
  RAAS_E_NOT_FOUND = -3,   /**< The receiver is sure that there is no such thing. */
  RAAS_E_CONFLICT = -4,    /**< The key was used with other parameters. A bug of the caller. */
  RAAS_E_RETRY = -5,       /**< Not now; the same call later, after raas_error.retry_after_ms. */
  RAAS_E_BUSY = -6,        /**< A limit of the receiver is reached; later, and less. */
  RAAS_E_NO_FUNDS = -7,    /**< Balance or DataCap is short. Not the fault of any provider. */
  RAAS_E_DENIED = -8,      /**< Policy of the receiver forbids it. */
  RAAS_E_TIMEOUT = -9,     /**< The receiver gave up waiting for somebody else. */
  RAAS_E_CANCELLED = -10,  /**< Was cancelled before it was done. */
  RAAS_E_SHUTDOWN = -11,   /**< The receiver is stopping. */
  RAAS_E_MISUSE = -12,     /**< Wrong thread or state. A bug of the caller. */
  RAAS_E_INTERNAL = -13    /**< A bug of the receiver. */
};

/**
 * A view of UTF-8 text or of bytes. Not NUL-terminated; may hold NUL where bytes are meant.
 * ptr may be NULL only where len is 0.
 */
typedef struct raas_str {
  const char *ptr;
  size_t len;
} raas_str;

/** Bits of raas_error.flags. */
enum { RAAS_ERROR_RETRYABLE = 1 };

/**
 * Where a callee writes why it failed. Owned by the caller, who sets struct_size, text and
 * text_capacity and zeroes the rest; the pointer to it may be NULL. Left untouched on RAAS_OK.
 *
 * The callee writes at most text_capacity bytes to text, cut at a UTF-8 boundary, without a NUL.
 */
typedef struct raas_error {
  uint32_t struct_size;
  raas_status code;
  uint32_t flags;
  uint32_t reserved;
  uint64_t retry_after_ms; /**< 0 = no advice. */
  char *text;              /**< May be NULL if text_capacity is 0. */
  size_t text_capacity;
  size_t text_len; /**< Bytes written. */
} raas_error;

/** Chain time: 30 s an epoch on every Filecoin network. -1 = not known or none (EpochUndefined). */
typedef int64_t raas_epoch;
enum { RAAS_EPOCH_NONE = -1 };

#ifdef __cplusplus
}
#endif

#endif
