"""What a host gives to a plugin: its tables of functions, over the book.

No exception may leave a callback: ctypes would print it and go on with a 0, which is RAAS_OK.
"""

import functools
import re
import sys
import time
from ctypes import addressof, cast, create_string_buffer, memmove, pointer, sizeof

import raas_abi as abi
from book import FETCHED

LEVELS = ["trace", "debug", "info", "warn", "error", "HOST_MISUSE", "PLUGIN_MISUSE"]
KEY = re.compile(r"[A-Za-z0-9._:/-]{1,128}\Z")
CID = re.compile(r"(baf|bag|Qm)[A-Za-z0-9]{20,120}\Z")
ADDRESS = re.compile(r"f0[0-9]+\Z")
PAGE = 256


def guarded(function):
    """A callback whose exceptions become INTERNAL."""
    @functools.wraps(function)
    def call(*arguments):
        try:
            return function(*arguments)
        except Exception as failure:  # pylint: disable=broad-except
            print(f"error {function.__name__}: {failure!r}", file=sys.stderr)
            return abi.INTERNAL
    return call


class Arena:
    """Keeps what was lent to the plugin until the outermost call into it returns."""

    def __init__(self):
        self.lent = []

    def text(self, text):
        raw = text.encode()
        if not raw:
            return abi.Str(None, 0)
        buffer = create_string_buffer(raw, len(raw))
        self.lent.append(buffer)
        return abi.Str(addressof(buffer), len(raw))

    def keep(self, thing):
        self.lent.append(thing)
        return thing

    def end_call(self):
        self.lent.clear()


