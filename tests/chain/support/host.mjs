// mock-host as a user starts it, with a real EVM behind its simulated network.
import { spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync }
  from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { endWithUs } from './anvil.mjs'

/**
 * A folder for a host, which can be started, killed and started again.
 * @param plugin  Its config, if there is to be one.
 */
export function makeHost({ evmUrl, account, plugin, deals = {}, providers = {}, chain = {} }) {
  const folder = mkdtempSync(join(tmpdir(), 'raas-test-'))
  const config = {
    chain: { seed: 1, ...chain },
    providers: {
      seed: 1, count: 12, reject_ppm: 0, never_seal_ppm: 0, seal_epochs_min: 100,
      seal_epochs_max: 200, retrieval_failure_ppm: 0, ...providers
    },
    deals: { seed: 1, pieces_max: 4, first_duration_epochs: 518400, ...deals }
  }
  mkdirSync(join(folder, 'plugins'))
  if (plugin) {
    const library = join(folder, 'plugins/libraas_plugin.so')
    copyFileSync(process.env.RAAS_PLUGIN, library)
    chmodSync(library, 0o700)
    config.plugins =
      [{ name: 'raas', enabled: true, file: 'libraas_plugin.so', config: plugin }]
  }
  writeFileSync(join(folder, 'aggregator.json'), JSON.stringify(config))
  let child, ended, url

  async function ask(method, path, body) {
    const answer = await fetch(url + path, { method, body })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }

  return {
    folder,
    rpcUrl: undefined,
    errors: () => readFileSync(join(folder, 'errors'), 'utf8'),

    /** Time stands still until it is advanced, unless another speed is given. */
    async start(speed = '0') {
      child = spawn(process.env.MOCK_HOST, ['run', '--config', join(folder, 'aggregator.json'),
        '--evm', evmUrl, '--evm-account', account, '--speed', speed, '--log-level', 'warn'],
        { stdio: ['ignore', 'pipe', openSync(join(folder, 'errors'), 'a')] })
      endWithUs(child)
      const started = child
      ended = new Promise((resolve) => started.once('exit', (status, signal) => {
        if (!started.killed) console.error(`mock-host ended: ${status ?? signal}\n${this.errors()}`)
        resolve(status)
      }))
      await new Promise((resolve, reject) => {
        ended.then((status) => reject(new Error(`mock-host ended: ${status}\n${this.errors()}`)))
        createInterface({ input: child.stdout }).on('line', (line) => {
          const [, front] = line.match(/^listening on (\S+)/) ?? []
          const [, rpc] = line.match(/^chain JSON-RPC on (\S+)/) ?? []
          url = front ?? url
          this.rpcUrl = rpc ?? this.rpcUrl
          if (rpc) resolve()
        })
      })
    },
    async kill(signal = 'SIGKILL') {
      child?.kill(signal)
      await ended
      child = undefined
    },
    async remove() {
      await this.kill()
      rmSync(folder, { recursive: true })
    },

    ask,
    get: (path) => ask('GET', path),
    /** Lets simulated time pass; returns the state after it. */
    advance: (epochs) => ask('POST', '/mock/clock', JSON.stringify({ advance_epochs: epochs })),
    deals: async () => (await ask('GET', '/mock/deals')).deals,
    /** The CID of the bytes. */
    async upload(bytes) {
      const form = new FormData()
      form.append('file', new Blob([bytes]), 'file')
      return (await ask('POST', '/api/uploadFile', form)).cid
    },
    /** A call of the one endpoint, or a batch: [method, ...params] each. */
    async rpc(...calls) {
      const bodies = calls.map(([method, ...params], id) => ({ jsonrpc: '2.0', id, method, params }))
      const answer = await fetch(this.rpcUrl, {
        method: 'POST', body: JSON.stringify(bodies.length === 1 ? bodies[0] : bodies)
      })
      return answer.json()
    }
  }
}

/** Proof and verifier data for complete(), as GET /mock/deals tells them. */
export function completionOf({ inclusion }, binaryCid) {
  const path = ({ index, siblings }) => [index, siblings.slice(2).match(/.{64}/g)?.map((n) => '0x' + n) ?? []]
  return [[path(inclusion.subtree), path(inclusion.entry)],
          [binaryCid(inclusion.segment), inclusion.segment_size]]
}
