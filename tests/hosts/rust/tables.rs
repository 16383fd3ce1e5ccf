//! What a host gives to a plugin: its tables of functions, over the book.

use crate::abi::{self, refuse, Status, Str};
use crate::book::{Book, Deal};
use crate::request::{copy_of, fault_of, is_cid};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::{c_void, CStr};
use std::fs::File;
use std::os::raw::c_char;
use std::os::unix::fs::FileExt;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::path::PathBuf;

const PAGE: usize = 64;
const LEVELS: [&str; 7] =
    ["trace", "debug", "info", "warn", "error", "HOST_MISUSE", "PLUGIN_MISUSE"];

/// Lives as long as the process: a plugin that is never unloaded may hold what points here.
///
/// A borrow of a cell must end before the plugin is called, which calls back.
pub struct Tables {
    pub host: abi::HostTable,
    deals: abi::HostDeals,
    data: abi::HostData,
    pub book: RefCell<Book>,
    payloads: PathBuf,
    /// Payload by the id of its fetch, which is its handle as well. None = let go.
    fetches: RefCell<Vec<Option<PathBuf>>>,
    arena: RefCell<Arena>,
}

/// What was lent to the plugin, until the outermost call into it returns.
#[derive(Default)]
struct Arena {
    texts: HashMap<String, Box<[u8]>>,
    pages: Vec<Box<[abi::Deal]>>,
}

impl Tables {
    pub fn new(book: Book, payloads: PathBuf) -> &'static Tables {
        let none = std::ptr::null();
        let made = Box::into_raw(Box::new(Tables {
            host: abi::HostTable { ctx: none, log, get_extension },
            deals: abi::HostDeals {
                ctx: none,
                make_deal,
                find_request,
                get_request,
                cancel,
                list_deals,
            },
            data: abi::HostData { ctx: none, fetch, get_fetch, read, release },
            book: RefCell::new(book),
            payloads,
            fetches: RefCell::default(),
            arena: RefCell::default(),
        }));
        // Safety: nobody else has it yet, and nobody ever frees it.
        unsafe {
            (*made).host.ctx = made.cast();
            (*made).deals.ctx = made.cast();
            (*made).data.ctx = made.cast();
            &*made
        }
    }

    /// A table by its whole id, or NULL.
    pub fn extension(&self, id: &CStr) -> *const c_void {
        match id.to_bytes() {
            b"raas.host.deals/1" => (&self.deals as *const abi::HostDeals).cast(),
            b"raas.host.data/1" => (&self.data as *const abi::HostData).cast(),
            _ => std::ptr::null(),
        }
    }

    fn lend(&self, text: &str) -> Str {
        let mut arena = self.arena.borrow_mut();
        let kept = arena.texts.entry(text.into()).or_insert_with(|| text.as_bytes().into());
        Str::of(kept)
    }

    /// A deal in the plugin's terms.
    pub fn view(&self, deal: &Deal, state: u32) -> abi::Deal {
        let is_published = state == abi::PUBLISHED || state == abi::ACTIVE;
        abi::Deal {
            struct_size: abi::size_of::<abi::Deal>(),
            flags: if is_published { abi::HAS_DEAL_ID } else { 0 },
            request_id: deal.id,
            idempotency_key: self.lend(&deal.key),
            state,
            fault: 0,
            payload_cid: self.lend(&deal.cid),
            piece_cid: Str::EMPTY,
            piece_size: 0,
            provider: self.lend(&deal.provider),
            deal_id: if is_published { 1000 + deal.id } else { 0 },
            claim_id: 0,
            sector: 0,
            start_epoch: deal.start_epoch,
            end_epoch: deal.end_epoch,
            message: Str::EMPTY,
        }
    }

    /// A fetch in the plugin's terms; all are done at once. None if it was let go.
    pub fn fetched(&self, id: u64) -> Option<abi::Fetch> {
        let size = std::fs::metadata(self.payload(id)?).ok()?.len();
        Some(abi::Fetch {
            struct_size: abi::size_of::<abi::Fetch>(),
            state: abi::FETCH_READY,
            fetch_id: id,
            data_handle: id,
            size,
            piece_cid: Str::EMPTY,
            piece_size: 0,
            message: Str::EMPTY,
        })
    }

    fn payload(&self, id: u64) -> Option<PathBuf> {
        let at = usize::try_from(id).ok()?.checked_sub(1)?;
        self.fetches.borrow().get(at)?.clone()
    }

    /// The outermost call into the plugin has returned.
    pub fn end_call(&self) {
        *self.arena.borrow_mut() = Arena::default();
    }
}

