package main

// #include <stdlib.h>
// #include "tables.h"
import "C"

import "unsafe"

// Arena holds what was lent to the plugin until the outermost call into it has returned. All of it is
// C's memory: neither what Go may move or free, nor a pointer to it, may stay with the plugin.
type Arena struct{ lent []unsafe.Pointer }

func (a *Arena) room(size uintptr) unsafe.Pointer {
	place := C.calloc(1, C.size_t(size))
	a.lent = append(a.lent, place)
	return place
}

func (a *Arena) text(s string) C.raas_str { return a.bytes([]byte(s)) }

func (a *Arena) bytes(bytes []byte) C.raas_str {
	if len(bytes) == 0 {
		return C.raas_str{}
	}
	place := C.CBytes(bytes)
	a.lent = append(a.lent, place)
	return C.raas_str{ptr: (*C.char)(place), len: C.size_t(len(bytes))}
}

func (a *Arena) deal(deal *Deal, state State) C.raas_deal {
	view := C.raas_deal{
		struct_size:     C.sizeof_raas_deal,
		request_id:      C.uint64_t(deal.ID),
		idempotency_key: a.text(deal.Key),
		state:           C.raas_deal_state(state),
		payload_cid:     a.text(deal.Terms.CID),
		piece_cid:       a.text(deal.Terms.Piece),
		piece_size:      C.uint64_t(deal.Terms.PieceSize),
		provider:        a.text(deal.Provider),
		start_epoch:     C.raas_epoch(deal.Start),
		end_epoch:       C.raas_epoch(deal.End),
	}
	if state == Published || state == Active {
		view.flags = C.RAAS_DEAL_HAS_DEAL_ID
		view.deal_id = C.uint64_t(1000 + deal.ID)
	}
	return view
}

// deals lends an array of them, or one.
func (a *Arena) deals(deals []C.raas_deal) *C.raas_deal {
	if len(deals) == 0 {
		return nil
	}
	place := (*C.raas_deal)(a.room(uintptr(len(deals)) * C.sizeof_raas_deal))
	copy(unsafe.Slice(place, len(deals)), deals)
	return place
}

// endCall lets all of it go.
func (a *Arena) endCall() {
	for _, place := range a.lent {
		C.free(place)
	}
	a.lent = a.lent[:0]
}

// goText copies a text of the plugin; no pointer to it is kept.
func goText(s C.raas_str) string { return string(goBytes(s)) }

func goBytes(s C.raas_str) []byte {
	if s.ptr == nil || s.len == 0 {
		return nil
	}
	return append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(s.ptr)), int(s.len))...)
}
