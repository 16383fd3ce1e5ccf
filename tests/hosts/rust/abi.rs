//! The RaaS host ABI for Rust: what host-api/raas/*.h declares, as far as a host needs it.
//!
//! Fields and functions stand in the order of the headers. A struct never changes but at its end,
//! and a table of functions never at all, so this stays right for every plugin of ABI 1.

use std::ffi::c_void;
use std::os::raw::c_char;

pub type Status = i32;
pub const OK: Status = 0;
pub const INVALID: Status = -1;
pub const UNSUPPORTED: Status = -2;
pub const NOT_FOUND: Status = -3;
pub const CONFLICT: Status = -4;
pub const RETRY: Status = -5;
pub const DENIED: Status = -8;
pub const INTERNAL: Status = -13;

pub const MAGIC: u32 = 0x5361_6152;
pub const MAJOR: u32 = 1;
pub const MINOR: u32 = 0;

pub const RECORDED: u32 = 2;
pub const PUBLISHED: u32 = 4;
pub const TERMINAL: u32 = 0x8000_0000;
pub const ACTIVE: u32 = 0x8000_0001;
pub const CANCELLED: u32 = 0x8000_0003;
pub const FETCH_READY: u32 = 0x8000_0001;
pub const HAS_DEAL_ID: u32 = 1;
pub const REQUEST_EXISTING: u32 = 1;
pub const VERIFIED: u32 = 1;
pub const HOST_CHOOSES: u32 = 2;
pub const PUMP_MORE: u32 = 1;
pub const PUMP_DRAINED: u32 = 2;

/// Bytes that are somebody else's.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Str {
    pub ptr: *const u8,
    pub len: usize,
}

impl Str {
    pub const EMPTY: Str = Str { ptr: std::ptr::null(), len: 0 };

    /// A view of what lives as long as the one who reads it needs it to.
    pub fn of(bytes: &[u8]) -> Str {
        Str { ptr: bytes.as_ptr(), len: bytes.len() }
    }

    /// # Safety
    /// The bytes must be alive: they are the other side's, and borrowed for the call.
    pub unsafe fn to_vec(self) -> Vec<u8> {
        if self.ptr.is_null() || self.len == 0 {
            return Vec::new();
        }
        std::slice::from_raw_parts(self.ptr, self.len).to_vec()
    }

    /// # Safety
    /// As for to_vec().
    pub unsafe fn to_text(self) -> String {
        String::from_utf8_lossy(&self.to_vec()).into_owned()
    }
}

