// A host in Go, with nothing but cgo: usage: go_host PLUGIN.so FOLDER CONFIG
//
// Keeps its books in FOLDER, takes the data in FOLDER/payloads for its store (each file is named after
// its CID) and serves the plugin's API on a free port of 127.0.0.1. Ends with SIGTERM; SIGKILL is as
// good.
//
// One goroutine owns the plugin. Others, such as those of the HTTP server, send it what they want to
// have called.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

const (
	lookAtBook = 100 * time.Millisecond
	bodyMax    = 1 << 20
)

// wakePipe gives what to read wakes from, and the end that the plugin writes to, which never blocks.
func wakePipe() (<-chan struct{}, int, error) {
	var ends [2]int
	if err := syscall.Pipe2(ends[:], syscall.O_NONBLOCK|syscall.O_CLOEXEC); err != nil {
		return nil, 0, err
	}
	wakes := make(chan struct{}, 1)
	go func() {
		file, bytes := os.NewFile(uintptr(ends[0]), "wake"), make([]byte, 64)
		for {
			if _, err := file.Read(bytes); err != nil {
				return
			}
			select {
			case wakes <- struct{}{}:
			default: // One is on its way already.
			}
		}
	}()
	return wakes, ends[1], nil
}

// serve passes HTTP requests to the goroutine that owns the plugin. A real host asks for a token.
func serve(ctx context.Context, plugin *Plugin, calls chan<- func()) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	answer := func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMax))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		done := make(chan struct{})
		call := func() {
			defer close(done)
			status, headers, body, err := plugin.Answer(
				r.Method, r.URL.RequestURI(), r.Header.Get("Content-Type"), body)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			for _, header := range headers {
				w.Header().Set(header.Name, header.Value)
			}
			w.WriteHeader(status)
			_, _ = w.Write(body) // To a buffer; a client that has gone is none of ours.
		}
		select {
		case calls <- call:
			<-done
		case <-ctx.Done():
			http.Error(w, "stopping", http.StatusServiceUnavailable)
		}
	}
	server := &http.Server{Handler: http.HandlerFunc(answer), ReadTimeout: 5 * time.Second,
		WriteTimeout: 5 * time.Second, MaxHeaderBytes: 1 << 14}
	go func() { _ = server.Serve(listener) }()
	fmt.Printf("listening on http://%s\n", listener.Addr())
	return nil
}

// drive is the loop of the goroutine that owns the plugin.
func drive(ctx context.Context, plugin *Plugin, wakes <-chan struct{}, calls <-chan func()) error {
	next := time.Now()
	for {
		wait := time.Until(next)
		if wait > lookAtBook {
			wait = lookAtBook
		}
		select {
		case <-ctx.Done():
			return plugin.End()
		case call := <-calls:
			call()
			next = time.Now() // What a client asked for may be due.
		case <-wakes:
			next = time.Now()
		case <-time.After(wait):
		}
		if err := plugin.book.MoveOn(time.Now()); err != nil {
			return err
		}
		if plugin.Deliver() {
			next = time.Now()
		}
		if time.Now().Before(next) {
			continue
		}
		var err error
		if next, _, err = plugin.Pump(); err != nil {
			return err
		}
	}
}

func run(library, folder, config string) error {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	book, err := OpenBook(folder)
	if err != nil {
		return err
	}
	plugin, err := Load(library, NewTables(book, folder))
	if err != nil {
		return err
	}
	wakes, wakeFD, err := wakePipe()
	if err != nil {
		return err
	}
	stateDir := filepath.Join(folder, "state")
	if err := os.MkdirAll(stateDir, 0o700); err != nil {
		return err
	}
	if err := plugin.Begin(config, stateDir, wakeFD); err != nil {
		return err
	}
	calls := make(chan func())
	if err := serve(ctx, plugin, calls); err != nil {
		return err
	}
	return drive(ctx, plugin, wakes, calls)
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: go_host PLUGIN.so FOLDER CONFIG")
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		log.Fatal(err)
	}
}
