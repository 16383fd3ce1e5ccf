// The books of a small aggregator: requests, deals and events, durable in one file that only grows.
// The deals are not made: a request walks through its states by the clock.
import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs'

import { ACTIVE, CANCELLED, PUBLISHED, RECORDED, TERMINAL } from './abi.mjs'

const PUBLISH_AFTER_MS = 1000, SEAL_AFTER_MS = 2000
// The storage providers that this aggregator works with.
const PROVIDERS = Array.from({ length: 10 }, (_, index) => `f0${1000 + index}`)

export class Book {
  #file
  #deals = [] // By id minus one.
  #byKey = new Map()
  #events = [] // Those that the plugin does not have for good.
  #seq = 0
  #durableSeq = 0

  /// Reads what an earlier life has written.
  constructor(path) {
    this.#file = openSync(path, 'a+', 0o600)
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      let entry
      try {
        entry = JSON.parse(line)
      } catch {
        continue // Empty, or cut off by a crash.
      }
      this.#take(entry)
    }
    writeSync(this.#file, '\n') // Ends a line that was cut off.
  }

  #take({ deal, events = [], seq = 0, durable = 0 }) {
    if (deal) {
      this.#deals.push(deal)
      this.#byKey.set(deal.key, deal)
    }
    for (const event of events) {
      this.#deals[event.id - 1].state = event.state
      this.#seq = event.seq
      this.#events.push(event)
    }
    this.#seq = Math.max(this.#seq, seq)
    this.#durableSeq = Math.max(this.#durableSeq, durable)
    this.#events = this.#events.filter((event) => event.seq > this.#durableSeq)
  }

  /// On the disk when it returns.
  #record(entry) {
    writeSync(this.#file, JSON.stringify(entry) + '\n')
    fdatasyncSync(this.#file)
    this.#take(entry)
  }

  find(key) { return this.#byKey.get(key) }

  get(id) { return this.#deals[id - 1] }

  /// Deals of one piece of data, or of all, behind an id.
  page(cid, after, limit) {
    return this.#deals.slice(after).filter((deal) => cid === '' || deal.cid === cid).slice(0, limit)
  }

  /// A provider that is not excluded and has no copy of the data yet; undefined if nobody is left.
  choose(cid, excluded) {
    const copies = this.#deals.filter((deal) => deal.cid === cid && deal.state !== CANCELLED)
    const taken = new Set([...excluded, ...copies.map((deal) => deal.provider)])
    return PROVIDERS.find((name) => !taken.has(name))
  }

  /// Records a request: key, cid, provider, terms, startEpoch, endEpoch.
  add(request) {
    const id = this.#deals.length + 1
    this.#record({ deal: { ...request, id, state: RECORDED, askedMs: Date.now() } })
    return this.get(id)
  }

  /// A new state, with the events that tell of it: which hook, and of what.
  #moveTo(deal, state) {
    const hooks = ['on_request_update']
    if (state === PUBLISHED) hooks.push('on_deal_created')
    this.#record({
      events: hooks.map((hook, index) => ({ seq: this.#seq + 1 + index, hook, id: deal.id, state }))
    })
  }

  /// Whether a request is cancelled now, or was over already.
  cancel(deal) {
    if (deal.state === RECORDED) this.#moveTo(deal, CANCELLED)
    return deal.state >= TERMINAL
  }

  /// Requests that have waited long enough are published, then active.
  moveOn() {
    for (const deal of this.#deals) {
      const waitedMs = Date.now() - deal.askedMs
      if (deal.state === RECORDED && waitedMs >= PUBLISH_AFTER_MS) this.#moveTo(deal, PUBLISHED)
      else if (deal.state === PUBLISHED && waitedMs >= SEAL_AFTER_MS) this.#moveTo(deal, ACTIVE)
    }
  }

  /// Notes that data came. A restart forgets that, but the number stays taken.
  tellFetched(id) {
    this.#record({ seq: this.#seq + 1 })
    this.#events.push({ seq: this.#seq, hook: 'on_data_update', id })
  }

  /// What the plugin is to be told.
  eventsAfter(seq) { return this.#events.filter((event) => event.seq > seq) }

  /// Events up to a seq are durable in the plugin.
  forget(seq) { if (seq > this.#durableSeq) this.#record({ durable: seq }) }

  close() { closeSync(this.#file) }
}
