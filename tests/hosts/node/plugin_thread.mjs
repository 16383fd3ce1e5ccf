// The thread that owns the plugin: everything that can take a moment (the plugin's 50 ms, the disk
// of the book) is done here, and never on the thread that serves clients.
import { mkdirSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'

import { koffi } from './abi.mjs'
import { Book } from './book.mjs'
import { Plugin } from './plugin.mjs'
import { Tables } from './tables.mjs'

const LOOK_AT_BOOK_MS = 100
const O_NONBLOCK = 0o4000, O_CLOEXEC = 0o2000000

/// Both ends of a pipe; Node has none of its own.
function wakePipe() {
  const pipe2 = koffi.load('libc.so.6').func('int pipe2(_Out_ int *ends, int flags)')
  const ends = [0, 0]
  if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) !== 0) throw new Error('pipe2: no pipe')
  return ends
}

const { library, folder, config } = workerData
const book = new Book(join(folder, 'book'))
const plugin = new Plugin(library, new Tables(book, join(folder, 'payloads')), book)
const [wakeEnd, wakeFd] = wakePipe()
const stateDir = join(folder, 'state')
mkdirSync(stateDir, { recursive: true, mode: 0o700 })
plugin.begin(config, stateDir, wakeFd)

const wakes = new Socket({ fd: wakeEnd, readable: true, writable: false })
let timer
let nextMs = 0 // By performance.now().
let isEnding = false

/// Looks at the book, tells of what has happened, and pumps when it is time.
function turn(isDue) {
  if (isEnding) return
  clearTimeout(timer)
  book.moveOn()
  if (plugin.deliver() || isDue || performance.now() >= nextMs) {
    const called = performance.now()
    nextMs = called + plugin.pump().waitMs
  }
  const waitMs = Math.max(nextMs - performance.now(), 0)
  timer = setTimeout(turn, Math.min(waitMs, LOOK_AT_BOOK_MS), false)
}

async function end() {
  isEnding = true
  clearTimeout(timer)
  await plugin.end()
  wakes.destroy()
  book.close()
  parentPort.close()
}

wakes.on('data', () => turn(true))
parentPort.on('message', ({ id, request }) => {
  if (request === undefined) return end()
  if (isEnding) return undefined
  parentPort.postMessage({ id, answer: plugin.answer(request) })
  return turn(true) // What a client asked for may be due.
})
parentPort.postMessage({ isReady: true })
turn(true)
