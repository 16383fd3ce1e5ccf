// The RaaS host ABI for Node: what host-api/raas/*.h declares, as far as a host needs it.
//
// Fields and functions stand in the order of the headers. A struct never changes but at its end,
// and a table of functions never at all, so this stays right for every plugin of ABI 1. Structs
// cross by pointer, and pointers are BigInts here: what they point to is made and read by hand,
// since most of it must stay where it is for longer than one function.
import { createRequire } from 'node:module'

// Beside this file, as npm does it, or where its packages were put instead.
export const koffi = createRequire(process.env.RAAS_NODE_PACKAGES ?? import.meta.url)('koffi')

export const [OK, INVALID, UNSUPPORTED, NOT_FOUND, CONFLICT, RETRY] = [0, -1, -2, -3, -4, -5]
export const [DENIED, INTERNAL] = [-8, -13]
export const [RECORDED, PUBLISHED] = [2, 4]
export const [TERMINAL, ACTIVE, CANCELLED] = [0x80000000, 0x80000001, 0x80000003]
export const FETCH_READY = 0x80000001
export const [HAS_DEAL_ID, REQUEST_EXISTING] = [1, 1]
export const [VERIFIED, HOST_CHOOSES] = [1, 2]
export const [PUMP_MORE, PUMP_DRAINED] = [1, 2]
export const [MAGIC, MAJOR, MINOR] = [0x53616152, 1, 0]

const u32 = 'uint32_t', i32 = 'int32_t', u64 = 'uint64_t', i64 = 'int64_t'
const pointer = 'void *', size = 'size_t'

export const Str = koffi.struct('raas_str', { ptr: pointer, len: size })
export const Err = koffi.struct('raas_error', {
  struct_size: u32, code: i32, flags: u32, reserved: u32, retry_after_ms: u64, text: pointer,
  text_capacity: size, text_len: size
})
export const Tick = koffi.struct('raas_tick', {
  struct_size: u32, reserved: u32, unix_ms: i64, monotonic_ms: i64
})
export const DealRequest = koffi.struct('raas_deal_request', {
  struct_size: u32, flags: u32, idempotency_key: Str, payload_cid: Str, piece_cid: Str,
  piece_size: u64, provider: Str, providers_excluded: pointer, providers_excluded_count: size,
  data_handle: u64, duration_epochs: i64, start_epoch_max: i64, price_max: Str, label: Str,
  reason: Str
})
export const Deal = koffi.struct('raas_deal', {
  struct_size: u32, flags: u32, request_id: u64, idempotency_key: Str, state: u32, fault: u32,
  payload_cid: Str, piece_cid: Str, piece_size: u64, provider: Str, deal_id: u64, claim_id: u64,
  sector: u64, start_epoch: i64, end_epoch: i64, message: Str
})
export const DealPage = koffi.struct('raas_deal_page', {
  struct_size: u32, reserved: u32, deals: pointer, count: size, next_cursor: u64
})
export const Fetch = koffi.struct('raas_fetch', {
  struct_size: u32, state: u32, fetch_id: u64, data_handle: u64, size: u64, piece_cid: Str,
  piece_size: u64, message: Str
})
/// raas_deal_event and raas_fetch_event: what it is about is a deal or a fetch.
export const Event = koffi.struct('raas_event', {
  struct_size: u32, reserved: u32, seq: u64, subject: pointer
})
export const HostInfo = koffi.struct('raas_host_info', {
  struct_size: u32, abi_major: u32, abi_minor: u32, reserved: u32, name: Str, version: Str
})
export const Init = koffi.struct('raas_init', {
  struct_size: u32, wake_fd: i32, config: Str, state_dir: Str, now: Tick, wake: pointer,
  wake_ctx: pointer
})
export const PumpResult = koffi.struct('raas_pump_result', {
  struct_size: u32, flags: u32, next_deadline_ms: i64, hooks_durable_seq: u64
})
export const Header = koffi.struct('raas_header', { name: Str, value: Str })
export const ApiRequest = koffi.struct('raas_api_request', {
  struct_size: u32, reserved: u32, method: Str, target: Str, headers: pointer, header_count: size,
  body: Str, now: Tick
})
export const ApiResponse = koffi.struct('raas_api_response', {
  struct_size: u32, status: u32, headers: pointer, header_count: size, body: Str
})
export const Descriptor = koffi.struct('raas_plugin_descriptor', {
  struct_size: u32, reserved: u32, id: Str, name: Str, version: Str, config_schema: Str,
  extensions_required: pointer, extensions_optional: pointer
})
export const Entry = koffi.struct('raas_plugin_entry', {
  magic: u32, struct_size: u32, abi_major: u32, abi_minor: u32, host_minor_min: u32,
  reserved: u32, descriptor: pointer, table: pointer
})