#[repr(C)]
pub struct Error {
    pub struct_size: u32,
    pub code: Status,
    pub flags: u32,
    pub reserved: u32,
    pub retry_after_ms: u64,
    pub text: *mut u8,
    pub text_capacity: usize,
    pub text_len: usize,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Tick {
    pub struct_size: u32,
    pub reserved: u32,
    pub unix_ms: i64,
    pub monotonic_ms: i64,
}

#[repr(C)]
pub struct DealRequest {
    pub struct_size: u32,
    pub flags: u32,
    pub idempotency_key: Str,
    pub payload_cid: Str,
    pub piece_cid: Str,
    pub piece_size: u64,
    pub provider: Str,
    pub providers_excluded: *const Str,
    pub providers_excluded_count: usize,
    pub data_handle: u64,
    pub duration_epochs: i64,
    pub start_epoch_max: i64,
    pub price_max: Str,
    pub label: Str,
    pub reason: Str,
}

#[repr(C)]
pub struct Deal {
    pub struct_size: u32,
    pub flags: u32,
    pub request_id: u64,
    pub idempotency_key: Str,
    pub state: u32,
    pub fault: u32,
    pub payload_cid: Str,
    pub piece_cid: Str,
    pub piece_size: u64,
    pub provider: Str,
    pub deal_id: u64,
    pub claim_id: u64,
    pub sector: u64,
    pub start_epoch: i64,
    pub end_epoch: i64,
    pub message: Str,
}

#[repr(C)]
pub struct DealPage {
    pub struct_size: u32,
    pub reserved: u32,
    pub deals: *const Deal,
    pub count: usize,
    pub next_cursor: u64,
}

#[repr(C)]
pub struct Fetch {
    pub struct_size: u32,
    pub state: u32,
    pub fetch_id: u64,
    pub data_handle: u64,
    pub size: u64,
    pub piece_cid: Str,
    pub piece_size: u64,
    pub message: Str,
}

#[repr(C)]
pub struct DealEvent {
    pub struct_size: u32,
    pub reserved: u32,
    pub seq: u64,
    pub deal: *const Deal,
}

#[repr(C)]
pub struct FetchEvent {
    pub struct_size: u32,
    pub reserved: u32,
    pub seq: u64,
    pub fetch: *const Fetch,
}

/// "raas.host/1"
#[repr(C)]
pub struct HostTable {
    pub ctx: *const c_void,
    pub log: unsafe extern "C" fn(*const c_void, u32, Str, Str),
    pub get_extension: unsafe extern "C" fn(*const c_void, *const c_char) -> *const c_void,
}

/// "raas.host.deals/1"
#[repr(C)]
pub struct HostDeals {
    pub ctx: *const c_void,
    pub make_deal: unsafe extern "C" fn(
        *const c_void,
        *const DealRequest,
        *mut u64,
        *mut u32,
        *mut Error,
    ) -> Status,
    pub find_request: unsafe extern "C" fn(*const c_void, Str, *mut Deal, *mut Error) -> Status,
    pub get_request: unsafe extern "C" fn(*const c_void, u64, *mut Deal, *mut Error) -> Status,
    pub cancel: unsafe extern "C" fn(*const c_void, u64, *mut Error) -> Status,
    pub list_deals:
        unsafe extern "C" fn(*const c_void, Str, u64, *mut DealPage, *mut Error) -> Status,
}

/// "raas.host.data/1"
#[repr(C)]
pub struct HostData {
    pub ctx: *const c_void,
    pub fetch: unsafe extern "C" fn(
        *const c_void,
        Str,
        *const c_void,
        usize,
        *mut u64,
        *mut Error,
    ) -> Status,
    pub get_fetch: unsafe extern "C" fn(*const c_void, u64, *mut Fetch, *mut Error) -> Status,
    pub read: unsafe extern "C" fn(
        *const c_void,
        u64,
        u64,
        *mut u8,
        usize,
        *mut usize,
        *mut Error,
    ) -> Status,
    pub release: unsafe extern "C" fn(*const c_void, u64),
}

#[repr(C)]
pub struct HostInfo {
    pub struct_size: u32,
    pub abi_major: u32,
    pub abi_minor: u32,
    pub reserved: u32,
    pub name: Str,
    pub version: Str,
}

#[repr(C)]
pub struct Init {
    pub struct_size: u32,
    pub wake_fd: i32,
    pub config: Str,
    pub state_dir: Str,
    pub now: Tick,
    pub wake: Option<unsafe extern "C" fn(*const c_void)>,
    pub wake_ctx: *const c_void,
}

#[repr(C)]
pub struct PumpResult {
    pub struct_size: u32,
    pub flags: u32,
    pub next_deadline_ms: i64,
    pub hooks_durable_seq: u64,
}

/// What a plugin calls an instance of itself.
#[repr(C)]
pub struct Instance {
    _private: [u8; 0],
}

/// "raas.plugin/1"
#[repr(C)]
pub struct PluginTable {
    pub create: unsafe extern "C" fn(*const HostTable, *mut *mut Instance, *mut Error) -> Status,
    pub init: unsafe extern "C" fn(*mut Instance, *const Init, *mut Error) -> Status,
    pub start: unsafe extern "C" fn(*mut Instance, *const Tick, *mut Error) -> Status,
    pub pump:
        unsafe extern "C" fn(*mut Instance, *const Tick, *mut PumpResult, *mut Error) -> Status,
    pub stop: unsafe extern "C" fn(*mut Instance, *const Tick, i64, *mut Error) -> Status,
    pub destroy: unsafe extern "C" fn(*mut Instance, u32),
    pub get_extension: unsafe extern "C" fn(*mut Instance, *const c_char) -> *const c_void,
}

type DealHook =
    unsafe extern "C" fn(*mut Instance, *const *const DealEvent, usize, *mut Error) -> Status;

/// "raas.plugin.hooks/1"
#[repr(C)]
pub struct PluginHooks {
    pub on_deal_created: DealHook,
    pub on_request_update: DealHook,
    pub on_data_update:
        unsafe extern "C" fn(*mut Instance, *const *const FetchEvent, usize, *mut Error) -> Status,
}

#[repr(C)]
pub struct Header {
    pub name: Str,
    pub value: Str,
}

#[repr(C)]
pub struct ApiRequest {
    pub struct_size: u32,
    pub reserved: u32,
    pub method: Str,
    pub target: Str,
    pub headers: *const Header,
    pub header_count: usize,
    pub body: Str,
    pub now: Tick,
}

#[repr(C)]
pub struct ApiResponse {
    pub struct_size: u32,
    pub status: u32,
    pub headers: *const Header,
    pub header_count: usize,
    pub body: Str,
}

/// "raas.plugin.api/1"
#[repr(C)]
pub struct PluginApi {
    pub handle: unsafe extern "C" fn(
        *mut Instance,
        *const ApiRequest,
        *mut ApiResponse,
        *mut Error,
    ) -> Status,
}

#[repr(C)]
pub struct Descriptor {
    pub struct_size: u32,
    pub reserved: u32,
    pub id: Str,
    pub name: Str,
    pub version: Str,
    pub config_schema: Str,
    pub extensions_required: *const *const c_char,
    pub extensions_optional: *const *const c_char,
}

#[repr(C)]
pub struct Entry {
    pub magic: u32,
    pub struct_size: u32,
    pub abi_major: u32,
    pub abi_minor: u32,
    pub host_minor_min: u32,
    pub reserved: u32,
    pub descriptor: *const Descriptor,
    pub table: *const PluginTable,
}

pub type EntryFn = unsafe extern "C" fn(*const HostInfo, *mut *const Entry, *mut Error) -> Status;

/// Size of a struct, for its first field.
pub fn size_of<T>() -> u32 {
    std::mem::size_of::<T>() as u32
}

/// Writes why where the plugin reads it, as much as there is room for.
///
/// # Safety
/// err is NULL or the caller's.
pub unsafe fn refuse(err: *mut Error, status: Status, why: &str) -> Status {
    if let Some(err) = err.as_mut() {
        let mut length = why.len().min(err.text_capacity);
        while !why.is_char_boundary(length) {
            length -= 1;
        }
        err.code = status;
        err.text_len = length;
        if length > 0 {
            std::ptr::copy_nonoverlapping(why.as_ptr(), err.text, length);
        }
    }
    status
}
