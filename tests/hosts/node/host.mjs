// A host in Node, with koffi for calling C: usage: host.mjs PLUGIN.so FOLDER CONFIG
//
// Keeps its books in FOLDER, takes the data in FOLDER/payloads for its store (each file is named
// after its CID) and serves the plugin's API on a free port of 127.0.0.1. Ends with SIGTERM;
// SIGKILL is as good.
//
// This thread serves clients and does nothing else. A second one (plugin_thread.mjs) owns the
// plugin, so that the event loop here never waits for it.
import { createServer } from 'node:http'

import { Driver } from './driver.mjs'

const BODY_MAX = 1 << 20

async function bodyOf(message) {
  const parts = []
  let length = 0
  for await (const part of message) {
    length += part.length
    if (length > BODY_MAX) throw new RangeError('body: too long')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/// A server of the plugin's API. A real host asks for a token.
function serve(driver) {
  const server = createServer(async (message, response) => {
    try {
      const answer = await driver.ask({
        method: message.method,
        target: message.url,
        contentType: message.headers['content-type'] ?? '',
        body: await bodyOf(message)
      })
      for (const [name, value] of answer.headers) response.setHeader(name, value)
      response.writeHead(answer.status).end(answer.body)
    } catch (failure) {
      response.writeHead(failure instanceof RangeError ? 413 : 500).end()
    }
  })
  server.requestTimeout = 5000
  return new Promise((settle) => server.listen(0, '127.0.0.1', () => settle(server)))
}

const [library, folder, config] = process.argv.slice(2)
if (config === undefined) {
  console.error('usage: host.mjs PLUGIN.so FOLDER CONFIG')
  process.exit(2)
}
const driver = new Driver(library, folder, config)
process.on('SIGTERM', () => driver.stop())
await driver.ready
const server = await serve(driver)
console.log(`listening on http://127.0.0.1:${server.address().port}`)
process.exitCode = await driver.ended
server.close()
server.closeAllConnections()
