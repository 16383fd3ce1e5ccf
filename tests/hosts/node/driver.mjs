// The thread that owns the plugin, as the thread that serves clients sees it.
import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'

/// Starts that thread. Its messages are answers, but for the first, which says that it is ready.
export class Driver {
  #worker
  #asked = new Map()
  #lastId = 0

  constructor(library, folder, config) {
    this.#worker = new Worker(new URL('./plugin_thread.mjs', import.meta.url), {
      workerData: { library: resolve(library), folder: resolve(folder), config }
    })
    this.ready = new Promise((settle, fail) => {
      this.#worker.once('message', settle)
      this.#worker.once('error', fail)
    })
    this.ended = new Promise((settle) => this.#worker.once('exit', settle))
    this.#worker.on('message', ({ id, answer }) => {
      this.#asked.get(id)?.(answer)
      this.#asked.delete(id)
    })
  }

  ask(request) {
    const id = ++this.#lastId
    return new Promise((settle) => {
      this.#asked.set(id, settle)
      this.#worker.postMessage({ id, request })
    })
  }

  stop() { this.#worker.postMessage({}) }
}
