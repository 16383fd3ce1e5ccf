// Requests are followed on a real EVM while the follower is killed and the chain reorganises.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { randomNumbers } from './support/aggregates.mjs'
import { endWithUs } from './support/anvil.mjs'
import { randomSubmission } from './support/cids.mjs'
import { deployDealStatus } from './support/deployed.mjs'
import { ethers } from './support/packages.mjs'

const finality = 64 // Of anvil.
const scale = Number(process.env.RAAS_TEST_SCALE ?? 100) / 100
const requests = Math.max(100, Math.round(1000 * scale))
const random = randomNumbers(1000)
process.setMaxListeners(0) // One for each follower.

const world = await deployDealStatus()
const { provider, status } = world
const contract = (await status.getAddress()).toLowerCase()
const folder = mkdtempSync(join(tmpdir(), 'raas-follow-'))
const file = join(folder, 'state.json')
const meant = new Map() // The CID by what was submitted for it.
let follower

after(async () => {
  follower?.kill('SIGKILL')
  await world.stop()
  rmSync(folder, { recursive: true })
})

function start() {
  follower = spawn(process.env.FOLLOW_REGISTRATIONS, [world.anvil.url, contract, file],
    { stdio: 'inherit' })
  endWithUs(follower)
}

/** At whatever moment it is. */
async function kill() {
  const ended = new Promise((resolve) => follower.once('exit', resolve))
  follower.kill('SIGKILL')
  await ended
  follower = undefined
}

const state = () => existsSync(file) ? JSON.parse(readFileSync(file)) : { followed_to: 0, jobs: {} }

async function untilFollowedTo(height) {
  while (!(state().followed_to >= height)) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const mine = (blocks) => provider.send('anvil_mine', ['0x' + blocks.toString(16)])

/** Several requests in one block. */
async function submit(count) {
  await provider.send('evm_setAutomine', [false])
  const from = await world.owner.getAddress()
  for (let i = 0; i < count; i++) {
    const { submitted, cid } = randomSubmission(random)
    meant.set(ethers.hexlify(submitted), cid)
    const data = random.below(4) === 0
      ? status.interface.encodeFunctionData('submit', [submitted])
      : status.interface.encodeFunctionData('submitRaaS', [submitted, 1 + random.below(10),
          random.below(10) ? random.below(1 << 20) : ethers.MaxUint256, random.below(1 << 20)])
    await provider.send('eth_sendTransaction', [{ from, to: contract, data, gas: '0x7a120' }])
  }
  await mine(1)
  await provider.send('evm_setAutomine', [true])
}

// anvil_reorg loses the state of contracts after some thousand blocks, so that the deep
// reorganisations go back to a snapshot instead.
const snapshots = []
async function takeSnapshot() {
  snapshots.push({ id: await provider.send('evm_snapshot', []), height: await world.height() })
}

/** What was told already is taken back, and others submit in its place. */
async function reorganizeBelowFinality() {
  if (!follower) start()
  await mine(finality + 1)
  const height = await world.height()
  await untilFollowedTo(height - finality)
  const { id, height: common } = snapshots.pop()
  assert.equal(await provider.send('evm_revert', [id]), true)
  await takeSnapshot()
  await submit(1)
  await mine(height - common)
}

const count = async () => Number(await status.requestCount())

/** The jobs that there must be, from the contract's events. */
async function expectedJobs() {
  const logs = await status.queryFilter('*', 0, 'latest')
  const jobs = {}
  for (const { eventName, args } of logs) {
    if (!/^Submit/.test(eventName)) continue
    jobs[args.id] = { submitted: args.cid, thresholds: args.slice(2).map(String) }
  }
  return jobs
}

it('makes one job for each request, whatever happens on the way', async () => {
  await mine(2 * finality) // So that no reorganisation reaches the deployment.
  start()
  while (await count() < requests) {
    await takeSnapshot()
    await submit(1 + random.below(25))
    if (random.below(2) === 0) await mine(1 + random.below(6))
    if (random.below(6) === 0) await provider.send('anvil_reorg', [1 + random.below(3), []])
    if (random.below(25) === 0) await reorganizeBelowFinality()
    if (follower && random.below(5) === 0) await kill()
    if (!follower && random.below(3) === 0) start()
  }
  await reorganizeBelowFinality()
  // Until all requests are final.
  await mine(finality + 1)
  const height = await world.height()
  await untilFollowedTo(height - finality)

  const { jobs, told_twice: toldTwice, withdrawals } = state()
  assert.ok(withdrawals >= 1)
  const expected = await expectedJobs()
  assert.equal(toldTwice, 0)
  assert.deepEqual(Object.keys(jobs), Object.keys(expected))
  for (const [id, { submitted, thresholds }] of Object.entries(expected)) {
    const job = jobs[id]
    const absurd = thresholds.some((number) => BigInt(number) >= 2n ** 64n)
    if (absurd && job.thresholds === undefined) {
      assert.match(job.refusal, /^repair: found 115792/, id)
    } else {
      assert.equal(job.refusal, '', id)
      const capped = thresholds.map((number) =>
        BigInt(number) >= 2n ** 64n ? String(2n ** 64n - 1n) : number)
      assert.deepEqual(job.thresholds ?? [], capped, id)
    }
    assert.equal(job.cid, meant.get(submitted), id)
  }
})
