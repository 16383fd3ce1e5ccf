// Two TLS libraries in one process: usage: tls_test.mjs MOCK_HOST PLUGIN.so
//
// Node brings OpenSSL and exports its symbols; the plugin's libcurl uses GnuTLS. Here the one serves
// and the other one asks: an https server of this very process stands before the simulated chain,
// and the plugin reads the chain through it. With the server's certificate for an authority it must,
// and without it must not. Node's own client asks the same server meanwhile.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as ask } from 'node:http'
import { createServer, request as askSecurely } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

import { Driver } from './driver.mjs'

const START_EPOCH = 5000000, EPOCH_S = 30, LOOK_AGAIN_MS = 50
const [mockHost, plugin] = process.argv.slice(2)
const top = mkdtempSync(join(tmpdir(), 'raas-tls-'))
const genesisUnix = Math.floor(Date.now() / 1000) - START_EPOCH * EPOCH_S

/// A key, and a certificate for 127.0.0.1 that it has signed itself.
function makeCertificate() {
  const [key, cert] = [join(top, 'key.pem'), join(top, 'cert.pem')]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
    '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=raas test',
    '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'pipe' })
  return { file: cert, key: readFileSync(key), cert: readFileSync(cert) }
}

/// A mock host that serves as a Lotus node, in step with the clock.
async function startChain() {
  mkdirSync(join(top, 'plugins'))
  const config = join(top, 'aggregator.json')
  writeFileSync(config, JSON.stringify({ chain: { genesis_unix: genesisUnix } }))
  const chain = spawn(mockHost, ['run', '--config', config, '--speed', '1'],
    { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface(chain.stdout)) {
    const url = /^chain JSON-RPC on (.*)$/.exec(line)
    if (url) return { chain, rpcUrl: url[1] }
  }
  throw new Error('the mock host does not say where its chain is')
}

/// Passes requests on to the chain, and counts them.
function startServer(certificate, rpcUrl) {
  const server = createServer(certificate, (message, response) => {
    server.passedOn += 1
    const onwards = ask(rpcUrl, { method: message.method, headers: message.headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers)
      answer.pipe(response)
    })
    onwards.on('error', () => response.destroy())
    message.pipe(onwards)
  })
  server.passedOn = 0
  return new Promise((settle) => server.listen(0, '127.0.0.1', () => settle(server)))
}

/// What a client of Node's own is answered.
function askAsNode(url, certificate) {
  return new Promise((settle, fail) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'Filecoin.ChainHead', params: [] })
    const headers = { 'Content-Type': 'application/json' }
    askSecurely(url, { method: 'POST', ca: certificate.cert, headers }, async (answer) => {
      let text = ''
      for await (const part of answer) text += part
      settle(JSON.parse(text))
    }).on('error', fail).end(body)
  })
}

/// A life of the plugin; what its /healthz says once that holds.
async function live(name, chain, holds, meanwhile = () => undefined) {
  mkdirSync(join(top, name))
  const driver = new Driver(plugin, join(top, name), JSON.stringify({
    chain: { ...chain, genesis_unix_ms: genesisUnix * 1000 }
  }))
  await driver.ready
  for (;;) {
    const answer = await driver.ask(
      { method: 'GET', target: '/healthz', contentType: '', body: new Uint8Array() })
    await meanwhile()
    const health = JSON.parse(Buffer.from(answer.body).toString())
    if (holds(health)) {
      driver.stop()
      assert.equal(await driver.ended, 0)
      return health
    }
    await pause(LOOK_AGAIN_MS)
  }
}

const certificate = makeCertificate()
const { chain, rpcUrl } = await startChain()
const server = await startServer(certificate, rpcUrl)
const url = `https://127.0.0.1:${server.address().port}/rpc/v1`
try {
  const refused = await live('stranger', { rpc_url: url },
    ({ reasons }) => reasons.some((reason) => /certificate/i.test(reason)))
  console.log('without the authority:', refused.reasons)
  assert.equal(server.passedOn, 0)
  assert.equal(refused.chain_trusted, false)

  let headsSeenByNode = 0
  const health = await live('known', { rpc_url: url, ca_file: certificate.file },
    ({ chain_trusted: isTrusted }) => isTrusted,
    async () => {
      const head = await askAsNode(url, certificate)
      assert.ok(head.result.Height >= START_EPOCH)
      headsSeenByNode += 1
    })
  console.log('with it: head', health.head_epoch, 'after', server.passedOn, 'requests, of them',
    headsSeenByNode, "by Node's own client")
  assert.ok(headsSeenByNode > 0)
  assert.ok(server.passedOn > headsSeenByNode)
} finally {
  server.close()
  server.closeAllConnections()
  chain.kill('SIGTERM')
  rmSync(top, { recursive: true, force: true })
}
