package main

// #include <stdlib.h>
// #include "tables.h"
import "C"

import (
	"errors"
	"io"
	"log"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime/cgo"
	"time"
	"unicode/utf8"
	"unsafe"
)

// Tables is what the host gives to a plugin: its tables of functions, over the book.
type Tables struct {
	arena    Arena
	book     *Book
	payloads string
	fetches  map[uint64]string // Path by id of the fetch, which is the handle as well.
	fetchID  uint64
	c        *C.host_tables
}

// NewTables makes tables that live as long as the process: a plugin that is never unloaded may hold
// them. What C gets for a context is a box with a handle, never a pointer of Go.
func NewTables(book *Book, folder string) *Tables {
	t := &Tables{book: book, payloads: filepath.Join(folder, "payloads"),
		fetches: map[uint64]string{}, c: (*C.host_tables)(C.calloc(1, C.sizeof_host_tables))}
	box := (*C.uintptr_t)(C.malloc(C.sizeof_uintptr_t))
	*box = C.uintptr_t(cgo.NewHandle(t))
	C.host_tables_fill(t.c, unsafe.Pointer(box))
	return t
}

func tablesOf(ctx unsafe.Pointer) *Tables {
	return cgo.Handle(*(*C.uintptr_t)(ctx)).Value().(*Tables)
}

// extension looks a table up by its whole id.
func (t *Tables) extension(id string) unsafe.Pointer {
	switch id {
	case C.RAAS_HOST_DEALS_ID:
		return unsafe.Pointer(&t.c.deals)
	case C.RAAS_HOST_DATA_ID:
		return unsafe.Pointer(&t.c.data)
	}
	return nil
}

// refuse writes why where the plugin reads it, as much as there is room for.
func refuse(err *C.raas_error, status C.raas_status, why string) C.raas_status {
	if err == nil {
		return status
	}
	length := len(why)
	for length > int(err.text_capacity) || (length < len(why) && !utf8.RuneStart(why[length])) {
		length--
	}
	err.code = status
	err.text_len = C.size_t(length)
	if length > 0 {
		copy(unsafe.Slice((*byte)(unsafe.Pointer(err.text)), length), why)
	}
	return status
}

// guard turns a panic into INTERNAL: only return values may cross.
func guard(what string, status *C.raas_status) {
	if why := recover(); why != nil {
		log.Printf("error %s: %v", what, why)
		*status = C.RAAS_E_INTERNAL
	}
}

var (
	keyForm     = regexp.MustCompile(`^[A-Za-z0-9._:/-]{1,128}$`)
	cidForm     = regexp.MustCompile(`^(ba|Qm)[A-Za-z0-9]{38,120}$`)
	addressForm = regexp.MustCompile(`^f0[0-9]{1,18}$`)
	levels      = [...]string{"trace", "debug", "info", "warn", "error", "HOST_MISUSE", "PLUGIN_MISUSE"}
)

const (
	pageLength = 64
	fetchReady = 0x80000001 // Constants of 32 bits are variables in C, which Go cannot see.
)

//export hostLog
func hostLog(_ unsafe.Pointer, level C.raas_log_level, event, message C.raas_str) {
	name := "info"
	if int(level) < len(levels) {
		name = levels[level]
	}
	log.Println(name, goText(event), goText(message))
}

//export hostGetExtension
func hostGetExtension(ctx unsafe.Pointer, id *C.char) unsafe.Pointer {
	return tablesOf(ctx).extension(C.GoString(id))
}

// hasUnknownTail tells whether something is set behind the part of a request that this host knows.
func hasUnknownTail(asked *C.raas_deal_request) bool {
	all := unsafe.Slice((*byte)(unsafe.Pointer(asked)), int(asked.struct_size))
	for _, b := range all[C.sizeof_raas_deal_request:] {
		if b != 0 {
			return true
		}
	}
	return false
}

func termsOf(asked *C.raas_deal_request) Terms {
	terms := Terms{CID: goText(asked.payload_cid), Piece: goText(asked.piece_cid),
		PieceSize: uint64(asked.piece_size), Provider: goText(asked.provider),
		Price: goText(asked.price_max), Flags: uint32(asked.flags),
		Duration: int64(asked.duration_epochs), StartMax: int64(asked.start_epoch_max)}
	for _, excluded := range unsafe.Slice(asked.providers_excluded, int(asked.providers_excluded_count)) {
		terms.Excluded = append(terms.Excluded, goText(excluded))
	}
	return terms
}

