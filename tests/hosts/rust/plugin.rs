//! One instance of a plugin, with the unsafe part of calling it in one place.

use crate::abi::{self, Status, Str};
use crate::book::News;
use crate::tables::Tables;
use crate::unix_ms;
use std::error::Error;
use std::ffi::{c_void, CStr, CString};
use std::os::raw::{c_char, c_int};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::{Duration, Instant};

const IDLE_MAX_MS: i64 = 60_000;
const END_AFTER: Duration = Duration::from_secs(1);
const DESTROY_MS: u32 = 5000;
const RTLD_NOW: c_int = 2; // RTLD_LOCAL is 0.

extern "C" {
    fn dlopen(path: *const c_char, flags: c_int) -> *const c_void;
    fn dlsym(library: *const c_void, name: *const c_char) -> *const c_void;
}

/// An answer of the plugin's API.
pub struct Answer {
    pub status: u32,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Not Send: the thread that has it is the one that calls it, one call at a time.
pub struct Plugin {
    tables: &'static Tables,
    table: &'static abi::PluginTable,
    hooks: &'static abi::PluginHooks,
    api: &'static abi::PluginApi,
    instance: *mut abi::Instance,
    begun: Instant,
    told: u64,
}

/// Makes a call that can fail; what was lent for it goes when it has returned.
fn call(
    tables: &Tables,
    what: &str,
    work: impl FnOnce(*mut abi::Error) -> Status,
) -> Result<(), Box<dyn Error>> {
    let mut text = [0u8; 512];
    let mut error = abi::Error {
        struct_size: abi::size_of::<abi::Error>(),
        code: 0,
        flags: 0,
        reserved: 0,
        retry_after_ms: 0,
        text: text.as_mut_ptr(),
        text_capacity: text.len(),
        text_len: 0,
    };
    let status = work(&mut error);
    tables.end_call();
    if status >= abi::OK {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&text[..error.text_len]);
    Err(format!("{what}: {status}: {why}").into())
}

fn tick(begun: Instant) -> abi::Tick {
    abi::Tick {
        struct_size: abi::size_of::<abi::Tick>(),
        reserved: 0,
        unix_ms: unix_ms(),
        monotonic_ms: begun.elapsed().as_millis() as i64,
    }
}

/// What a plugin is asked before anything else of it runs. A real host checks owner, mode and
/// checksum of the file first. The library stays loaded, so that all it tells is 'static.
fn load(path: &Path, tables: &Tables) -> Result<&'static abi::PluginTable, Box<dyn Error>> {
    let absolute = CString::new(path.canonicalize()?.as_os_str().as_bytes())?;
    let library = unsafe { dlopen(absolute.as_ptr(), RTLD_NOW) };
    if library.is_null() {
        return Err(format!("{}: cannot be loaded", path.display()).into());
    }
    let symbol = unsafe { dlsym(library, b"raas_plugin_entry_v1\0".as_ptr().cast()) };
    if symbol.is_null() {
        return Err(format!("{}: not a plugin", path.display()).into());
    }
    // Safety: the name says of which type it is.
    let entry_of: abi::EntryFn = unsafe { std::mem::transmute(symbol) };
    let info = abi::HostInfo {
        struct_size: abi::size_of::<abi::HostInfo>(),
        abi_major: abi::MAJOR,
        abi_minor: abi::MINOR,
        reserved: 0,
        name: Str::of(b"rust-host"),
        version: Str::of(b"1.0.0"),
    };
    let mut entry: *const abi::Entry = std::ptr::null();
    call(tables, "entry", |err| unsafe { entry_of(&info, &mut entry, err) })?;
    let entry = unsafe { &*entry };
    if entry.magic != abi::MAGIC || entry.abi_major != abi::MAJOR {
        return Err(format!("{}: not a plugin for ABI {}", path.display(), abi::MAJOR).into());
    }
    let mut required = unsafe { (*entry.descriptor).extensions_required };
    while let Some(id) = unsafe { (*required).as_ref() } {
        let id = unsafe { CStr::from_ptr(id) };
        if tables.extension(id).is_null() {
            return Err(format!("{}: needs {}", path.display(), id.to_string_lossy()).into());
        }
        required = unsafe { required.add(1) };
    }
    Ok(unsafe { &*entry.table })
}

impl Plugin {
    /// Loads it and lets it work. `wake` must never block: it is called by a thread of the plugin.
    pub fn begin(
        path: &Path,
        tables: &'static Tables,
        config: &str,
        state_dir: &Path,
        wake: (unsafe extern "C" fn(*const c_void), *const c_void),
    ) -> Result<Plugin, Box<dyn Error>> {
        let table = load(path, tables)?;
        let begun = Instant::now();
        let mut instance = std::ptr::null_mut();
        call(tables, "create", |e| unsafe { (table.create)(&tables.host, &mut instance, e) })?;
        let init = abi::Init {
            struct_size: abi::size_of::<abi::Init>(),
            wake_fd: -1,
            config: Str::of(config.as_bytes()),
            state_dir: Str::of(state_dir.as_os_str().as_bytes()),
            now: tick(begun),
            wake: Some(wake.0),
            wake_ctx: wake.1,
        };
        call(tables, "init", |e| unsafe { (table.init)(instance, &init, e) })?;
        // Every plugin has these two.
        let extension = |id: &[u8]| unsafe { (table.get_extension)(instance, id.as_ptr().cast()) };
        let hooks = unsafe { &*extension(b"raas.plugin.hooks/1\0").cast() };
        let api = unsafe { &*extension(b"raas.plugin.api/1\0").cast() };
        call(tables, "start", |e| unsafe { (table.start)(instance, &init.now, e) })?;
        Ok(Plugin { tables, table, hooks, api, instance, begun, told: 0 })
    }

