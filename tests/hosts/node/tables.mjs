// What a host gives to a plugin: its tables of functions, over the book.
import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import * as abi from './abi.mjs'
import { Arena } from './arena.mjs'

const { koffi, textOf } = abi
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'HOST_MISUSE', 'PLUGIN_MISUSE']
const KEY = /^[A-Za-z0-9._:/-]{1,128}$/
const CID = /^(ba|Qm)[A-Za-z0-9]{38,120}$/
const ADDRESS = /^f0[0-9]{1,18}$/
const PAGE = 64

/// A line of the log, written before it returns.
export function log(line) {
  writeSync(2, line.replaceAll('\n', ' ') + '\n')
}

/// Writes why where the plugin reads it, as much as there is room for.
function refuse(err, status, why) {
  if (err === null) return status
  const told = koffi.decode(err, abi.Err)
  // Whole characters only.
  const { written } = new TextEncoder().encodeInto(why, new Uint8Array(Number(told.text_capacity)))
  const bytes = Buffer.from(why).subarray(0, written)
  if (written > 0) koffi.encode(told.text, 'uint8_t', bytes, written)
  koffi.encode(err, abi.Err, { ...told, code: status, text_len: written })
  return status
}

/// Gives as many bytes of a struct as the plugin has room for, which its first field says.
function give(ret, type, values) {
  const room = koffi.decode.uint32(ret)
  const bytes = Buffer.alloc(koffi.sizeof(type))
  koffi.encode(bytes, type, Arena.whole(type, { ...values, struct_size: room }))
  const length = Math.min(room, bytes.length)
  koffi.encode(ret, 'uint8_t', bytes.subarray(0, length), length)
  return abi.OK
}

/// Whether something is set behind the part of a request that this host knows.
function hasUnknownTail(request, size) {
  const known = koffi.sizeof(abi.DealRequest)
  return size > known && bytesAt(request + BigInt(known), size - known).some((byte) => byte !== 0)
}

function bytesAt(ptr, len) {
  return abi.bytesOf({ ptr, len })
}

export class Tables {
  arena = new Arena()
  #book
  #payloads
  #fetches = new Map() // Path by id of the fetch, which is its handle as well.
  #fetchId = 0
  #extensions