// check says what is wrong with a request: RAAS_OK if nothing is.
func (t *Tables) check(asked *C.raas_deal_request, key string, terms Terms) (C.raas_status, string) {
	const knownFlags = C.RAAS_DEAL_VERIFIED | C.RAAS_DEAL_HOST_CHOOSES
	_, isHandle := t.fetches[uint64(asked.data_handle)]
	hostChooses := terms.Flags&C.RAAS_DEAL_HOST_CHOOSES != 0
	switch {
	case hasUnknownTail(asked):
		return C.RAAS_E_UNSUPPORTED, "make_deal: an unknown field is set"
	case terms.Flags&^uint32(knownFlags) != 0:
		return C.RAAS_E_UNSUPPORTED, "make_deal: flags: an unknown one is set"
	case !keyForm.MatchString(key):
		return C.RAAS_E_INVALID, "make_deal: idempotency_key: malformed"
	case !cidForm.MatchString(terms.CID):
		return C.RAAS_E_INVALID, "make_deal: payload_cid: not a CID"
	case hostChooses && terms.Provider != "", !hostChooses && !addressForm.MatchString(terms.Provider):
		return C.RAAS_E_INVALID, "make_deal: provider: expected f0..., or none"
	case asked.data_handle != 0 && !isHandle:
		return C.RAAS_E_INVALID, "make_deal: data_handle: no such handle"
	}
	return C.RAAS_OK, ""
}

//export hostMakeDeal
func hostMakeDeal(ctx unsafe.Pointer, asked *C.raas_deal_request, retID *C.uint64_t,
	retFlags *C.uint32_t, err *C.raas_error) (status C.raas_status) {
	defer guard("make_deal", &status)
	t := tablesOf(ctx)
	if asked == nil || asked.struct_size < C.sizeof_raas_deal_request {
		return refuse(err, C.RAAS_E_INVALID, "make_deal: request: too small")
	}
	key, terms := goText(asked.idempotency_key), termsOf(asked)
	if status, why := t.check(asked, key, terms); status != C.RAAS_OK {
		return refuse(err, status, why)
	}
	if known := t.book.Find(key); known != nil {
		if !reflect.DeepEqual(known.Terms, terms) {
			return refuse(err, C.RAAS_E_CONFLICT, "make_deal: the key was used with another request")
		}
		*retID, *retFlags = C.uint64_t(known.ID), C.RAAS_REQUEST_EXISTING
		return C.RAAS_OK
	}
	provider := terms.Provider
	if provider == "" {
		provider = t.book.Choose(terms)
	}
	if provider == "" {
		return refuse(err, C.RAAS_E_RETRY, "make_deal: no provider is left for this data")
	}
	deal, failure := t.book.Add(key, terms, provider, time.Now())
	if failure != nil {
		return refuse(err, C.RAAS_E_RETRY, "make_deal: "+failure.Error())
	}
	*retID, *retFlags = C.uint64_t(deal.ID), 0
	return C.RAAS_OK
}

// give writes as much of a deal as the plugin has room for.
func (t *Tables) give(deal *Deal, ret *C.raas_deal, err *C.raas_error) C.raas_status {
	if deal == nil {
		return refuse(err, C.RAAS_E_NOT_FOUND, "no such request")
	}
	view := t.arena.deal(deal, deal.State)
	view.struct_size = ret.struct_size
	size := int(ret.struct_size)
	if size > C.sizeof_raas_deal {
		size = C.sizeof_raas_deal
	}
	copy(unsafe.Slice((*byte)(unsafe.Pointer(ret)), size),
		unsafe.Slice((*byte)(unsafe.Pointer(t.arena.deals([]C.raas_deal{view}))), size))
	return C.RAAS_OK
}

//export hostFindRequest
func hostFindRequest(ctx unsafe.Pointer, key C.raas_str, ret *C.raas_deal,
	err *C.raas_error) (status C.raas_status) {
	defer guard("find_request", &status)
	t := tablesOf(ctx)
	return t.give(t.book.Find(goText(key)), ret, err)
}

//export hostGetRequest
func hostGetRequest(ctx unsafe.Pointer, id C.uint64_t, ret *C.raas_deal,
	err *C.raas_error) (status C.raas_status) {
	defer guard("get_request", &status)
	t := tablesOf(ctx)
	return t.give(t.book.Get(uint64(id)), ret, err)
}

