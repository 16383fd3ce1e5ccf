// A contract on an EVM, and hosts whose plugin follows it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployDealStatus, day } from './deployed.mjs'
import { makeHost } from './host.mjs'

const mined = async (transaction) => (await transaction).wait()

export async function makeContractWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'raas-test-'))
  const world = await deployDealStatus({ stateFile: join(folder, 'anvil.json') })
  const { provider, status, anvil } = world
  const contract = (await status.getAddress()).toLowerCase()
  const aggregator = await (await provider.getSigner(3)).getAddress()
  await mined(status.setAggregator(aggregator, true))
  const firstBlock = await provider.getBlockNumber()
  let lastFixedBlock = firstBlock

  return {
    ...world,
    contract,
    aggregator,

    /** A host with the plugin in it. @param terms  Of the plugin's section on contracts. */
    hostWith: (label, { terms = {}, ...changes } = {}) => makeHost({
      evmUrl: anvil.url, account: aggregator, ...changes,
      plugin: {
        key_namespace: label,
        // Seldom, as each look costs a commit or two.
        chain: { rpc_url: '${RPC_URL}', look_epochs: day / 6 },
        contract: { addresses: contract, poll_ms: 3600000, ...terms },
        terms: { deal_duration_epochs: 180 * day }
      }
    }),

    /**
     * The newest blocks are replaced by empty ones; what was in them is lost to its senders.
     * Nothing that is final goes: neither for the network of a host, nor across restartNode().
     */
    async reorganize(host, depth) {
      const most = await this.depthAboveFinality(host)
      if (most > 0) await provider.send('anvil_reorg', [Math.min(depth, most), []])
      return most >= depth
    },
    /** So many of the newest blocks are not final, as far as they can tell it: empty ones cannot. */
    async depthAboveFinality(host) {
      const { result } = await host.rpc(['eth_getBlockByNumber', 'finalized', false])
      const head = await provider.getBlockNumber()
      let depth = 0
      for (let number = head; number > lastFixedBlock; number--) {
        const [hash] = (await provider.getBlock(number)).transactions
        if (!hash) continue
        const { result: receipt } = await host.rpc(['eth_getTransactionReceipt', hash])
        // What the host does not show yet is newer than all that it shows.
        if (receipt && Number(receipt.blockNumber) <= Number(result.number)) break
        depth = head - number + 1
      }
      return depth
    },
    /** The EVM's node stops, and starts again from what it has kept. */
    async restartNode() {
      await anvil.restart()
      lastFixedBlock = await provider.getBlockNumber()
    },

    /** Of deals that were reported. anvil forgets the events of blocks that it takes back. */
    reports: () => status.queryFilter(status.filters.CompleteAggregatorRequest(), firstBlock),

    async stop() {
      await world.stop()
      rmSync(folder, { recursive: true })
    }
  }
}
