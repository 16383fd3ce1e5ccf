"""The RaaS host ABI for Python: what host-api/raas/*.h declares, as far as a host needs it.

Fields and functions stand in the order of the headers. A struct never changes but at its end and a
table of functions never at all, so this stays right for every plugin of ABI 1.
"""

from ctypes import (CFUNCTYPE, POINTER, Structure, c_char_p, c_int32, c_int64, c_size_t, c_uint32,
                    c_uint64, c_void_p, memmove, sizeof, string_at)

OK, INVALID, UNSUPPORTED, NOT_FOUND, CONFLICT, RETRY = 0, -1, -2, -3, -4, -5
DENIED, MISUSE, INTERNAL = -8, -12, -13
ACCEPTED, RECORDED, PROPOSED, PUBLISHED = 1, 2, 3, 4
ACTIVE, CANCELLED, TERMINAL = 0x80000001, 0x80000003, 0x80000000
FETCH_READY = 0x80000001
HAS_DEAL_ID, REQUEST_EXISTING = 1, 1
VERIFIED, HOST_CHOOSES = 1, 2
PUMP_MORE, PUMP_DRAINED = 1, 2
MAGIC = 0x53616152


class Str(Structure):
    """raas_str: bytes that are somebody else's."""

    _fields_ = [("ptr", c_void_p), ("len", c_size_t)]

    def copy(self):
        """The text, as our own; None if it is malformed."""
        if not self.len:
            return ""
        if not self.ptr:
            return None
        return string_at(self.ptr, self.len).decode("utf-8", "replace")


class Error(Structure):
    _fields_ = [("struct_size", c_uint32), ("code", c_int32), ("flags", c_uint32),
                ("reserved", c_uint32), ("retry_after_ms", c_uint64), ("text", c_void_p),
                ("text_capacity", c_size_t), ("text_len", c_size_t)]


class Tick(Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("unix_ms", c_int64),
                ("monotonic_ms", c_int64)]


class DealRequest(Structure):
    _fields_ = [("struct_size", c_uint32), ("flags", c_uint32), ("idempotency_key", Str),
                ("payload_cid", Str), ("piece_cid", Str), ("piece_size", c_uint64),
                ("provider", Str), ("providers_excluded", POINTER(Str)),
                ("providers_excluded_count", c_size_t), ("data_handle", c_uint64),
                ("duration_epochs", c_int64), ("start_epoch_max", c_int64), ("price_max", Str),
                ("label", Str), ("reason", Str)]


class Deal(Structure):
    _fields_ = [("struct_size", c_uint32), ("flags", c_uint32), ("request_id", c_uint64),
                ("idempotency_key", Str), ("state", c_uint32), ("fault", c_uint32),
                ("payload_cid", Str), ("piece_cid", Str), ("piece_size", c_uint64),
                ("provider", Str), ("deal_id", c_uint64), ("claim_id", c_uint64),
                ("sector", c_uint64), ("start_epoch", c_int64), ("end_epoch", c_int64),
                ("message", Str)]


class DealPage(Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("deals", POINTER(Deal)),
                ("count", c_size_t), ("next_cursor", c_uint64)]


class Fetch(Structure):
    _fields_ = [("struct_size", c_uint32), ("state", c_uint32), ("fetch_id", c_uint64),
                ("data_handle", c_uint64), ("size", c_uint64), ("piece_cid", Str),
                ("piece_size", c_uint64), ("message", Str)]


class DealEvent(Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("seq", c_uint64),
                ("deal", POINTER(Deal))]


class FetchEvent(Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("seq", c_uint64),
                ("fetch", POINTER(Fetch))]


class HostInfo(Structure):
    _fields_ = [("struct_size", c_uint32), ("abi_major", c_uint32), ("abi_minor", c_uint32),
                ("reserved", c_uint32), ("name", Str), ("version", Str)]


WAKE = CFUNCTYPE(None, c_void_p)


class Init(Structure):
    _fields_ = [("struct_size", c_uint32), ("wake_fd", c_int32), ("config", Str),
                ("state_dir", Str), ("now", Tick), ("wake", WAKE), ("wake_ctx", c_void_p)]


class PumpResult(Structure):
    _fields_ = [("struct_size", c_uint32), ("flags", c_uint32), ("next_deadline_ms", c_int64),
                ("hooks_durable_seq", c_uint64)]


class Header(Structure):
    _fields_ = [("name", Str), ("value", Str)]


class ApiRequest(Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("method", Str),
                ("target", Str), ("headers", POINTER(Header)), ("header_count", c_size_t),
                ("body", Str), ("now", Tick)]


class ApiResponse(Structure):
    _fields_ = [("struct_size", c_uint32), ("status", c_uint32), ("headers", POINTER(Header)),
                ("header_count", c_size_t), ("body", Str)]


LOG = CFUNCTYPE(None, c_void_p, c_uint32, Str, Str)
GET_HOST_EXTENSION = CFUNCTYPE(c_void_p, c_void_p, c_char_p)