//export hostCancel
func hostCancel(ctx unsafe.Pointer, id C.uint64_t, err *C.raas_error) (status C.raas_status) {
	defer guard("cancel", &status)
	t := tablesOf(ctx)
	deal := t.book.Get(uint64(id))
	if deal == nil {
		return refuse(err, C.RAAS_E_NOT_FOUND, "no such request")
	}
	switch failure := t.book.Cancel(deal); {
	case failure == nil:
		return C.RAAS_OK
	case errors.Is(failure, ErrPublished):
		return refuse(err, C.RAAS_E_DENIED, "cancel: "+failure.Error())
	default:
		return refuse(err, C.RAAS_E_RETRY, "cancel: "+failure.Error())
	}
}

//export hostListDeals
func hostListDeals(ctx unsafe.Pointer, cid C.raas_str, cursor C.uint64_t,
	ret *C.raas_deal_page) (status C.raas_status) {
	defer guard("list_deals", &status)
	t := tablesOf(ctx)
	page := t.book.Page(goText(cid), uint64(cursor), pageLength)
	views := make([]C.raas_deal, 0, len(page))
	for _, deal := range page {
		views = append(views, t.arena.deal(deal, deal.State))
	}
	ret.deals, ret.count, ret.next_cursor = t.arena.deals(views), C.size_t(len(page)), 0
	if len(page) == pageLength {
		ret.next_cursor = C.uint64_t(page[pageLength-1].ID)
	}
	return C.RAAS_OK
}

//export hostFetch
func hostFetch(ctx unsafe.Pointer, cid C.raas_str, retID *C.uint64_t,
	err *C.raas_error) (status C.raas_status) {
	defer guard("fetch", &status)
	t := tablesOf(ctx)
	name := goText(cid)
	if !cidForm.MatchString(name) {
		return refuse(err, C.RAAS_E_INVALID, "fetch: not a CID")
	}
	path := filepath.Join(t.payloads, name)
	if _, failure := os.Stat(path); failure != nil {
		return refuse(err, C.RAAS_E_NOT_FOUND, "fetch: not in the store")
	}
	if failure := t.book.TellFetched(t.fetchID + 1); failure != nil {
		return refuse(err, C.RAAS_E_RETRY, "fetch: "+failure.Error())
	}
	t.fetchID++
	t.fetches[t.fetchID] = path
	*retID = C.uint64_t(t.fetchID)
	return C.RAAS_OK
}

//export hostGetFetch
func hostGetFetch(ctx unsafe.Pointer, id C.uint64_t, ret *C.raas_fetch,
	err *C.raas_error) (status C.raas_status) {
	defer guard("get_fetch", &status)
	view, isKnown := tablesOf(ctx).fetched(uint64(id))
	if !isKnown {
		return refuse(err, C.RAAS_E_NOT_FOUND, "get_fetch: no such fetch")
	}
	ret.state, ret.fetch_id, ret.data_handle, ret.size = view.state, id, id, view.size
	return C.RAAS_OK
}

// fetched describes a fetch. Those of this host are done at once.
func (t *Tables) fetched(id uint64) (C.raas_fetch, bool) {
	found, failure := os.Stat(t.fetches[id])
	if failure != nil {
		return C.raas_fetch{}, false
	}
	return C.raas_fetch{struct_size: C.sizeof_raas_fetch, state: fetchReady, fetch_id: C.uint64_t(id),
		data_handle: C.uint64_t(id), size: C.uint64_t(found.Size())}, true
}

//export hostRead
func hostRead(ctx unsafe.Pointer, handle, offset C.uint64_t, buffer *C.char, capacity C.size_t,
	retLen *C.size_t, err *C.raas_error) (status C.raas_status) {
	defer guard("read", &status)
	file, failure := os.Open(tablesOf(ctx).fetches[uint64(handle)])
	if failure != nil {
		return refuse(err, C.RAAS_E_NOT_FOUND, "read: no such handle")
	}
	defer file.Close()
	room := unsafe.Slice((*byte)(unsafe.Pointer(buffer)), int(capacity))
	count, failure := file.ReadAt(room, int64(offset))
	if failure != nil && !errors.Is(failure, io.EOF) {
		return refuse(err, C.RAAS_E_RETRY, "read: "+failure.Error())
	}
	*retLen = C.size_t(count)
	return C.RAAS_OK
}

//export hostRelease
func hostRelease(ctx unsafe.Pointer, handle C.uint64_t) {
	delete(tablesOf(ctx).fetches, uint64(handle))
}
