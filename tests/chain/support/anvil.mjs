import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { anvilProgram } from './packages.mjs'

/** Sees to it that nothing that a test started outlives it. */
export function endWithUs(child) {
  process.once('exit', () => child.kill('SIGKILL'))
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/** A real EVM on a free port, at an epoch of the present. Ends with this program at the latest. */
export async function startAnvil({ number = 4_000_000, options = [] } = {}) {
  const anvil = spawn(anvilProgram, ['--host', '127.0.0.1', '--port', '0', '--chain-id', '31415926',
    '--number', String(number), ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  endWithUs(anvil)
  const ended = new Promise((resolve) => anvil.once('exit', resolve))
  const url = await new Promise((resolve, reject) => {
    anvil.once('error', reject)
    ended.then((status) => reject(new Error(`anvil ended with status ${status}`)))
    createInterface({ input: anvil.stdout }).on('line', (line) => {
      const [, address] = line.match(/^Listening on (\S+)/) ?? []
      if (address) resolve(`http://${address}`)
    })
  })
  return {
    url,
    async stop() {
      anvil.kill()
      await ended
    }
  }
}
