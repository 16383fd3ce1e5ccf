import { callArguments } from './aggregates.mjs'
import { startAnvil } from './anvil.mjs'
import { compileContracts } from './contracts.mjs'
import { putMarketInPlace } from './market.mjs'
import { ethers } from './packages.mjs'

export const miner = 1000
export const day = 2880

/**
 * DealStatus on an EVM of its own, with a market; its owner's transactions are mined at once.
 * @param options  For startAnvil().
 */
export async function deployDealStatus(options = {}) {
  const contracts = compileContracts()
  const anvil = await startAnvil(options)
  const provider =
    new ethers.JsonRpcProvider(anvil.url, undefined, { cacheTimeout: -1, pollingInterval: 10 })
  const owner = await provider.getSigner(0)
  const market = await putMarketInPlace(provider, owner, contracts)
  const { abi, bytecode } = contracts.DealStatus
  const status = await new ethers.ContractFactory(abi, bytecode, owner).deploy()
  await status.waitForDeployment()
  return {
    anvil, provider, owner, market, status, contracts,

    height: async () => Number(await provider.send('eth_blockNumber', [])),
    /** A deal of the aggregate of a sample, active unless said otherwise. */
    async putDeal(dealId, sample, changes = {}) {
      const start = await this.height()
      await market.putDeal(dealId, {
        provider: miner, pieceCid: '0x' + sample.aggregate.cid, size: sample.aggregate.size,
        start, duration: 540 * day, activated: start, ...changes
      })
    },
    complete: (sample, { id = 1, dealId = 77, minerId = miner, by = owner } = {}) =>
      status.connect(by).complete(id, dealId, minerId, ...callArguments(sample)),

    async stop() {
      provider.destroy()
      await anvil.stop()
    }
  }
}
