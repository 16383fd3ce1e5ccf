//! A host in Rust, with nothing but its standard library: usage: rust_host PLUGIN.so FOLDER CONFIG
//!
//! Keeps its books in FOLDER, takes the data in FOLDER/payloads for its store (each file is named
//! after its CID) and serves the plugin's API on a free port of 127.0.0.1. Ends with SIGTERM;
//! SIGKILL is as good.
//!
//! The main thread owns the plugin and waits at a channel, into which everything goes: what clients
//! ask, the plugin's wakes, the signal to stop.

mod abi;
mod book;
mod http;
mod plugin;
mod request;
mod tables;

use std::error::Error;
use std::ffi::c_void;
use std::net::{TcpListener, TcpStream};
use std::os::raw::c_int;
use std::path::Path;
use std::sync::mpsc::{sync_channel, Receiver, SyncSender};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const LOOK_AT_BOOK: Duration = Duration::from_millis(100);
const EVENTS_MAX: usize = 64;
const SIGTERM: c_int = 15;

enum Event {
    Wake,
    Stop,
    Ask(http::Request, SyncSender<plugin::Answer>),
}

pub fn unix_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}

/// Called by a thread of the plugin. If there is no room, the loop has enough to wake up for.
unsafe extern "C" fn wake(events: *const c_void) {
    let _ = (*events.cast::<SyncSender<Event>>()).try_send(Event::Wake);
}

/// sigset_t of Linux.
#[repr(C)]
struct Signals([u64; 16]);

extern "C" {
    fn sigemptyset(set: *mut Signals) -> c_int;
    fn sigaddset(set: *mut Signals, signal: c_int) -> c_int;
    fn pthread_sigmask(how: c_int, set: *const Signals, old: *mut Signals) -> c_int;
    fn sigwait(set: *const Signals, signal: *mut c_int) -> c_int;
}

/// A thread waits for SIGTERM, which all threads that are made later leave to it.
fn watch_for_stop(events: SyncSender<Event>) {
    let mut set = Signals([0; 16]);
    unsafe {
        sigemptyset(&mut set);
        sigaddset(&mut set, SIGTERM);
        pthread_sigmask(0, &set, std::ptr::null_mut()); // 0 = block them, too.
    }
    std::thread::spawn(move || {
        let mut signal = 0;
        while unsafe { sigwait(&set, &mut signal) } != 0 {}
        let _ = events.send(Event::Stop);
    });
}

/// Passes one request to the main thread, and its answer back.
fn serve(stream: &TcpStream, events: &SyncSender<Event>) -> Result<(), Box<dyn Error>> {
    let request = http::read(stream)?;
    let (answer, answers) = sync_channel(1);
    events.send(Event::Ask(request, answer)).map_err(|_| "stopping")?;
    Ok(http::write(stream, &answers.recv()?)?)
}

fn listen(events: SyncSender<Event>) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("listening on http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if let Err(why) = serve(&stream, &events) {
                eprintln!("debug request_dropped because=\"{why}\"");
            }
        }
    });
    Ok(())
}

/// Until it is told to stop.
fn drive(
    plugin: &mut plugin::Plugin,
    tables: &tables::Tables,
    events: &Receiver<Event>,
) -> Result<(), Box<dyn Error>> {
    let mut next = Instant::now();
    loop {
        let wait = next.saturating_duration_since(Instant::now()).min(LOOK_AT_BOOK);
        match events.recv_timeout(wait) {
            Ok(Event::Stop) => return Ok(()),
            Ok(Event::Wake) => next = Instant::now(),
            Ok(Event::Ask(request, answer)) => {
                let http::Request { method, target, content_type, body } = &request;
                let _ = answer.send(plugin.answer(method, target, content_type, body)?);
                next = Instant::now(); // What a client asked for may be due.
            }
            Err(_) => {} // It is time to look around.
        }
        tables.book.borrow_mut().move_on(unix_ms())?;
        if plugin.deliver() {
            next = Instant::now();
        }
        if Instant::now() >= next {
            next = plugin.pump()?.0;
        }
    }
}

fn run(library: &Path, folder: &Path, config: &str) -> Result<(), Box<dyn Error>> {
    let (sender, events) = sync_channel(EVENTS_MAX);
    watch_for_stop(sender.clone());
    let folder = folder.canonicalize()?;
    let state_dir = folder.join("state");
    std::fs::create_dir_all(&state_dir)?;
    let tables =
        tables::Tables::new(book::Book::open(&folder.join("book"))?, folder.join("payloads"));
    // It must outlive the plugin, which outlives everything.
    let wake_ctx: &'static SyncSender<Event> = Box::leak(Box::new(sender.clone()));
    let wake_ctx = (wake_ctx as *const SyncSender<Event>).cast();
    let mut plugin = plugin::Plugin::begin(library, tables, config, &state_dir, (wake, wake_ctx))?;
    listen(sender)?;
    drive(&mut plugin, tables, &events)?;
    plugin.end()
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    if words.len() != 4 {
        eprintln!("usage: rust_host PLUGIN.so FOLDER CONFIG");
        std::process::exit(2);
    }
    if let Err(why) = run(words[1].as_ref(), words[2].as_ref(), &words[3]) {
        eprintln!("{why}");
        std::process::exit(1);
    }
}