class HostTable(Structure):
    """raas.host/1"""

    _fields_ = [("ctx", c_void_p), ("log", LOG), ("get_extension", GET_HOST_EXTENSION)]


MAKE_DEAL = CFUNCTYPE(c_int32, c_void_p, POINTER(DealRequest), POINTER(c_uint64),
                      POINTER(c_uint32), POINTER(Error))
FIND_REQUEST = CFUNCTYPE(c_int32, c_void_p, Str, POINTER(Deal), POINTER(Error))
GET_REQUEST = CFUNCTYPE(c_int32, c_void_p, c_uint64, POINTER(Deal), POINTER(Error))
CANCEL = CFUNCTYPE(c_int32, c_void_p, c_uint64, POINTER(Error))
LIST_DEALS = CFUNCTYPE(c_int32, c_void_p, Str, c_uint64, POINTER(DealPage), POINTER(Error))


class HostDeals(Structure):
    """raas.host.deals/1"""

    _fields_ = [("ctx", c_void_p), ("make_deal", MAKE_DEAL), ("find_request", FIND_REQUEST),
                ("get_request", GET_REQUEST), ("cancel", CANCEL), ("list_deals", LIST_DEALS)]


FETCH = CFUNCTYPE(c_int32, c_void_p, Str, c_void_p, c_size_t, POINTER(c_uint64), POINTER(Error))
GET_FETCH = CFUNCTYPE(c_int32, c_void_p, c_uint64, POINTER(Fetch), POINTER(Error))
READ = CFUNCTYPE(c_int32, c_void_p, c_uint64, c_uint64, c_void_p, c_size_t, POINTER(c_size_t),
                 POINTER(Error))
RELEASE = CFUNCTYPE(None, c_void_p, c_uint64)


class HostData(Structure):
    """raas.host.data/1"""

    _fields_ = [("ctx", c_void_p), ("fetch", FETCH), ("get_fetch", GET_FETCH), ("read", READ),
                ("release", RELEASE)]


class PluginTable(Structure):
    """raas.plugin/1"""

    _fields_ = [
        ("create", CFUNCTYPE(c_int32, POINTER(HostTable), POINTER(c_void_p), POINTER(Error))),
        ("init", CFUNCTYPE(c_int32, c_void_p, POINTER(Init), POINTER(Error))),
        ("start", CFUNCTYPE(c_int32, c_void_p, POINTER(Tick), POINTER(Error))),
        ("pump", CFUNCTYPE(c_int32, c_void_p, POINTER(Tick), POINTER(PumpResult),
                           POINTER(Error))),
        ("stop", CFUNCTYPE(c_int32, c_void_p, POINTER(Tick), c_int64, POINTER(Error))),
        ("destroy", CFUNCTYPE(None, c_void_p, c_uint32)),
        ("get_extension", CFUNCTYPE(c_void_p, c_void_p, c_char_p))]


DEAL_HOOK = CFUNCTYPE(c_int32, c_void_p, POINTER(POINTER(DealEvent)), c_size_t, POINTER(Error))
FETCH_HOOK = CFUNCTYPE(c_int32, c_void_p, POINTER(POINTER(FetchEvent)), c_size_t, POINTER(Error))


class PluginHooks(Structure):
    """raas.plugin.hooks/1"""

    _fields_ = [("on_deal_created", DEAL_HOOK), ("on_request_update", DEAL_HOOK),
                ("on_data_update", FETCH_HOOK)]


class PluginApi(Structure):
    """raas.plugin.api/1"""

    _fields_ = [("handle", CFUNCTYPE(c_int32, c_void_p, POINTER(ApiRequest), POINTER(ApiResponse),
                                     POINTER(Error)))]


class Descriptor(Structure):
    _fields_ = [("struct_size", c_uint32), ("reserved", c_uint32), ("id", Str), ("name", Str),
                ("version", Str), ("config_schema", Str),
                ("extensions_required", POINTER(c_char_p)),
                ("extensions_optional", POINTER(c_char_p))]


class Entry(Structure):
    _fields_ = [("magic", c_uint32), ("struct_size", c_uint32), ("abi_major", c_uint32),
                ("abi_minor", c_uint32), ("host_minor_min", c_uint32), ("reserved", c_uint32),
                ("descriptor", POINTER(Descriptor)), ("table", POINTER(PluginTable))]


def sized(struct):
    """@struct with its size filled in."""
    struct.struct_size = sizeof(struct)
    return struct


def has_unknown_tail(pointer, known):
    """Is something set in the part of a struct of the plugin that we do not know?"""
    size = pointer.contents.struct_size
    address = c_void_p.from_buffer(pointer).value
    return size > sizeof(known) and any(string_at(address + sizeof(known), size - sizeof(known)))


def refuse(err, status, text):
    """Writes why where the plugin wants to read it; returns @status."""
    if err:
        told = err.contents
        told.code = status
        raw = text.encode()[:told.text_capacity]
        raw = raw.decode("utf-8", "ignore").encode()  # Not inside of a character.
        told.text_len = len(raw)
        if raw:
            memmove(told.text, raw, len(raw))
    return status