/// A table of functions: a struct of pointers, and the prototype of each, by name.
function table(name, prototypes, head = {}) {
  const pointers = Object.fromEntries(Object.keys(prototypes).map((key) => [key, pointer]))
  const functions = Object.fromEntries(Object.entries(prototypes).map(([key, [result, args]]) =>
    [key, koffi.proto(`${name}_${key}`, result, args)]))
  return { type: koffi.struct(name, { ...head, ...pointers }), functions }
}

const ctx = { ctx: pointer }
/// raas.host/1
export const HostTable = table('raas_host_table', {
  log: ['void', [pointer, u32, Str, Str]],
  get_extension: [pointer, [pointer, 'const char *']]
}, ctx)
/// raas.host.deals/1
export const HostDeals = table('raas_host_deals', {
  make_deal: [i32, [pointer, pointer, pointer, pointer, pointer]],
  find_request: [i32, [pointer, Str, pointer, pointer]],
  get_request: [i32, [pointer, u64, pointer, pointer]],
  cancel: [i32, [pointer, u64, pointer]],
  list_deals: [i32, [pointer, Str, u64, pointer, pointer]]
}, ctx)
/// raas.host.data/1
export const HostData = table('raas_host_data', {
  fetch: [i32, [pointer, Str, pointer, size, pointer, pointer]],
  get_fetch: [i32, [pointer, u64, pointer, pointer]],
  read: [i32, [pointer, u64, u64, pointer, size, pointer, pointer]],
  release: ['void', [pointer, u64]]
}, ctx)
/// raas.plugin/1
export const PluginTable = table('raas_plugin_table', {
  create: [i32, [pointer, pointer, pointer]],
  init: [i32, [pointer, pointer, pointer]],
  start: [i32, [pointer, pointer, pointer]],
  pump: [i32, [pointer, pointer, pointer, pointer]],
  stop: [i32, [pointer, pointer, i64, pointer]],
  destroy: ['void', [pointer, u32]],
  get_extension: [pointer, [pointer, 'const char *']]
})
/// raas.plugin.hooks/1
export const PluginHooks = table('raas_plugin_hooks', {
  on_deal_created: [i32, [pointer, pointer, size, pointer]],
  on_request_update: [i32, [pointer, pointer, size, pointer]],
  on_data_update: [i32, [pointer, pointer, size, pointer]]
})
/// raas.plugin.api/1
export const PluginApi = table('raas_plugin_api', {
  handle: [i32, [pointer, pointer, pointer, pointer]]
})

/// The functions of a plugin's table, to be called like any other.
export function functionsOf({ type, functions }, address) {
  return Object.fromEntries(Object.entries(koffi.decode(address, type)).map(([name, place]) =>
    [name, koffi.decode(place, functions[name])]))
}

/// A table of ours, at an address that it keeps for good. Its functions run at once and on the same
/// thread, since a plugin calls them only inside of a call that this thread has made.
export function tableOf({ type, functions }, implementation) {
  const address = koffi.alloc(type, 1)
  koffi.encode(address, type, {
    ctx: null,
    ...Object.fromEntries(Object.entries(functions).map(([name, prototype]) =>
      [name, koffi.register(implementation[name], koffi.pointer(prototype))]))
  })
  return address
}

/// Bytes that are somebody else's, as our own.
export function bytesOf({ ptr, len }) {
  if (ptr === null || len === 0) return Buffer.alloc(0)
  return Buffer.from(koffi.decode(ptr, 'uint8_t', len))
}

export function textOf(str) {
  return bytesOf(str).toString('utf8')
}
