// Reports that a node signs and sends, on a real EVM with an unlocked account: killed at random
// moments, through reorganizations and restarts of the node.
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
const reports = Math.min(200, Math.max(10, Math.round(40 * scale)))
const kills = Math.max(3, Math.round(reports / 4))

const random = randomNumbers(72)
const folder = mkdtempSync(join(tmpdir(), 'raas-test-'))
const world = await deployDealStatus({ stateFile: join(folder, 'anvil.json') })
const { provider, status } = world
const aggregator = await (await provider.getSigner(3)).getAddress()
after(async () => {
  await world.stop()
  rmSync(folder, { recursive: true })
})

const mined = async (transaction) => (await transaction).wait()
await mined(status.setAggregator(aggregator, true))

/** Of a deal that the market has, if asked for. */
async function orderOf(id, dealId, isThere = true) {
  const { aggregate, pieces } = randomAggregate(random)
  const sample = sampleOf(aggregate, pieces[0])
  if (isThere) await world.putDeal(dealId, sample)
  return {
    key: `test/complete/${id}/${dealId}`,
    to: status.target.toLowerCase(),
    data: status.interface.encodeFunctionData('complete',
      [id, dealId, miner, ...callArguments(sample)])
  }
}

/** finished: its output by key, or null if it was killed. */
function start(orders, name) {
  const file = join(folder, `orders-${name}.json`)
  writeFileSync(file, JSON.stringify(orders))
  const child = spawn(process.env.SEND_THROUGH_NODE,
    [world.anvil.url, join(folder, 'notes.json'), file, aggregator.toLowerCase()],
    { stdio: ['ignore', 'pipe', 'inherit'] })
  endWithUs(child)
  let output = ''
  child.stdout.on('data', (data) => { output += data })
  const finished = new Promise((resolve) =>
    child.once('close', (code) => resolve(code === 0 ? linesOf(output) : null)))
  return { child, finished }
}
const linesOf = (output) => new Map(output.trim().split('\n').map((line) => {
  const [key, stage, height, hash, revertData] = line.split(' ')
  return [key, { stage, height: Number(height), hash, revertData }]
}))

/** Its outcome, while blocks come: what is mined is final 64 of them later. */
async function outcomes(orders, name) {
  const { finished } = start(orders, name)
  let isOver = false
  finished.then(() => { isOver = true })
  while (!isOver) {
    await provider.send('anvil_mine', ['0x8'])
    await pause(20)
  }
  return finished
}
const usedNonces = () => provider.getTransactionCount(aggregator)

describe('an account of a node', () => {
  it('has each report on chain exactly once, however it was killed', async () => {
    const orders = []
    for (let dealId = 1; dealId <= reports; dealId++) {
      orders.push(await orderOf(dealId, dealId))
      await mined(status.submit('0x01'))
    }
    let firstBlock = await provider.getBlockNumber() + 1
    const first = firstBlock
    for (let kill = 0; kill < kills; kill++) {
      const { child, finished } = start(orders, 'all')
      await Promise.race([finished, pause(10 + random.below(300))])
      child.kill('SIGKILL')
      await finished
      if (kill % 5 === 4) {
        await world.anvil.restart()
        firstBlock = await provider.getBlockNumber() + 1
      }
      // What was mined can be taken back: all reports since, or the newest.
      const depth = Math.min(1 + random.below(10), await provider.getBlockNumber() + 1 - firstBlock)
      if (kill % 2 === 1 && depth > 0) await provider.send('anvil_reorg', [depth, []])
    }
    const found = await outcomes(orders, 'all')
    for (const { key } of orders) assert.equal(found.get(key).stage, 'final', key)

    const events = await status.queryFilter(status.filters.CompleteAggregatorRequest(), first)
    const ids = events.map(({ args }) => Number(args.id)).sort((a, b) => a - b)
    assert.deepEqual(ids, orders.map((_, at) => at + 1))
    const hashes = new Set(events.map((event) => event.transactionHash))
    for (const [key, { hash }] of found) assert.ok(hash === '0x' || hashes.has(hash), key)
    // Every nonce was used once: nothing was sent beside what was asked for.
    assert.equal(await usedNonces(), reports)
  })

  it('does not send what would be reverted, and says why', async () => {
    const before = await usedNonces()
    const order = await orderOf(1, 999999, false)
    const { stage, revertData } = (await outcomes([order], 'wrong')).get(order.key)
    assert.equal(stage, 'reverted')
    const error = status.interface.parseError(revertData)
    assert.deepEqual([error?.name, ...error?.args ?? []], ['DealNotActive', 999999n])
    assert.equal(await usedNonces(), before)
  })

  it('sends nothing for a deal that is reported already', async () => {
    const before = await usedNonces()
    const order = await orderOf(2, 777777)
    const other = await provider.getSigner(0)
    await mined(other.sendTransaction({ to: order.to, data: order.data }))
    const { stage } = (await outcomes([order], 'twice')).get(order.key)
    assert.equal(stage, 'final')
    assert.equal(await usedNonces(), before)
  })

  it('gives up a transaction whose nonce another one has, once that is final', async () => {
    const order = await orderOf(1, 888888)
    // It waits at the node, which does not mine until somebody else has the nonce.
    await provider.send('evm_setAutomine', [false])
    const { child, finished } = start([order], 'late')
    const pool = async () => (await provider.send('txpool_status', [])).pending
    while (await pool() === '0x0') await pause(5)
    child.kill('SIGKILL')
    await finished
    await provider.send('anvil_dropAllTransactions', [])
    await provider.send('evm_setAutomine', [true])
    await mined((await provider.getSigner(aggregator)).sendTransaction({ to: aggregator }))
    const { stage } = (await outcomes([order], 'late')).get(order.key)
    assert.equal(stage, 'dropped')
  })
})
