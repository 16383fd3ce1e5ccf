"""A host in Python, with nothing but ctypes: usage: host.py PLUGIN.so FOLDER CONFIG

Keeps its books in FOLDER, takes the data in FOLDER/payloads for its store (each file is named after
its CID) and serves the plugin's API on a free port of 127.0.0.1. Ends with SIGTERM; SIGKILL is as
good.

One thread and one loop: it waits for a client, for the plugin's wake or for the plugin's deadline.
The plugin wakes it through a pipe, because Python must not be called from a foreign thread.
"""

import ctypes
import http.server
import os
import select
import signal
import sys
import time
from ctypes import addressof, byref, c_void_p, cast, pointer, sizeof

import raas_abi as abi
from book import CREATED, FETCHED, Book
from tables import Tables

IDLE_MS, LOOK_AT_BOOK_MS, DESTROY_MS = 60000, 100, 5000


def now():
    return abi.sized(abi.Tick(unix_ms=time.time_ns() // 1000000,
                              monotonic_ms=time.monotonic_ns() // 1000000))


class Plugin:
    """One instance of a plugin. Never called by two threads, or from inside of a callback."""

    def __init__(self, path, tables):
        self.tables = tables
        self.text = ctypes.create_string_buffer(512)
        # RTLD_NOW | RTLD_LOCAL by an absolute path; never closed.
        library = ctypes.CDLL(os.path.abspath(path), mode=os.RTLD_NOW | os.RTLD_LOCAL)
        info = abi.sized(abi.HostInfo(abi_major=1, name=tables.arena.text("python-host"),
                                      version=tables.arena.text("1.0.0")))
        entry = ctypes.POINTER(abi.Entry)()
        self.call("entry", library.raas_plugin_entry_v1, byref(info), byref(entry))
        if entry.contents.magic != abi.MAGIC or entry.contents.abi_major != 1:
            raise SystemExit(f"{path}: not a plugin for ABI 1")
        missing = [n for n in self.names(entry.contents.descriptor.contents.extensions_required)
                   if n not in tables.extensions]
        if missing:
            raise SystemExit(f"{path}: needs what this host does not have: {missing}")
        self.table = entry.contents.table.contents
        self.instance = c_void_p()
        self.next_ms = 0
        self.told = 0

    @staticmethod
    def names(ids):
        at = 0
        while ids[at] is not None:
            yield ids[at]
            at += 1

    def call(self, what, function, *arguments, may_retry=False):
        """Calls into the plugin; what was lent to it ends with the call."""
        error = abi.sized(abi.Error(text=addressof(self.text), text_capacity=sizeof(self.text)))
        status = function(*arguments, byref(error))
        self.tables.arena.end_call()
        if status == abi.RETRY and may_retry:
            return False
        if status < 0 and not (may_retry and status == abi.INVALID):
            raise SystemExit(f"{what}: {status}: {self.text.raw[:error.text_len].decode()}")
        return True

    def begin(self, config, state_dir, wake_fd):
        text = self.tables.arena.text
        self.call("create", self.table.create, byref(self.tables.host), byref(self.instance))
        init = abi.sized(abi.Init(wake_fd=wake_fd, config=text(config), state_dir=text(state_dir),
                                  now=now()))
        self.call("init", self.table.init, self.instance, byref(init))
        self.hooks = self.extension(b"raas.plugin.hooks/1", abi.PluginHooks)
        self.api = self.extension(b"raas.plugin.api/1", abi.PluginApi)
        self.call("start", self.table.start, self.instance, byref(now()))

    def extension(self, name, kind):
        return cast(self.table.get_extension(self.instance, name), ctypes.POINTER(kind)).contents

    def deliver(self, book):
        """Tells of what has happened, in order; RETRY means that it was not taken."""
        for row in book.events(self.told):
            if not self.tell(book, row):
                return
            self.told = row["seq"]
            self.next_ms = 0  # There may be something to do about it.

    def tell(self, book, row):
        """Passes one event to the hook that takes it; whether it is done with."""
        if row["kind"] == FETCHED:
            fetch = self.tables.fetched(row["subject"])
            if fetch is None:
                return True  # It was let go since.
            event = abi.sized(abi.FetchEvent(seq=row["seq"], fetch=pointer(fetch)))
            hook = self.hooks.on_data_update
        else:
            deal = self.tables.view(book.get(row["subject"]), row["state"])
            event = abi.sized(abi.DealEvent(seq=row["seq"], deal=pointer(deal)))
            hook = (self.hooks.on_deal_created if row["kind"] == CREATED
                    else self.hooks.on_request_update)
        events = (ctypes.POINTER(type(event)) * 1)(pointer(event))
        return self.call("hook", hook, self.instance, events, 1, may_retry=True)

    def pump(self, book):
        tick, result = now(), abi.sized(abi.PumpResult())
        self.call("pump", self.table.pump, self.instance, byref(tick), byref(result))
        book.forget_events(result.hooks_durable_seq)
        self.next_ms = min(result.next_deadline_ms, tick.monotonic_ms + IDLE_MS)
        if result.flags & abi.PUMP_MORE:
            self.next_ms = tick.monotonic_ms
        return result.flags

    def answer(self, method, target, content_type, body):
        """(status, headers, body) of a request to the plugin's API."""
        text = self.tables.arena.text
        header = abi.Header(text("Content-Type"), text(content_type))
        raw = ctypes.create_string_buffer(body, len(body) or 1)
        request = abi.sized(abi.ApiRequest(
            method=text(method), target=text(target), headers=pointer(header), header_count=1,
            body=abi.Str(addressof(raw), len(body)), now=now()))
        response = abi.sized(abi.ApiResponse())
        self.call("handle", self.api.handle, self.instance, byref(request), byref(response))
        headers = [(response.headers[i].name.copy(), response.headers[i].value.copy())
                   for i in range(response.header_count)]
        return response.status, headers, ctypes.string_at(response.body.ptr, response.body.len)

    def end(self, book):
        """Lets it finish for a second, then ends it. The library stays loaded."""
        limit = now().monotonic_ms + 1000
        self.call("stop", self.table.stop, self.instance, byref(now()), limit)
        while not self.pump(book) & abi.PUMP_DRAINED and now().monotonic_ms < limit:
            time.sleep(0.01)
        self.table.destroy(self.instance, DESTROY_MS)


def serve(plugin):
    """A server of the plugin's API. A real host limits sizes and times, and asks for a token."""
    class Requests(http.server.BaseHTTPRequestHandler):
        timeout = 5

        def pass_on(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, body = plugin.answer(
                self.command, self.path, self.headers.get("Content-Type") or "", body)
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Requests)
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    return server


def main():
    library, folder, config = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3]
    book = Book(folder)
    plugin = Plugin(library, Tables(book))
    wake_end, wake_fd = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    stop_end, stop_fd = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGTERM, lambda *_: os.write(stop_fd, b"x"))
    state_dir = os.path.join(folder, "state")
    os.makedirs(state_dir, exist_ok=True)
    plugin.begin(config, state_dir, wake_fd)
    server = serve(plugin)
    while True:
        wait_ms = min(max(plugin.next_ms - now().monotonic_ms, 0), LOOK_AT_BOOK_MS)
        ready, _, _ = select.select([server, wake_end, stop_end], [], [], wait_ms / 1000)
        if stop_end in ready:
            break
        if server in ready:
            server.handle_request()
            plugin.next_ms = 0  # What a client asked for may be due.
        if wake_end in ready:
            os.read(wake_end, 4096)
        book.move_on(time.time())
        plugin.deliver(book)
        if wake_end in ready or now().monotonic_ms >= plugin.next_ms:
            plugin.pump(book)
    plugin.end(book)


if __name__ == "__main__":
    main()
