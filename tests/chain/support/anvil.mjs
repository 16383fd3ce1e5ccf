import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { anvilProgram } from './packages.mjs'

const children = new Set()
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/** Sees to it that nothing that a test started outlives it. */
export function endWithUs(child) {
  children.add(child)
  child.once('exit', () => children.delete(child))
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/**
 * A real EVM on a free port, at an epoch of the present. Ends with this program at the latest.
 * @param stateFile  Where it keeps its state while it is stopped, for restart().
 */
export async function startAnvil({ number = 4_000_000, options = [], stateFile } = {}) {
  const kept = stateFile ? ['--state', stateFile, '--preserve-historical-states'] : []
  let anvil, ended, url

  async function start(port) {
    anvil = spawn(anvilProgram, ['--host', '127.0.0.1', '--port', port, '--chain-id', '31415926',
      '--number', String(number), ...kept, ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
    endWithUs(anvil)
    ended = new Promise((resolve) => anvil.once('exit', resolve))
    url = await new Promise((resolve, reject) => {
      anvil.once('error', reject)
      ended.then((status) => reject(new Error(`anvil ended with status ${status}`)))
      createInterface({ input: anvil.stdout }).on('line', (line) => {
        const [, address] = line.match(/^Listening on (\S+)/) ?? []
        if (address) resolve(`http://${address}`)
      })
    })
  }

  await start('0')
  const stop = async () => {
    anvil.kill()
    await ended
  }
  return {
    url,
    stop,
    /** What was waiting to be mined is forgotten, as by a node that is started again. */
    async restart() {
      await stop()
      await start(new URL(url).port)
    }
  }
}
