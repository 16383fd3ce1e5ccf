package main

// #cgo CFLAGS: -I${SRCDIR}/../../../host-api
// #cgo LDFLAGS: -ldl
// #include <dlfcn.h>
// #include <stdlib.h>
// #include "tables.h"
import "C"

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"
	"unsafe"
)

const (
	idleMax   = 60 * time.Second
	endAfter  = time.Second
	destroyMs = 5000
)

// Plugin is one instance. It is called by one goroutine at a time, and never from inside of a
// function that the plugin itself has called. On which thread Go does that does not matter.
type Plugin struct {
	tables *Tables
	book   *Book
	table  *C.raas_plugin_table
	hooks  *C.raas_plugin_hooks
	api    *C.raas_plugin_api
	self   *C.raas_instance
	err    *C.raas_error // C's memory: it holds a pointer to where the text goes.
	told   uint64        // The highest event that it has taken.
	begun  time.Time
}

// Load loads a plugin, which stays loaded. A real host checks owner, mode and checksum before.
func Load(path string, tables *Tables) (*Plugin, error) {
	absolute, failure := filepath.Abs(path)
	if failure != nil {
		return nil, failure
	}
	name := C.CString(absolute)
	defer C.free(unsafe.Pointer(name))
	library := C.dlopen(name, C.RTLD_NOW|C.RTLD_LOCAL)
	if library == nil {
		return nil, errors.New(C.GoString(C.dlerror()))
	}
	symbol := C.CString(C.RAAS_PLUGIN_ENTRY_SYMBOL)
	defer C.free(unsafe.Pointer(symbol))
	entryOf := C.dlsym(library, symbol)
	if entryOf == nil {
		return nil, fmt.Errorf("%s: not a plugin", absolute)
	}
	p := &Plugin{tables: tables, book: tables.book, begun: time.Now()}
	p.err = (*C.raas_error)(C.calloc(1, C.sizeof_raas_error))
	p.err.struct_size = C.sizeof_raas_error
	p.err.text_capacity = 512
	p.err.text = (*C.char)(C.malloc(p.err.text_capacity))
	info := C.raas_host_info{struct_size: C.sizeof_raas_host_info, abi_major: C.RAAS_ABI_MAJOR,
		abi_minor: C.RAAS_ABI_MINOR, name: tables.arena.text("go-host"),
		version: tables.arena.text("1.0.0")}
	var entry *C.raas_plugin_entry
	status := C.raas_plugin_entry_call(C.raas_plugin_entry_fn(entryOf), &info, &entry, p.err)
	if failure := p.after("entry", status); failure != nil {
		return nil, failure
	}
	if entry.magic != C.RAAS_MAGIC || entry.abi_major != C.RAAS_ABI_MAJOR {
		return nil, fmt.Errorf("%s: not a plugin for ABI %d", absolute, C.RAAS_ABI_MAJOR)
	}
	// A list that ends with NULL.
	for id := entry.descriptor.extensions_required; *id != nil; id = nextName(id) {
		if tables.extension(C.GoString(*id)) == nil {
			return nil, fmt.Errorf("%s: needs %s", absolute, C.GoString(*id))
		}
	}
	p.table = entry.table
	return p, nil
}

func nextName(at **C.char) **C.char {
	return (**C.char)(unsafe.Add(unsafe.Pointer(at), unsafe.Sizeof(*at)))
}

// after ends a call: what was lent for it goes, and its status becomes an error.
func (p *Plugin) after(what string, status C.raas_status) error {
	p.tables.arena.endCall()
	if status >= C.RAAS_OK {
		return nil
	}
	return fmt.Errorf("%s: %d: %s", what, status, C.GoStringN(p.err.text, C.int(p.err.text_len)))
}

func (p *Plugin) now() C.raas_tick {
	return C.raas_tick{struct_size: C.sizeof_raas_tick, unix_ms: C.int64_t(time.Now().UnixMilli()),
		monotonic_ms: C.int64_t(time.Since(p.begun).Milliseconds())}
}

// Begin makes the instance and lets it work. It wakes the host by a byte into wakeFD, since a pipe is
// what Go waits for best.
func (p *Plugin) Begin(config, stateDir string, wakeFD int) error {
	arena := &p.tables.arena
	status := C.raas_plugin_create(p.table, &p.tables.c.host, &p.self, p.err)
	if failure := p.after("create", status); failure != nil {
		return failure
	}
	now := p.now()
	params := C.raas_init{struct_size: C.sizeof_raas_init, wake_fd: C.int32_t(wakeFD),
		config: arena.text(config), state_dir: arena.text(stateDir), now: now}
	if failure := p.after("init", C.raas_plugin_init(p.table, p.self, &params, p.err)); failure != nil {
		return failure
	}
	p.hooks = (*C.raas_plugin_hooks)(p.extension(C.RAAS_PLUGIN_HOOKS_ID))
	p.api = (*C.raas_plugin_api)(p.extension(C.RAAS_PLUGIN_API_ID))
	return p.after("start", C.raas_plugin_start(p.table, p.self, &now, p.err))
}

