// The gas table of plugin/contracts/README.md tells the truth.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { randomNumbers, sampleInAggregate } from './support/aggregates.mjs'
import { day, deployDealStatus } from './support/deployed.mjs'
import { ethers, root } from './support/packages.mjs'

const tolerance = 0.01
const cid = ethers.toUtf8Bytes('bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku')
const deals = 10

const world = await deployDealStatus()
const { status } = world
after(() => world.stop())

const used = async (transaction) => Number((await (await transaction).wait()).gasUsed)

async function measured() {
  const gas = {}
  gas['deployment'] = Number((await status.deploymentTransaction().wait()).gasUsed)
  gas['`submit`, the 59 characters of a CID'] = await used(status.submit(cid))
  gas['`submitRaaS`, the same'] = await used(status.submitRaaS(cid, 3, day, 30 * day))
  const random = randomNumbers(32)
  const piece = sampleInAggregate(random, { heights: Array(8).fill(21), height: 30 })
  gas['`submit`, the 39 bytes of a CommP'] = await used(status.submit('0x' + piece.segment.cid))

  await world.putDeal(1, piece, { duration: 20 * day })
  gas['`complete`, 64 MiB in 32 GiB, the first deal of a CID'] =
    await used(world.complete(piece, { dealId: 1 }))
  gas['`complete`, the same again'] = await used(world.complete(piece, { dealId: 1 }))
  for (let dealId = 2; dealId <= deals; dealId++) {
    await world.putDeal(dealId, piece)
    gas['`complete`, a further deal of a CID'] = await used(world.complete(piece, { dealId }))
  }
  gas['`getAllDeals`, 10 deals'] = Number(await status.getAllDeals.estimateGas(cid))
  gas['`getActiveDeals`, 10 deals'] = Number(await status.getActiveDeals.estimateGas(cid))
  gas['`getExpiringDeals`, 1 of 10 deals'] =
    Number(await status.getExpiringDeals.estimateGas(cid, 30 * day))
  return gas
}

function written() {
  const text = readFileSync(join(root, 'plugin/contracts/README.md'), 'utf8')
  const rows = text.matchAll(/^\| (.+?) \| ([\d,]+) \|$/gm)
  return Object.fromEntries([...rows].map(([, what, gas]) => [what, Number(gas.replaceAll(',', ''))]))
}

it('is what the README says', async () => {
  const [found, told] = [await measured(), written()]
  const table = Object.entries(found)
    .map(([what, gas]) => `| ${what} | ${gas.toLocaleString('en-US')} |`).join('\n')
  assert.deepEqual(Object.keys(told), Object.keys(found), `the table is\n${table}`)
  for (const [what, gas] of Object.entries(found)) {
    assert.ok(Math.abs(told[what] - gas) <= tolerance * gas, `${what}: the table is\n${table}`)
  }
  assert.equal((await status.getExpiringDeals(cid, 30 * day)).length, 1)
})
