// Requests on chain become jobs: the plugin in mock-host, with anvil as the EVM of its network, killed
// and reorganised on the way.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { randomNumbers } from './support/aggregates.mjs'
import { inBase32, randomSubmission } from './support/cids.mjs'
import { makeContractWorld } from './support/contract_world.mjs'
import { day } from './support/deployed.mjs'
import { ethers } from './support/packages.mjs'

const scale = Number(process.env.RAAS_TEST_SCALE ?? 100) / 100
const random = randomNumbers(3058)
const world = await makeContractWorld()
const { provider, status, contract } = world
const first = await provider.getBlockNumber() + 1

after(() => world.stop())

/** Some of the newest blocks go, also such as are final: what was told of them is taken back. */
async function reorganize(depthMax) {
  const depth = Math.min(1 + random.below(depthMax), await provider.getBlockNumber() - first)
  if (depth > 0) await provider.send('anvil_reorg', [depth, []])
}

describe('many requests', () => {
  const host = world.hostWith('many', { terms: { poll_ms: 600000 } })
  const count = Math.min(1000, Math.max(50, Math.round(200 * scale)))
  const meant = new Map() // The CID by what was submitted for it.
  let isUp = false

  after(() => host.remove())

  async function start() {
    await host.start()
    isUp = true
  }
  async function kill() {
    await host.kill()
    isUp = false
  }

  /** Several requests in one block. */
  async function submit(many) {
    await provider.send('evm_setAutomine', [false])
    for (let i = 0; i < many; i++) {
      const { submitted, cid } = randomSubmission(random)
      meant.set(ethers.hexlify(submitted), cid)
      const repair = random.below(10) ? day + random.below(9 * day) : ethers.MaxUint256
      const data = status.interface.encodeFunctionData('submitRaaS',
        [submitted, 1 + random.below(5), repair, (20 + random.below(60)) * day])
      await provider.send('eth_sendTransaction',
        [{ from: await world.owner.getAddress(), to: contract, data, gas: '0x7a120' }])
    }
    await provider.send('anvil_mine', ['0x1'])
    await provider.send('evm_setAutomine', [true])
  }

  const requestCount = async () => Number(await status.requestCount())

  it('become jobs with their terms, each one once, whatever happens on the way', async () => {
    const first = await requestCount() + 1
    await start()
    while (await requestCount() < first + count - 1) {
      await submit(1 + random.below(40))
      if (random.below(4) === 0) await reorganize(3)
      if (isUp) await host.advance(1 + random.below(40))
      if (isUp && random.below(4) === 0) await kill()
      else if (!isUp && random.below(2) === 0) await start()
    }
    if (!isUp) await start()
    for (let step = 0; step < 4; step++) await host.advance(60)

    const expected = new Map()
    for (const { eventName, args } of await status.queryFilter('*', 0, 'latest')) {
      if (eventName === 'SubmitAggregatorRequestWithRaaS') expected.set(Number(args.id), args)
    }
    assert.ok(expected.size >= count)
    const jobs = new Map()
    for (let next = 0; next !== null;) {
      const page = await host.get(`/jobs?after=${next}&limit=200`)
      for (const job of page.jobs) jobs.set(job.id, job)
      next = page.next_after
    }
    const owners = new Set()
    for (const [id, { cid: submitted, replication, repair, renew }] of expected) {
      const { requests } = await host.get(`/why?request=${id}`)
      const [{ state, job: number, because }] = requests
      if (repair >= 2n ** 64n) {
        assert.equal(state, 'refused', String(id))
        assert.match(because, /repair/)
        continue
      }
      assert.equal(state, 'kept', `${id}: ${because}`)
      const job = jobs.get(number)
      assert.ok(!owners.has(number), `job ${number} has two requests`)
      owners.add(number)
      if (meant.has(submitted)) assert.equal(inBase32(job.cid), meant.get(submitted))
      assert.equal(job.replication.copies_target, Number(replication))
      assert.equal(job.repair.not_proven_epochs, Number(repair))
      assert.equal(job.renewal.threshold_epochs, Number(renew))
    }
    // Every job that is not one of theirs was of a request that was reorganised away.
    for (const [number, job] of jobs) {
      if (!owners.has(number)) assert.equal(job.state, 'cancelled', String(number))
    }
  })
})