func (p *Plugin) extension(id string) unsafe.Pointer {
	name := C.CString(id)
	defer C.free(unsafe.Pointer(name))
	return C.raas_plugin_get_extension(p.table, p.self, name)
}

// Deliver tells of what has happened, in order. RETRY means that it was not taken: the same again,
// later. Never from inside of a function of the tables, which would be a nested call. It returns
// whether anything was taken, so that there is work.
func (p *Plugin) Deliver() (isNews bool) {
	for _, event := range p.book.EventsAfter(p.told) {
		status := p.tell(event)
		p.tables.arena.endCall()
		if status == C.RAAS_E_RETRY {
			break
		}
		p.told, isNews = event.Seq, true
	}
	return isNews
}

// tell passes one event to the hook that takes it.
func (p *Plugin) tell(event Event) C.raas_status {
	arena := &p.tables.arena
	if event.Kind == Fetched {
		fetch, isKnown := p.tables.fetched(event.ID)
		if !isKnown {
			return C.RAAS_OK // It was released since.
		}
		told := (*C.raas_fetch_event)(arena.room(C.sizeof_raas_fetch_event))
		place := (*C.raas_fetch)(arena.room(C.sizeof_raas_fetch))
		*place = fetch
		told.struct_size, told.seq, told.fetch = C.sizeof_raas_fetch_event, C.uint64_t(event.Seq), place
		return C.raas_plugin_hooks_on_data_update(p.hooks, p.self, &told, 1, p.err)
	}
	deal := arena.deal(p.book.Get(event.ID), event.State)
	told := (*C.raas_deal_event)(arena.room(C.sizeof_raas_deal_event))
	told.struct_size, told.seq = C.sizeof_raas_deal_event, C.uint64_t(event.Seq)
	told.deal = arena.deals([]C.raas_deal{deal})
	if event.Kind == Created {
		return C.raas_plugin_hooks_on_deal_created(p.hooks, p.self, &told, 1, p.err)
	}
	return C.raas_plugin_hooks_on_request_update(p.hooks, p.self, &told, 1, p.err)
}

// Pump lets the plugin work. It says when to call again at the latest, and whether all is done.
func (p *Plugin) Pump() (next time.Time, isDrained bool, failure error) {
	now, called := p.now(), time.Now()
	result := C.raas_pump_result{struct_size: C.sizeof_raas_pump_result}
	failure = p.after("pump", C.raas_plugin_pump(p.table, p.self, &now, &result, p.err))
	if failure != nil {
		return called, false, failure
	}
	wait := time.Duration(result.next_deadline_ms-now.monotonic_ms) * time.Millisecond
	if wait > idleMax {
		wait = idleMax
	}
	if result.flags&C.RAAS_PUMP_MORE != 0 {
		wait = 0
	}
	failure = p.book.Forget(uint64(result.hooks_durable_seq))
	return called.Add(wait), result.flags&C.RAAS_PUMP_DRAINED != 0, failure
}

// Header is one field of an HTTP answer.
type Header struct{ Name, Value string }

// Answer passes an HTTP request to the plugin's API. What comes back is ours.
func (p *Plugin) Answer(method, target, contentType string, body []byte) (int, []Header, []byte, error) {
	arena := &p.tables.arena
	field := (*C.raas_header)(arena.room(C.sizeof_raas_header))
	field.name, field.value = arena.text("Content-Type"), arena.text(contentType)
	request := C.raas_api_request{struct_size: C.sizeof_raas_api_request, method: arena.text(method),
		target: arena.text(target), headers: field, header_count: 1, body: arena.bytes(body), now: p.now()}
	response := C.raas_api_response{struct_size: C.sizeof_raas_api_response}
	status := C.raas_plugin_api_handle(p.api, p.self, &request, &response, p.err)
	if failure := p.after("handle", status); failure != nil {
		return 0, nil, nil, failure
	}
	var headers []Header
	for _, field := range unsafe.Slice(response.headers, int(response.header_count)) {
		headers = append(headers, Header{goText(field.name), goText(field.value)})
	}
	return int(response.status), headers, goBytes(response.body), nil
}

// End lets the plugin finish for a second, then ends it.
func (p *Plugin) End() error {
	now, limit := p.now(), time.Now().Add(endAfter)
	deadline := now.monotonic_ms + C.int64_t(endAfter.Milliseconds())
	failure := p.after("stop", C.raas_plugin_stop(p.table, p.self, &now, deadline, p.err))
	for isDrained := false; failure == nil && !isDrained && time.Now().Before(limit); {
		_, isDrained, failure = p.Pump()
		if !isDrained {
			time.Sleep(10 * time.Millisecond)
		}
	}
	C.raas_plugin_destroy(p.table, p.self, destroyMs)
	p.tables.arena.endCall()
	return failure
}
