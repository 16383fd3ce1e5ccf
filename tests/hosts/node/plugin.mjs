// One instance of a plugin. Every call of it is made by the thread that has loaded it, one at a
// time, and none from inside of a function of the tables.
import * as abi from './abi.mjs'
import { Arena } from './arena.mjs'

const { koffi, textOf } = abi
const IDLE_MAX_MS = 60000, END_AFTER_MS = 1000, DESTROY_MS = 5000, TEXT_MAX = 512

const monotonicMs = () => Math.floor(performance.now())

export class Plugin {
  #tables
  #book
  #table
  #hooks
  #api
  #self
  #told = 0
  #text = koffi.alloc('uint8_t', TEXT_MAX)

  /// Loads it, by an absolute path; it stays loaded. A real host checks owner, mode and checksum
  /// before.
  constructor(path, tables, book) {
    this.#tables = tables
    this.#book = book
    const { arena } = tables
    const entryOf = koffi.load(path)
      .func('raas_plugin_entry_v1', 'int32_t', ['void *', 'void *', 'void *'])
    const info = arena.make(abi.HostInfo, {
      abi_major: abi.MAJOR, abi_minor: abi.MINOR, name: arena.text('node-host'),
      version: arena.text('1.0.0')
    })
    const ret = arena.room('void *')
    const entry = this.#call('entry', (err) => entryOf(info, ret, err),
      () => koffi.decode(koffi.decode(ret, 'void *'), abi.Entry))
    if (entry.magic !== abi.MAGIC || entry.abi_major !== abi.MAJOR) {
      throw new Error(`${path}: not a plugin for ABI ${abi.MAJOR}`)
    }
    let { extensions_required: at } = koffi.decode(entry.descriptor, abi.Descriptor)
    for (let id; (id = koffi.decode(at, 'const char *')) !== null; at += 8n) {
      if (tables.get_extension(id) === null) throw new Error(`${path}: needs ${id}`)
    }
    this.#table = abi.functionsOf(abi.PluginTable, entry.table)
  }

  /// Makes a call; what was lent to it goes when its answer was read.
  #call(what, work, read = () => undefined) {
    const { arena } = this.#tables
    try {
      const err = arena.make(abi.Err, { text: this.#text, text_capacity: TEXT_MAX })
      const status = work(err)
      if (status >= abi.OK) return read()
      const why = textOf({ ptr: this.#text, len: koffi.decode(err, abi.Err).text_len })
      throw new Error(`${what}: ${status}: ${why}`)
    } finally {
      arena.endCall()
    }
  }

  #now() {
    return Arena.whole(abi.Tick, { unix_ms: Date.now(), monotonic_ms: monotonicMs() })
  }

  #tick() { return this.#tables.arena.make(abi.Tick, this.#now()) }

  /// Makes the instance and lets it work. It wakes the host by a byte into a pipe, since a function
  /// of JavaScript cannot be called by a thread of the plugin without making that wait.
  begin(config, stateDir, wakeFd) {
    const { arena, host } = this.#tables
    const ret = arena.room('void *')
    this.#self = this.#call('create', (err) => this.#table.create(host, ret, err),
      () => koffi.decode(ret, 'void *'))
    const init = arena.make(abi.Init, {
      wake_fd: wakeFd, config: arena.text(config), state_dir: arena.text(stateDir), now: this.#now()
    })
    this.#call('init', (err) => this.#table.init(this.#self, init, err))
    const extension = (table, id) =>
      abi.functionsOf(table, this.#table.get_extension(this.#self, id))
    this.#hooks = extension(abi.PluginHooks, 'raas.plugin.hooks/1')
    this.#api = extension(abi.PluginApi, 'raas.plugin.api/1')
    this.#call('start', (err) => this.#table.start(this.#self, this.#tick(), err))
  }

  /// Tells of what has happened, in order; whether anything was taken. RETRY means that it was not:
  /// the same again, later.
  deliver() {
    const before = this.#told
    for (const event of this.#book.eventsAfter(before)) {
      const status = this.#tell(event)
      this.#tables.arena.endCall()
      if (status === abi.RETRY) break
      this.#told = event.seq
    }
    return this.#told !== before
  }

  #tell({ seq, hook, id, state }) {
    const { arena } = this.#tables
    const [type, values] = hook === 'on_data_update' ? [abi.Fetch, this.#tables.fetched(id)]
      : [abi.Deal, this.#tables.view(this.#book.get(id), state)]
    if (!values) return abi.OK // It was let go since.
    const event = arena.make(abi.Event, { seq, subject: arena.make(type, values) })
    const events = arena.room('void *')
    koffi.encode(events, 'void *', event)
    return this.#hooks[hook](this.#self, events, 1, null)
  }

  /// Lets the plugin work: in how many milliseconds to call again at the latest, and whether all is
  /// done.
  pump() {
    const { arena } = this.#tables
    const now = this.#now()
    const tick = arena.make(abi.Tick, now)
    const ret = arena.make(abi.PumpResult, {})
    const result = this.#call('pump', (err) => this.#table.pump(this.#self, tick, ret, err),
      () => koffi.decode(ret, abi.PumpResult))
    this.#book.forget(result.hooks_durable_seq)
    const isMore = (result.flags & abi.PUMP_MORE) !== 0
    const waitMs = Math.min(Number(result.next_deadline_ms) - now.monotonic_ms, IDLE_MAX_MS)
    const isDrained = (result.flags & abi.PUMP_DRAINED) !== 0
    return { waitMs: isMore ? 0 : Math.max(waitMs, 0), isDrained }
  }

  /// Passes a request to the plugin's API; what comes back is ours.
  answer({ method, target, contentType, body }) {
    const { arena } = this.#tables
    const request = arena.make(abi.ApiRequest, {
      method: arena.text(method),
      target: arena.text(target),
      headers: arena.make(abi.Header,
        { name: arena.text('Content-Type'), value: arena.text(contentType) }),
      header_count: 1,
      body: arena.text(body),
      now: this.#now()
    })
    const ret = arena.make(abi.ApiResponse, {})
    return this.#call('handle', (err) => this.#api.handle(this.#self, request, ret, err), () => {
      const response = koffi.decode(ret, abi.ApiResponse)
      const headers = response.header_count === 0 ? []
        : koffi.decode(response.headers, abi.Header, response.header_count)
      return {
        status: response.status,
        headers: headers.map(({ name, value }) => [textOf(name), textOf(value)]),
        body: abi.bytesOf(response.body)
      }
    })
  }

  /// Lets the plugin finish for a second, then ends it.
  async end() {
    const limit = monotonicMs() + END_AFTER_MS
    this.#call('stop', (err) => this.#table.stop(this.#self, this.#tick(), limit, err))
    while (!this.pump().isDrained && monotonicMs() < limit) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    this.#table.destroy(this.#self, DESTROY_MS)
    this.#tables.arena.endCall()
  }
}