class Tables:
    """The tables have to live as long as the instance: so do the callbacks, by being held here."""

    def __init__(self, book):
        self.book = book
        self.arena = Arena()
        self.fetches = {}  # Handle or id of a fetch to a payload's path.
        self.deals = abi.HostDeals(
            None, abi.MAKE_DEAL(guarded(self.make_deal)),
            abi.FIND_REQUEST(guarded(self.find_request)),
            abi.GET_REQUEST(guarded(self.get_request)), abi.CANCEL(guarded(self.cancel)),
            abi.LIST_DEALS(guarded(self.list_deals)))
        self.data = abi.HostData(
            None, abi.FETCH(guarded(self.fetch)), abi.GET_FETCH(guarded(self.get_fetch)),
            abi.READ(guarded(self.read)), abi.RELEASE(guarded(self.release)))
        self.extensions = {b"raas.host.deals/1": addressof(self.deals),
                           b"raas.host.data/1": addressof(self.data)}
        self.host = abi.HostTable(
            None, abi.LOG(guarded(self.log)),
            abi.GET_HOST_EXTENSION(lambda _, name: self.extensions.get(name)))

    def log(self, _, level, event, message):
        name = LEVELS[level] if level < len(LEVELS) else "info"
        print(f"{name} {event.copy()} {message.copy()}", file=sys.stderr, flush=True)

    def make_deal(self, _, given, ret_id, ret_flags, err):
        if not given or given.contents.struct_size < sizeof(abi.DealRequest):
            return abi.refuse(err, abi.INVALID, "make_deal: request: too small")
        if abi.has_unknown_tail(given, abi.DealRequest):
            return abi.refuse(err, abi.UNSUPPORTED, "make_deal: an unknown field is set")
        asked = given.contents
        if asked.flags & ~(abi.VERIFIED | abi.HOST_CHOOSES):
            return abi.refuse(err, abi.UNSUPPORTED, f"make_deal: flags: {asked.flags}")
        key, cid, provider = (s.copy() for s in (asked.idempotency_key, asked.payload_cid,
                                                 asked.provider))
        if not KEY.match(key or "") or not CID.match(cid or ""):
            return abi.refuse(err, abi.INVALID, "make_deal: key or CID: malformed")
        if bool(asked.flags & abi.HOST_CHOOSES) == bool(provider) or (
                provider and not ADDRESS.match(provider)):
            return abi.refuse(err, abi.INVALID, f"make_deal: provider: {provider!r}")
        if asked.data_handle and asked.data_handle not in self.fetches:
            return abi.refuse(err, abi.INVALID, "make_deal: data_handle: no such handle")
        # All but data_handle, label and reason: what two requests under one key must agree in.
        excluded = [asked.providers_excluded[i].copy()
                    for i in range(asked.providers_excluded_count)]
        terms = repr((cid, asked.piece_cid.copy(), asked.piece_size, provider, excluded,
                      asked.flags, asked.duration_epochs, asked.start_epoch_max,
                      asked.price_max.copy()))
        row = {"cid": cid, "piece": asked.piece_cid.copy(), "piece_size": asked.piece_size,
               "start": asked.start_epoch_max,
               "finish": asked.start_epoch_max + asked.duration_epochs,
               "provider": provider or self.book.provider(cid, excluded)}
        if row["provider"] is None and not self.book.find(key):
            return abi.refuse(err, abi.RETRY, "make_deal: no provider is left for this data")
        deal, is_known = self.book.request(key, terms, row, time.time())
        if deal is None:
            return abi.refuse(err, abi.CONFLICT, f"make_deal: {key}: used with another request")
        ret_id[0], ret_flags[0] = deal["id"], abi.REQUEST_EXISTING if is_known else 0
        return abi.OK

    def view(self, deal, state=None):
        """A row of the book in the plugin's terms; its texts live until the call returns."""
        text = self.arena.text
        state = state or deal["state"]
        is_published = state in (abi.PUBLISHED, abi.ACTIVE)
        return abi.sized(abi.Deal(
            flags=abi.HAS_DEAL_ID if is_published else 0, request_id=deal["id"],
            idempotency_key=text(deal["key"]), state=state, payload_cid=text(deal["cid"]),
            piece_cid=text(deal["piece"]), piece_size=deal["piece_size"],
            provider=text(deal["provider"]), deal_id=1000 + deal["id"] if is_published else 0,
            start_epoch=deal["start"], end_epoch=deal["finish"]))

    def give(self, deal, ret, err):
        if deal is None:
            return abi.refuse(err, abi.NOT_FOUND, "no such request")
        size = ret.contents.struct_size
        view = self.view(deal)
        memmove(ret, pointer(view), min(size, sizeof(abi.Deal)))
        ret.contents.struct_size = size
        return abi.OK

    def find_request(self, _, key, ret, err):
        return self.give(self.book.find(key.copy()), ret, err)

    def get_request(self, _, number, ret, err):
        return self.give(self.book.get(number), ret, err)

    def cancel(self, _, number, err):
        if self.book.get(number) is None:
            return abi.refuse(err, abi.NOT_FOUND, "no such request")
        if not self.book.cancel(number):
            return abi.refuse(err, abi.DENIED, "cancel: it is published")
        return abi.OK

    def list_deals(self, _, cid, cursor, ret, _err):
        rows = self.book.deals(cid.copy(), cursor, PAGE)
        deals = self.arena.keep((abi.Deal * len(rows))(*(self.view(row) for row in rows)))
        ret.contents.deals = cast(deals, type(ret.contents.deals))
        ret.contents.count = len(rows)
        ret.contents.next_cursor = rows[-1]["id"] if len(rows) == PAGE else 0
        return abi.OK

    def fetch(self, _, cid, _sources, _count, ret_id, err):
        name = cid.copy()
        if not CID.match(name or ""):
            return abi.refuse(err, abi.INVALID, "fetch: not a CID")
        if name not in self.book.payloads:
            return abi.refuse(err, abi.NOT_FOUND, f"fetch: {name}: not in the store")
        ret_id[0] = len(self.fetches) + 1
        self.fetches[ret_id[0]] = self.book.payloads[name]
        self.book.tell(FETCHED, ret_id[0])
        return abi.OK

    def fetched(self, number):
        """A fetch in the plugin's terms; None if there is none. All are done at once."""
        path = self.fetches.get(number)
        return path and abi.sized(abi.Fetch(state=abi.FETCH_READY, fetch_id=number,
                                            data_handle=number, size=path.stat().st_size))

    def get_fetch(self, _, number, ret, err):
        fetch = self.fetched(number)
        if fetch is None:
            return abi.refuse(err, abi.NOT_FOUND, "no such fetch")
        size = ret.contents.struct_size
        memmove(ret, pointer(fetch), min(size, sizeof(abi.Fetch)))
        ret.contents.struct_size = size
        return abi.OK

    def read(self, _, handle, offset, buffer, capacity, ret_len, err):
        path = self.fetches.get(handle)
        if path is None:
            return abi.refuse(err, abi.NOT_FOUND, "no such handle")
        with path.open("rb") as file:
            file.seek(offset)
            raw = file.read(capacity)
        memmove(buffer, raw, len(raw))
        ret_len[0] = len(raw)
        return abi.OK

    def release(self, _, handle):
        if handle in self.fetches:
            self.fetches[handle] = None