/// Calls on with the tables behind a context. Only return values cross, so a panic ends here.
unsafe fn within(ctx: *const c_void, call: impl FnOnce(&Tables) -> Status) -> Status {
    let tables = &*ctx.cast::<Tables>();
    catch_unwind(AssertUnwindSafe(|| call(tables))).unwrap_or(abi::INTERNAL)
}

/// Gives as many bytes of a struct as the plugin has room for, which its first field says.
unsafe fn give<T>(view: &T, ret: *mut T) -> Status {
    let room = *ret.cast::<u32>();
    let size = (room as usize).min(std::mem::size_of::<T>());
    std::ptr::copy_nonoverlapping((view as *const T).cast::<u8>(), ret.cast::<u8>(), size);
    *ret.cast::<u32>() = room;
    abi::OK
}

unsafe extern "C" fn log(_: *const c_void, level: u32, event: Str, message: Str) {
    let name = LEVELS.get(level as usize).unwrap_or(&"info");
    eprintln!("{name} {} {}", event.to_text(), message.to_text());
}

unsafe extern "C" fn get_extension(ctx: *const c_void, id: *const c_char) -> *const c_void {
    (*ctx.cast::<Tables>()).extension(CStr::from_ptr(id))
}

unsafe extern "C" fn make_deal(
    ctx: *const c_void,
    request: *const abi::DealRequest,
    ret_id: *mut u64,
    ret_flags: *mut u32,
    err: *mut abi::Error,
) -> Status {
    within(ctx, |tables| {
        let asked = match request.as_ref() {
            Some(asked) if asked.struct_size >= abi::size_of::<abi::DealRequest>() => asked,
            _ => return refuse(err, abi::INVALID, "make_deal: request: too small"),
        };
        let copy = copy_of(asked);
        if let Some((status, why)) =
            fault_of(asked, &copy, |handle| tables.payload(handle).is_some())
        {
            return refuse(err, status, why);
        }
        let mut book = tables.book.borrow_mut();
        if let Some(known) = book.find(&copy.key) {
            if known.terms != copy.terms {
                return refuse(err, abi::CONFLICT, "make_deal: key: used with another request");
            }
            *ret_id = known.id;
            *ret_flags = abi::REQUEST_EXISTING;
            return abi::OK;
        }
        let given = Some(copy.provider).filter(|name| !name.is_empty());
        let provider = match given.or_else(|| book.choose(&copy.cid, &copy.excluded)) {
            Some(provider) => provider,
            None => return refuse(err, abi::RETRY, "make_deal: no provider is left"),
        };
        let added = book.add(Deal {
            id: 0,
            key: copy.key,
            cid: copy.cid,
            provider,
            terms: copy.terms,
            state: abi::RECORDED,
            asked_ms: crate::unix_ms(),
            start_epoch: asked.start_epoch_max,
            end_epoch: asked.start_epoch_max + asked.duration_epochs,
        });
        match added {
            Ok(id) => {
                *ret_id = id;
                *ret_flags = 0;
                abi::OK
            }
            Err(why) => refuse(err, abi::RETRY, &format!("make_deal: {why}")),
        }
    })
}

unsafe extern "C" fn find_request(
    ctx: *const c_void,
    key: Str,
    ret: *mut abi::Deal,
    err: *mut abi::Error,
) -> Status {
    within(ctx, |tables| match tables.book.borrow().find(&key.to_text()) {
        Some(deal) => give(&tables.view(deal, deal.state), ret),
        None => refuse(err, abi::NOT_FOUND, "find_request: no such key"),
    })
}

