// The wallet of mock-host against a real EVM: killed at random moments, through reorganizations.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { callArguments, randomAggregate, randomNumbers, sampleOf } from './support/aggregates.mjs'
import { endWithUs } from './support/anvil.mjs'
import { deployDealStatus, miner } from './support/deployed.mjs'

const scale = Number(process.env.RAAS_TEST_SCALE ?? 100) / 100
const completions = scale > 1 ? 200 : Math.max(10, Math.round(40 * scale))
const kills = Math.max(3, Math.round(completions / 16))

const random = randomNumbers(71)
const world = await deployDealStatus()
const { provider, status } = world
const aggregator = await (await provider.getSigner(3)).getAddress()
const folder = mkdtempSync(join(tmpdir(), 'raas-test-'))
after(async () => {
  await world.stop()
  rmSync(folder, { recursive: true })
})

const mined = async (transaction) => (await transaction).wait()
await mined(status.setAggregator(aggregator, true))

function orderOf(id, dealId, sample, minerId = miner) {
  return {
    dealId,
    sample,
    key: `test/complete/${id}/${dealId}`,
    to: status.target,
    data: status.interface.encodeFunctionData('complete',
      [id, dealId, minerId, ...callArguments(sample)])
  }
}

let runs = 0
/**
 * Starts the wallet on orders; finished is its output, or null if it was killed, which it is
 * after two minutes at the latest.
 */
function start(orders, name, ...options) {
  const file = join(folder, `orders-${name}.json`)
  writeFileSync(file, JSON.stringify(orders.map(({ key, to, data }) => ({ key, to, data }))))
  const child = spawn(process.env.SEND_TRANSACTIONS,
    [world.anvil.url, folder, file, aggregator, ...options],
    { stdio: ['ignore', 'pipe', 'inherit'] })
  const patience = setTimeout(() => child.kill('SIGKILL'), 120_000)
  endWithUs(child)
  runs++
  let output = ''
  child.stdout.on('data', (data) => { output += data })
  const finished = new Promise((resolve) =>
    child.once('close', (code) => {
      clearTimeout(patience)
      resolve(code === 0 ? output.trim().split('\n') : null)
    }))
  return { child, finished }
}

const statesIn = (lines) => new Map(lines.map((line) => {
  const [key, state, epoch, bytes] = line.split(' ')
  return [key, { state, epoch: Number(epoch), bytes }]
}))

describe('the wallet of mock-host', () => {
  it('has each completion on chain exactly once, however it was killed', async () => {
    const orders = []
    for (let dealId = 1; dealId <= completions; dealId++) {
      const { aggregate, pieces } = randomAggregate(random)
      orders.push(orderOf(dealId, dealId, sampleOf(aggregate, pieces[0])))
    }
    // One after the other: the node counts the nonces of its own accounts.
    for (const order of orders) {
      await world.putDeal(order.dealId, order.sample)
      await mined(status.submit('0x01'))
    }
    const first = await provider.getBlockNumber() + 1
    // What is final is never taken back: until the last one is killed, nothing becomes that.
    for (let kill = 0; kill < kills; kill++) {
      const { child, finished } = start(orders, 'all', '--stand-still')
      await Promise.race([finished, pause(30 + random.below(900))])
      child.kill('SIGKILL')
      await finished
      // What was mined after this block can be taken back: all completions, or the newest.
      const depth = Math.min(1 + random.below(20), await provider.getBlockNumber() - first)
      if (kill % 2 === 1 && depth > 0) await provider.send('anvil_reorg', [depth, []])
    }
    const lines = await start(orders, 'all').finished
    const states = statesIn(lines)
    assert.equal(states.size, completions)
    for (const [key, { state }] of states) assert.equal(state, 'final', key)

    // anvil forgets the logs of blocks that it takes back: these are of the chain.
    const events = await status.queryFilter(status.filters.CompleteAggregatorRequest(), first)
    const ids = events.map((event) => Number(event.args.id)).sort((a, b) => a - b)
    assert.deepEqual(ids, orders.map((_, at) => at + 1))
    const hashes = new Set(events.map((event) => event.transactionHash))
    for (const [key, { bytes }] of states) assert.ok(hashes.has(bytes), key)
    // Every nonce was used once: nothing was sent beside what was asked for.
    assert.equal(Number(await provider.getTransactionCount(aggregator)), completions)
  })

  it('says why a transaction was reverted, once that is final', async () => {
    const { aggregate, pieces } = randomAggregate(random)
    const sample = sampleOf(aggregate, pieces[0])
    const orders = [orderOf(1, 999999, sample)]
    const { state, bytes } = statesIn(await start(orders, 'wrong').finished).get(orders[0].key)
    assert.equal(state, 'reverted')
    const error = status.interface.parseError(bytes)
    assert.deepEqual([error?.name, ...error?.args ?? []], ['DealNotActive', 999999n])
  })

  it('gives up a transaction whose nonce another one has, once that is final', async () => {
    const { aggregate, pieces } = randomAggregate(random)
    const orders = [orderOf(1, 888888, sampleOf(aggregate, pieces[0]))]
    // Signed and made durable, but held back: the EVM does not mine until somebody else has.
    await provider.send('evm_setAutomine', [false])
    const { child, finished } = start(orders, 'late')
    const pool = async () => (await provider.send('txpool_status', [])).pending
    while (await pool() === '0x0') {
      assert.ok(child.exitCode === null && child.signalCode === null, 'it ended by itself')
      await pause(5)
    }
    child.kill('SIGKILL')
    await finished
    await provider.send('anvil_dropAllTransactions', [])
    await provider.send('evm_setAutomine', [true])
    const other = await provider.getSigner(aggregator)
    await mined(other.sendTransaction({ to: aggregator }))
    const { state } = statesIn(await start(orders, 'late').finished).get(orders[0].key)
    assert.equal(state, 'dropped')
  })
})