  constructor(book, payloads) {
    this.#book = book
    this.#payloads = payloads
    this.#extensions = new Map([
      ['raas.host.deals/1', this.#tableOf(abi.HostDeals)],
      ['raas.host.data/1', this.#tableOf(abi.HostData)]])
    this.host = this.#tableOf(abi.HostTable)
  }

  /// The methods of the same names. Only return values cross: koffi would go on with 0, that is OK.
  #tableOf(table) {
    return abi.tableOf(table, Object.fromEntries(Object.keys(table.functions).map((name) =>
      [name, (_, ...args) => {
        try {
          return this[name](...args)
        } catch (failure) {
          log(`error ${name}: ${failure.stack}`)
          return name === 'get_extension' ? null : abi.INTERNAL
        }
      }])))
  }

  log(level, event, message) {
    log(`${LEVELS[level] ?? 'info'} ${textOf(event)} ${textOf(message)}`)
  }

  get_extension(id) { return this.#extensions.get(id) ?? null }

  #faultOf(given, asked, copy) {
    const isChosenHere = (asked.flags & abi.HOST_CHOOSES) !== 0
    if (hasUnknownTail(given, asked.struct_size)) {
      return [abi.UNSUPPORTED, 'make_deal: an unknown field is set']
    }
    if ((asked.flags & ~(abi.VERIFIED | abi.HOST_CHOOSES)) !== 0) {
      return [abi.UNSUPPORTED, 'make_deal: flags: an unknown one is set']
    }
    if (!KEY.test(copy.key)) return [abi.INVALID, 'make_deal: idempotency_key: malformed']
    if (!CID.test(copy.cid)) return [abi.INVALID, 'make_deal: payload_cid: not a CID']
    if (isChosenHere ? copy.provider !== '' : !ADDRESS.test(copy.provider)) {
      return [abi.INVALID, 'make_deal: provider: expected f0..., or none']
    }
    if (asked.data_handle !== 0 && !this.#fetches.has(asked.data_handle)) {
      return [abi.INVALID, 'make_deal: data_handle: no such handle']
    }
    return undefined
  }

  make_deal(given, retId, retFlags, err) {
    if (given === null || koffi.decode.uint32(given) < koffi.sizeof(abi.DealRequest)) {
      return refuse(err, abi.INVALID, 'make_deal: request: too small')
    }
    const asked = koffi.decode(given, abi.DealRequest)
    const copy = {
      key: textOf(asked.idempotency_key),
      cid: textOf(asked.payload_cid),
      provider: textOf(asked.provider)
    }
    const fault = this.#faultOf(given, asked, copy)
    if (fault) return refuse(err, ...fault)
    const excluded = asked.providers_excluded_count === 0 ? [] : koffi
      .decode(asked.providers_excluded, abi.Str, asked.providers_excluded_count).map(textOf)
    // All but data_handle, label and reason: what two requests under one key must agree in.
    const terms = JSON.stringify([copy.cid, textOf(asked.piece_cid), String(asked.piece_size),
      copy.provider, excluded, asked.flags, String(asked.duration_epochs),
      String(asked.start_epoch_max), textOf(asked.price_max)])
    const known = this.#book.find(copy.key)
    if (known && known.terms !== terms) {
      return refuse(err, abi.CONFLICT, 'make_deal: the key was used with another request')
    }
    const provider = copy.provider || this.#book.choose(copy.cid, excluded)
    if (!known && !provider) return refuse(err, abi.RETRY, 'make_deal: no provider is left')
    const deal = known ?? this.#book.add({
      ...copy, provider, terms, startEpoch: asked.start_epoch_max,
      endEpoch: asked.start_epoch_max + asked.duration_epochs
    })
    koffi.encode(retId, 'uint64_t', deal.id)
    koffi.encode(retFlags, 'uint32_t', known ? abi.REQUEST_EXISTING : 0)
    return abi.OK
  }

  /// A deal in the plugin's terms; its texts live until the call returns.
  view(deal, state = deal.state) {
    const isPublished = state === abi.PUBLISHED || state === abi.ACTIVE
    return {
      flags: isPublished ? abi.HAS_DEAL_ID : 0,
      request_id: deal.id,
      idempotency_key: this.arena.text(deal.key),
      state,
      payload_cid: this.arena.text(deal.cid),
      provider: this.arena.text(deal.provider),
      deal_id: isPublished ? 1000 + deal.id : 0,
      start_epoch: deal.startEpoch,
      end_epoch: deal.endEpoch
    }
  }

  #give(deal, ret, err) {
    if (!deal) return refuse(err, abi.NOT_FOUND, 'no such request')
    return give(ret, abi.Deal, this.view(deal))
  }

  find_request(key, ret, err) { return this.#give(this.#book.find(textOf(key)), ret, err) }

  get_request(id, ret, err) { return this.#give(this.#book.get(id), ret, err) }

  cancel(id, err) {
    const deal = this.#book.get(id)
    if (!deal) return refuse(err, abi.NOT_FOUND, 'no such request')
    return this.#book.cancel(deal) ? abi.OK : refuse(err, abi.DENIED, 'cancel: it is published')
  }

  list_deals(cid, cursor, ret) {
    const page = this.#book.page(textOf(cid), Number(cursor), PAGE)
    return give(ret, abi.DealPage, {
      deals: this.arena.array(abi.Deal, page.map((deal) => this.view(deal))),
      count: page.length,
      next_cursor: page.length === PAGE ? page.at(-1).id : 0
    })
  }

  /// From this host's own store: it has no other place to fetch from.
  fetch(cid, _sources, _count, retId, err) {
    const name = textOf(cid)
    if (!CID.test(name)) return refuse(err, abi.INVALID, 'fetch: not a CID')
    const path = join(this.#payloads, name)
    if (!statSync(path, { throwIfNoEntry: false })) {
      return refuse(err, abi.NOT_FOUND, 'fetch: not in the store')
    }
    this.#book.tellFetched(this.#fetchId + 1)
    this.#fetchId += 1
    this.#fetches.set(this.#fetchId, path)
    koffi.encode(retId, 'uint64_t', this.#fetchId)
    return abi.OK
  }

  /// A fetch in the plugin's terms; all are done at once. Undefined if it was let go.
  fetched(id) {
    const path = this.#fetches.get(id)
    if (!path) return undefined
    return { state: abi.FETCH_READY, fetch_id: id, data_handle: id, size: statSync(path).size }
  }

  get_fetch(id, ret, err) {
    const fetch = this.fetched(id)
    return fetch ? give(ret, abi.Fetch, fetch) : refuse(err, abi.NOT_FOUND, 'no such fetch')
  }

  read(handle, offset, buffer, capacity, retLen, err) {
    const path = this.#fetches.get(handle)
    if (!path) return refuse(err, abi.NOT_FOUND, 'read: no such handle')
    const file = openSync(path)
    try {
      const bytes = Buffer.alloc(Number(capacity))
      const length = readSync(file, bytes, 0, bytes.length, Number(offset))
      if (length > 0) koffi.encode(buffer, 'uint8_t', bytes.subarray(0, length), length)
      koffi.encode(retLen, 'size_t', length)
      return abi.OK
    } finally {
      closeSync(file)
    }
  }

  release(handle) { this.#fetches.delete(handle) }
}