unsafe extern "C" fn get_request(
    ctx: *const c_void,
    id: u64,
    ret: *mut abi::Deal,
    err: *mut abi::Error,
) -> Status {
    within(ctx, |tables| match tables.book.borrow().get(id) {
        Some(deal) => give(&tables.view(deal, deal.state), ret),
        None => refuse(err, abi::NOT_FOUND, "get_request: no such request"),
    })
}

unsafe extern "C" fn cancel(ctx: *const c_void, id: u64, err: *mut abi::Error) -> Status {
    within(ctx, |tables| {
        let mut book = tables.book.borrow_mut();
        if book.get(id).is_none() {
            return refuse(err, abi::NOT_FOUND, "cancel: no such request");
        }
        match book.cancel(id) {
            Ok(true) => abi::OK,
            Ok(false) => refuse(err, abi::DENIED, "cancel: it is published"),
            Err(why) => refuse(err, abi::RETRY, &format!("cancel: {why}")),
        }
    })
}

unsafe extern "C" fn list_deals(
    ctx: *const c_void,
    cid: Str,
    cursor: u64,
    ret: *mut abi::DealPage,
    _: *mut abi::Error,
) -> Status {
    within(ctx, |tables| {
        let book = tables.book.borrow();
        let page: Box<[abi::Deal]> = book
            .after(&cid.to_text(), cursor)
            .take(PAGE)
            .map(|deal| tables.view(deal, deal.state))
            .collect();
        (*ret).deals = page.as_ptr();
        (*ret).count = page.len();
        (*ret).next_cursor = page.get(PAGE - 1).map_or(0, |last| last.request_id);
        tables.arena.borrow_mut().pages.push(page);
        abi::OK
    })
}

/// From this host's own store: it has no other place to fetch from.
unsafe extern "C" fn fetch(
    ctx: *const c_void,
    cid: Str,
    _sources: *const c_void,
    _count: usize,
    ret_id: *mut u64,
    err: *mut abi::Error,
) -> Status {
    within(ctx, |tables| {
        let name = cid.to_text();
        if !is_cid(&name) {
            return refuse(err, abi::INVALID, "fetch: not a CID");
        }
        let path = tables.payloads.join(&name);
        if !path.is_file() {
            return refuse(err, abi::NOT_FOUND, "fetch: not in the store");
        }
        let id = tables.fetches.borrow().len() as u64 + 1;
        if let Err(why) = tables.book.borrow_mut().tell_fetched(id) {
            return refuse(err, abi::RETRY, &format!("fetch: {why}"));
        }
        tables.fetches.borrow_mut().push(Some(path));
        *ret_id = id;
        abi::OK
    })
}

unsafe extern "C" fn get_fetch(
    ctx: *const c_void,
    id: u64,
    ret: *mut abi::Fetch,
    err: *mut abi::Error,
) -> Status {
    within(ctx, |tables| match tables.fetched(id) {
        Some(view) => give(&view, ret),
        None => refuse(err, abi::NOT_FOUND, "get_fetch: no such fetch"),
    })
}

unsafe extern "C" fn read(
    ctx: *const c_void,
    handle: u64,
    offset: u64,
    buffer: *mut u8,
    capacity: usize,
    ret_len: *mut usize,
    err: *mut abi::Error,
) -> Status {
    within(ctx, |tables| {
        let path = match tables.payload(handle) {
            Some(path) => path,
            None => return refuse(err, abi::NOT_FOUND, "read: no such handle"),
        };
        let room = std::slice::from_raw_parts_mut(buffer, capacity);
        match File::open(path).and_then(|file| file.read_at(room, offset)) {
            Ok(length) => {
                *ret_len = length;
                abi::OK
            }
            Err(why) => refuse(err, abi::RETRY, &format!("read: {why}")),
        }
    })
}

unsafe extern "C" fn release(ctx: *const c_void, handle: u64) {
    let tables = &*ctx.cast::<Tables>();
    let at = usize::try_from(handle).unwrap_or(0).wrapping_sub(1);
    if let Some(path) = tables.fetches.borrow_mut().get_mut(at) {
        *path = None;
    }
}
