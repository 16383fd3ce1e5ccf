// The service as its clients see it: requests on chain, copies kept up, each deal reported. The
// plugin in mock-host, with anvil as the EVM of its network; both are killed, started again and
// reorganised on the way. Once for each wallet: the host's, and an account of the node.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { randomNumbers } from './support/aggregates.mjs'
import { bytesOfCid } from './support/cids.mjs'
import { makeContractWorld } from './support/contract_world.mjs'
import { day } from './support/deployed.mjs'
import { ethers } from './support/packages.mjs'

const random = randomNumbers(3058)
const copies = 2
const renewBelow = 90 * day // Half of a deal: more is not waited for.

const wallets = [
  { name: 'the wallet of the host', terms: () => ({}), renews: true },
  // Renewal takes the longest, and reports are the same whatever a deal was made for.
  { name: 'an account of the node', terms: ({ aggregator }) => ({ from: aggregator }) }
]

for (const { name, terms, renews = false } of wallets) {
  describe(`three stories by contract, reported from ${name}`, () => {
    const requests = [] // {id, cid, submitted}
    let world, host, status
    let deals = []

    before(async () => {
      world = await makeContractWorld()
      status = world.status
      host = world.hostWith('stories', { terms: terms(world) })
      await host.start()
    })
    after(async () => {
      await host?.remove()
      await world?.stop()
    })

    const healthyOf = ({ cid }) => deals.filter((deal) => deal.cid === cid && deal.is_healthy)
    const haveCopies = () => requests.every((each) => healthyOf(each).length >= copies)

    /** A day or part of it passes, with what may come in between. */
    async function pass(epochs) {
      if (random.below(3) === 0) await world.reorganize(host, 1 + random.below(4))
      if (random.below(6) === 0) {
        await host.kill()
        await host.start()
      }
      await host.advance(epochs)
      deals = await host.deals()
    }
    async function passUntil(isDone, epochs, timesMax, what) {
      for (let times = 0; !await isDone(); times++) {
        assert.ok(times < timesMax, `${what}: not after ${timesMax} times ${epochs} epochs\n` +
          `${JSON.stringify(deals.map(({ inclusion, ...each }) => each))}\n${host.errors()}`)
        await pass(epochs)
      }
    }

    /** Ids of the contract's deals for a request that are active now. */
    async function reported({ submitted }) {
      const data = status.interface.encodeFunctionData('getActiveDeals', [submitted])
      const { result, error } =
        await host.rpc(['eth_call', { to: world.contract, data }, 'latest'])
      assert.equal(error, undefined, JSON.stringify(error))
      const [listed] = status.interface.decodeFunctionResult('getActiveDeals', result)
      return new Set(listed.map(([id]) => Number(id)))
    }
    async function areReported() {
      for (const each of requests) {
        const ids = await reported(each)
        if (!healthyOf(each).every(({ deal }) => ids.has(deal))) return false
      }
      return true
    }
    const untilReported = () => passUntil(areReported, 120, 60, 'reports')

    /** A request for a new piece of data, in one of the forms that clients use. */
    async function uploadAndSubmit() {
      const file = requests.length
      const cid = await host.upload(Buffer.from(`client ${file} has `.repeat(50 + 40 * file)))
      const binary = bytesOfCid(cid)
      const submitted =
        [ethers.toUtf8Bytes(cid), binary, Uint8Array.from([0, ...binary])][file % 3]
      await (await status.submitRaaS(submitted, copies, day, renewBelow)).wait()
      await host.advance(60) // beyond the reach of reorganizations
      requests.push({ id: file + 1, cid, submitted })
    }

    it('replication: copies come to be as asked, and are reported', async () => {
      for (let file = 0; file < 3; file++) await uploadAndSubmit()
      await passUntil(haveCopies, day, 20, 'copies')
      await untilReported()
    })

    it('takes back what a reorganization takes back, and reports it again', async () => {
      await uploadAndSubmit()
      const reports = async () => (await world.reports())
        .filter(({ args }) => args.id === BigInt(requests.length))
      for (let times = 0; (await reports()).length === 0; times++) {
        assert.ok(times < 3000, `the further copy is not reported\n${host.errors()}`)
        await host.advance(5) // so that the report is not final yet when it is seen
      }
      await (await status.submitRaaS('0x01', copies, day, renewBelow)).wait()
      const lost = await status.requestCount()
      const [{ blockNumber }] = await reports()
      const depth = await world.provider.getBlockNumber() - blockNumber + 1
      assert.ok(await world.reorganize(host, depth), 'the report is final')
      assert.deepEqual(await reports(), [])
      assert.equal(await status.requestCount(), lost - 1n)

      await passUntil(async () => (await reports()).length > 0, 60, 100, 'the report')
      await untilReported()
      await assert.rejects(host.get(`/why?request=${lost}`), /404/)
    })

    it('goes on after the node was started again', async () => {
      await world.restartNode()
      await pass(day)
      await untilReported()
    })

    it('repair: what a provider lost is elsewhere, and reported', async () => {
      const { provider: gone } = deals.find((deal) => deal.is_healthy)
      await host.ask('POST', `/mock/providers/${gone}/leave`)
      await pass(day)
      await passUntil(() => haveCopies() && requests.every((each) =>
        healthyOf(each).every((deal) => deal.provider !== gone)), day, 20, 'repair')
      assert.ok(deals.some(({ reason, state }) => reason === 'repair' && state === 'active'))
      await untilReported()
    })

    it('renewal: new deals are there before the old ones end', { skip: !renews }, async () => {
      const isRenewed = ({ cid }) => deals.filter((deal) =>
        deal.cid === cid && deal.reason === 'renewal' && deal.state === 'active').length >= copies
      await passUntil(() => requests.every(isRenewed) && haveCopies(), 5 * day, 40, 'renewal')
      await untilReported()
    })

    it('had each deal on chain once, and nothing else', async () => {
      const told = (await world.reports())
        .map(({ args }) => `${args.id}/${args.dealId}`)
      assert.equal(new Set(told).size, told.length)
      const known = new Set()
      for (const { cid, deal } of deals) {
        for (const { id } of requests.filter((each) => each.cid === cid)) known.add(`${id}/${deal}`)
      }
      for (const each of told) assert.ok(known.has(each), each)
      assert.ok(told.length >= requests.length * copies * (renews ? 2 : 1))
      const { violations } = await host.get('/mock/report')
      assert.deepEqual(violations, [])
    })
  })
}
