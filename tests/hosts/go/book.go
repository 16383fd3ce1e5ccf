package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// State of a deal, in the numbers of the ABI (ext/deals.h).
type State uint32

const (
	Recorded  State = 2
	Published State = 4
	Active    State = 0x80000001
	Cancelled State = 0x80000003
)

// IsOver says whether a deal can still change.
func (s State) IsOver() bool { return s&0x80000000 != 0 }

const (
	publishAfter = 1 * time.Second
	sealAfter    = 2 * time.Second

	// The storage providers that this aggregator works with are f01000 to f01009.
	firstProvider = 1000
	providerCount = 10
)

// Deal is a request of the plugin, and the deal that comes of it.
type Deal struct {
	ID         uint64
	Key        string
	Terms      Terms
	Provider   string
	State      State
	AskedAt    time.Time
	Start, End int64
}

// Terms are what two requests under one key must agree in.
type Terms struct {
	CID, Piece, Provider, Price string
	PieceSize                   uint64
	Excluded                    []string
	Flags                       uint32
	Duration, StartMax          int64
}

// Kind of an event: which hook takes it.
type Kind uint8

const (
	Updated Kind = iota // A request has moved on.
	Created             // A deal was made.
	Fetched             // Data is in the staging.
)

// Event tells of a deal as it was then, or of a fetch.
type Event struct {
	Seq   uint64
	Kind  Kind
	ID    uint64 // Of the deal, or of the fetch.
	State State
}

// entry is one line of the file. The file only grows; reading it again gives the book.
type entry struct {
	Deal    *Deal   `json:",omitempty"`
	Events  []Event `json:",omitempty"`
	Seq     uint64  `json:",omitempty"` // Taken by an event that a restart may forget.
	Durable uint64  `json:",omitempty"`
}

// Book holds the books of a small aggregator: requests, deals and events. The deals are not made: a
// request walks through its states by the clock. Whatever it says is on the disk.
type Book struct {
	file    *os.File
	deals   []*Deal // By id minus one.
	byKey   map[string]*Deal
	events  []Event // Those that the plugin does not have for good.
	seq     uint64
	durable uint64
}

// OpenBook reads what an earlier life has written.
func OpenBook(folder string) (*Book, error) {
	file, err := os.OpenFile(filepath.Join(folder, "book"), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	book := &Book{file: file, byKey: map[string]*Deal{}}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var line entry
		if json.Unmarshal(lines.Bytes(), &line) == nil { // Else a crash has cut it off.
			book.take(line)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	_, err = file.WriteString("\n") // Ends a line that was cut off.
	return book, err
}

func (b *Book) take(line entry) {
	if line.Deal != nil {
		b.deals = append(b.deals, line.Deal)
		b.byKey[line.Deal.Key] = line.Deal
	}
	for _, event := range line.Events {
		b.deals[event.ID-1].State = event.State
		b.seq = event.Seq
		b.events = append(b.events, event)
	}
	if line.Seq > b.seq {
		b.seq = line.Seq
	}
	if line.Durable > b.durable {
		b.durable = line.Durable
	}
	for len(b.events) > 0 && b.events[0].Seq <= b.durable {
		b.events = b.events[1:]
	}
}

// record makes an entry durable, then true.
func (b *Book) record(line entry) error {
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	if _, err := b.file.Write(append(text, '\n')); err != nil {
		return err
	}
	if err := b.file.Sync(); err != nil {
		return err
	}
	b.take(line)
	return nil
}

// Find gives the deal under a key, or nil.
func (b *Book) Find(key string) *Deal { return b.byKey[key] }

// Get gives the deal with an id, or nil.
func (b *Book) Get(id uint64) *Deal {
	if id == 0 || id > uint64(len(b.deals)) {
		return nil
	}
	return b.deals[id-1]
}

// Page gives up to limit deals of one piece of data, or of all, behind an id.
func (b *Book) Page(cid string, after uint64, limit int) []*Deal {
	var page []*Deal
	for id := after + 1; id <= uint64(len(b.deals)) && len(page) < limit; id++ {
		if deal := b.deals[id-1]; cid == "" || deal.Terms.CID == cid {
			page = append(page, deal)
		}
	}
	return page
}

// Choose picks a provider that is not excluded and has no copy of the data yet; "" if there is none.
func (b *Book) Choose(terms Terms) string {
	taken := map[string]bool{}
	for _, excluded := range terms.Excluded {
		taken[excluded] = true
	}
	for _, deal := range b.deals {
		if deal.Terms.CID == terms.CID && deal.State != Cancelled {
			taken[deal.Provider] = true
		}
	}
	for n := 0; n < providerCount; n++ {
		if name := fmt.Sprintf("f0%d", firstProvider+n); !taken[name] {
			return name
		}
	}
	return ""
}

// Add records a request.
func (b *Book) Add(key string, terms Terms, provider string, now time.Time) (*Deal, error) {
	deal := &Deal{ID: uint64(len(b.deals)) + 1, Key: key, Terms: terms, Provider: provider, State: Recorded,
		AskedAt: now, Start: terms.StartMax, End: terms.StartMax + terms.Duration}
	return deal, b.record(entry{Deal: deal})
}

// ErrPublished says that it is too late to cancel.
var ErrPublished = errors.New("it is published")

// Cancel ends a request that is not published yet.
func (b *Book) Cancel(deal *Deal) error {
	if deal.State.IsOver() {
		return nil
	}
	if deal.State != Recorded {
		return ErrPublished
	}
	return b.moveTo(deal, Cancelled)
}

// MoveOn lets requests that have waited long enough be published, then active.
func (b *Book) MoveOn(now time.Time) error {
	for _, deal := range b.deals {
		waited := now.Sub(deal.AskedAt)
		var err error
		switch {
		case deal.State == Recorded && waited >= publishAfter:
			err = b.moveTo(deal, Published)
		case deal.State == Published && waited >= sealAfter:
			err = b.moveTo(deal, Active)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// moveTo notes a new state together with the events that tell of it.
func (b *Book) moveTo(deal *Deal, state State) error {
	events := []Event{{Seq: b.seq + 1, Kind: Updated, ID: deal.ID, State: state}}
	if state == Published {
		events = append(events, Event{Seq: b.seq + 2, Kind: Created, ID: deal.ID, State: state})
	}
	return b.record(entry{Events: events})
}

// TellFetched notes that data is in the staging. A restart forgets that, but the number stays taken.
func (b *Book) TellFetched(id uint64) error {
	if err := b.record(entry{Seq: b.seq + 1}); err != nil {
		return err
	}
	b.events = append(b.events, Event{Seq: b.seq, Kind: Fetched, ID: id})
	return nil
}

// EventsAfter gives what the plugin is to be told.
func (b *Book) EventsAfter(seq uint64) []Event {
	for at, event := range b.events {
		if event.Seq > seq {
			return b.events[at:]
		}
	}
	return nil
}

// Forget drops events that are durable in the plugin.
func (b *Book) Forget(seq uint64) error {
	if seq <= b.durable {
		return nil
	}
	return b.record(entry{Durable: seq})
}