    /// Tells of what has happened, in order; whether anything was taken. RETRY means that it was
    /// not: the same again, later. Never from inside of a function of the tables.
    pub fn deliver(&mut self) -> bool {
        let before = self.told;
        loop {
            let news = self.tables.book.borrow().news_after(self.told);
            let (seq, news) = match news {
                Some(found) => found,
                None => break,
            };
            let status = self.tell(seq, news);
            self.tables.end_call();
            if status == abi::RETRY {
                break;
            }
            self.told = seq;
        }
        self.told != before
    }

    /// Passes one event to the hook that takes it.
    fn tell(&self, seq: u64, news: News) -> Status {
        let none = std::ptr::null_mut();
        let (id, state, hook) = match news {
            News::Updated { id, state } => (id, state, self.hooks.on_request_update),
            News::Created { id, state } => (id, state, self.hooks.on_deal_created),
            News::Fetched { id } => {
                let fetch = match self.tables.fetched(id) {
                    Some(fetch) => fetch,
                    None => return abi::OK, // It was let go since.
                };
                let event = abi::FetchEvent {
                    struct_size: abi::size_of::<abi::FetchEvent>(),
                    reserved: 0,
                    seq,
                    fetch: &fetch,
                };
                let events = [&event as *const abi::FetchEvent];
                return unsafe {
                    (self.hooks.on_data_update)(self.instance, events.as_ptr(), 1, none)
                };
            }
            News::Forgotten => return abi::OK,
        };
        let deal = match self.tables.book.borrow().get(id) {
            Some(deal) => self.tables.view(deal, state),
            None => return abi::OK,
        };
        let event = abi::DealEvent {
            struct_size: abi::size_of::<abi::DealEvent>(),
            reserved: 0,
            seq,
            deal: &deal,
        };
        let events = [&event as *const abi::DealEvent];
        unsafe { hook(self.instance, events.as_ptr(), 1, none) }
    }

    /// Lets the plugin work: when to call again at the latest, and whether all is done.
    pub fn pump(&mut self) -> Result<(Instant, bool), Box<dyn Error>> {
        let (called, now) = (Instant::now(), tick(self.begun));
        let mut result = abi::PumpResult {
            struct_size: abi::size_of::<abi::PumpResult>(),
            flags: 0,
            next_deadline_ms: 0,
            hooks_durable_seq: 0,
        };
        call(self.tables, "pump", |err| unsafe {
            (self.table.pump)(self.instance, &now, &mut result, err)
        })?;
        self.tables.book.borrow_mut().forget(result.hooks_durable_seq)?;
        let mut wait_ms = (result.next_deadline_ms - now.monotonic_ms).clamp(0, IDLE_MAX_MS);
        if result.flags & abi::PUMP_MORE != 0 {
            wait_ms = 0;
        }
        let next = called + Duration::from_millis(wait_ms as u64);
        Ok((next, result.flags & abi::PUMP_DRAINED != 0))
    }

    /// Passes a request to the plugin's API.
    pub fn answer(
        &mut self,
        method: &str,
        target: &str,
        content_type: &str,
        body: &[u8],
    ) -> Result<Answer, Box<dyn Error>> {
        let header =
            abi::Header { name: Str::of(b"Content-Type"), value: Str::of(content_type.as_bytes()) };
        let request = abi::ApiRequest {
            struct_size: abi::size_of::<abi::ApiRequest>(),
            reserved: 0,
            method: Str::of(method.as_bytes()),
            target: Str::of(target.as_bytes()),
            headers: &header,
            header_count: 1,
            body: Str::of(body),
            now: tick(self.begun),
        };
        let mut response = abi::ApiResponse {
            struct_size: abi::size_of::<abi::ApiResponse>(),
            status: 0,
            headers: std::ptr::null(),
            header_count: 0,
            body: Str::EMPTY,
        };
        call(self.tables, "handle", |err| unsafe {
            (self.api.handle)(self.instance, &request, &mut response, err)
        })?;
        // Safety: what the plugin hands out lives until the next call into it.
        let headers = (0..response.header_count)
            .map(|at| unsafe {
                let field = &*response.headers.add(at);
                (field.name.to_text(), field.value.to_text())
            })
            .collect();
        let body = unsafe { response.body.to_vec() };
        Ok(Answer { status: response.status, headers, body })
    }

    /// Lets the plugin finish for a second, then ends it.
    pub fn end(mut self) -> Result<(), Box<dyn Error>> {
        let (now, limit) = (tick(self.begun), Instant::now() + END_AFTER);
        let deadline_ms = now.monotonic_ms + END_AFTER.as_millis() as i64;
        call(self.tables, "stop", |err| unsafe {
            (self.table.stop)(self.instance, &now, deadline_ms, err)
        })?;
        while !self.pump()?.1 && Instant::now() < limit {
            std::thread::sleep(Duration::from_millis(10));
        }
        unsafe { (self.table.destroy)(self.instance, DESTROY_MS) };
        self.tables.end_call();
        Ok(())
    }
}
