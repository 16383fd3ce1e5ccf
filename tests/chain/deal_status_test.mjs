import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'
import { callArguments, randomAggregate, randomNumbers, sampleOf } from './support/aggregates.mjs'
import { cborInteger } from './support/market.mjs'
import { deployDealStatus, miner } from './support/deployed.mjs'
import { ethers } from './support/packages.mjs'

const cid = ethers.toUtf8Bytes('bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku')
const beyond = ethers.MaxUint256

const world = await deployDealStatus()
const { contracts, market, owner, provider, status } = world
const stranger = await provider.getSigner(1)
let snapshot = await provider.send('evm_snapshot', [])
let start

after(() => world.stop())

beforeEach(async () => {
  await provider.send('evm_revert', [snapshot])
  snapshot = await provider.send('evm_snapshot', [])
  start = await world.height()
})

const random = randomNumbers(4)
function randomSample() {
  const { aggregate, pieces } = randomAggregate(random)
  return sampleOf(aggregate, pieces[random.below(pieces.length)])
}

const putDeal = (dealId, sample, changes) => world.putDeal(dealId, sample, { start, ...changes })
const complete = (sample, options) => world.complete(sample, options)

async function mined(transaction) {
  const receipt = await (await transaction).wait()
  return receipt.logs.map((log) => status.interface.parseLog(log))
}

const plain = (deals) => deals.map((deal) => deal.map(Number))

async function reverts(call, name, ...args) {
  await assert.rejects(call, (error) => {
    const found = status.interface.parseError(error.data ?? error.info?.error?.data ?? '0x')
    assert.equal(found?.name, name, error.message)
    if (args.length > 0) assert.deepEqual([...found.args].map(String), args.map(String))
    return true
  })
}

/** A request for the CID and deals for it, all completed. */
async function completed(deals) {
  await mined(status.submit(cid))
  for (const [dealId, changes] of deals) {
    const sample = randomSample()
    await putDeal(dealId, sample, changes)
    await mined(complete(sample, { dealId }))
  }
}

describe('the published interface', () => {
  it('has the published selectors', () => {
    const { selectors } = contracts.IDealStatus
    const published = {
      'submit(bytes)': 'ef7fa71b',
      'submitRaaS(bytes,uint256,uint256,uint256)': 'de52f264',
      'complete(uint256,uint64,uint64,((uint64,bytes32[]),(uint64,bytes32[])),(bytes,uint64))':
        '60b93184',
      'getAllDeals(bytes)': '496a9d21',
      'getAllCIDs()': '3410e7ce',
      'getActiveDeals(bytes)': 'f5034301',
      'getExpiringDeals(bytes,uint64)': '81bcd88c'
    }
    assert.deepEqual(selectors, published)
  })

  it('has the published topics', () => {
    const topics = {}
    new ethers.Interface(contracts.IDealStatus.abi).forEachEvent((event) => {
      topics[event.name] = event.topicHash
    })
    assert.deepEqual(topics, {
      SubmitAggregatorRequest:
        '0x104e370246a6acb34978d26af9fb437cb9f46e15e94cc27f24f305528db420a1',
      SubmitAggregatorRequestWithRaaS:
        '0xc0e29b40de38cfd5b8266e5afb21298b2c180d25d2ad808406c21f3db0c3530a',
      CompleteAggregatorRequest:
        '0xfcfb278ce1c62d14ce854540f204ef9fc7d58f09adc7bd773da126dd906bb980'
    })
  })

  it('reads without a transaction', () => {
    for (const { name, stateMutability } of contracts.DealStatus.abi) {
      if (/^(get|is|owner$|dealCount|requestCount)/.test(name ?? '')) {
        assert.equal(stateMutability, 'view', name)
      }
    }
  })
})

describe('submit and submitRaaS', () => {
  it('count requests from 1 on, one after the other', async () => {
    const [first] = await mined(status.submit(cid))
    const [second] = await mined(status.connect(stranger).submitRaaS(cid, 3, 2880, 86400))
    assert.equal(first.name, 'SubmitAggregatorRequest')
    assert.deepEqual([...first.args], [1n, ethers.hexlify(cid)])
    assert.equal(second.name, 'SubmitAggregatorRequestWithRaaS')
    assert.deepEqual([...second.args], [2n, ethers.hexlify(cid), 3n, 2880n, 86400n])
    assert.deepEqual([...await status.getAllCIDs()], [ethers.hexlify(cid), ethers.hexlify(cid)])
    assert.equal(await status.requestCount(), 2n)
  })

  it('keep what was asked for, page by page', async () => {
    await mined(status.submit(cid))
    await mined(status.connect(stranger).submitRaaS('0x01', 3, beyond, 2n ** 64n - 1n))
    await mined(status.submitRaaS('0x02', 1, 2, 3))
    const page = await status.getRequests(2, 1)
    assert.equal(page.length, 1)
    assert.deepEqual(page[0].toObject(), {
      cid: '0x01', client: stranger.address, withRaaS: true, epoch: BigInt(start + 2),
      replication: 3n, repair: 2n ** 64n - 1n, renew: 2n ** 64n - 1n
    })
    const ids = async (from, count) => (await status.getRequests(from, count)).length
    assert.deepEqual([await ids(1, beyond), await ids(0, 2), await ids(3, 5), await ids(4, 1),
                      await ids(beyond, beyond), await ids(1, 0)], [3, 2, 1, 0, 0, 0])
    assert.equal((await status.getRequests(1, 1))[0].withRaaS, false)
  })

  it('tell thresholds as they were given', async () => {
    const [event] = await mined(status.submitRaaS(cid, beyond, 0, beyond))
    assert.deepEqual([...event.args].slice(2), [beyond, 0n, beyond])
  })

  it('take 1 to 256 bytes', async () => {
    await reverts(status.submit('0x'), 'InvalidCid')
    await reverts(status.submit(new Uint8Array(257)), 'InvalidCid')
    await mined(status.submit(new Uint8Array(1)))
    await mined(status.submit(new Uint8Array(256)))
  })
})

describe('complete', () => {
  it('enters a deal that the market confirms, and returns its aggregate', async () => {
    const sample = randomSample()
    await mined(status.submit(cid))
    await putDeal(77, sample)
    const aggregate = await status.complete.staticCall(1, 77, miner, ...callArguments(sample))
    assert.deepEqual([...aggregate], ['0x' + sample.aggregate.cid, BigInt(sample.aggregate.size)])
    const [event] = await mined(complete(sample))
    assert.equal(event.name, 'CompleteAggregatorRequest')
    assert.deepEqual([...event.args], [1n, 77n])
    assert.deepEqual(plain(await status.getAllDeals(cid)), [[77, miner]])
    assert.equal(await status.isCompleted(1, 77), true)
  })

  it('is for registered aggregators', async () => {
    const sample = randomSample()
    await mined(status.submit(cid))
    await putDeal(77, sample)
    await reverts(complete(sample, { by: stranger }), 'NotAggregator')
    await reverts(status.connect(stranger).setAggregator(stranger, true), 'NotOwner')
    await mined(status.setAggregator(stranger, true))
    await mined(complete(sample, { by: stranger }))
    await mined(status.setAggregator(stranger, false))
    await reverts(complete(sample, { by: stranger }), 'NotAggregator')
  })

  it('is for requests that exist', async () => {
    const sample = randomSample()
    await putDeal(77, sample)
    await reverts(complete(sample, { id: 0 }), 'NoSuchRequest', 0)
    await reverts(complete(sample, { id: 1 }), 'NoSuchRequest', 1)
    await mined(status.submit(cid))
    await reverts(complete(sample, { id: 0 }), 'NoSuchRequest', 0)
    await reverts(complete(sample, { id: 2 }), 'NoSuchRequest', 2)
    await reverts(complete(sample, { id: beyond }), 'NoSuchRequest', beyond)
  })

  it('changes nothing when it is repeated', async () => {
    const sample = randomSample()
    await mined(status.submit(cid))
    await putDeal(77, sample)
    await mined(complete(sample))
    await market.removeDeal(77)
    assert.deepEqual(await mined(complete(sample)), [])
    assert.deepEqual(plain(await status.getAllDeals(cid)), [[77, miner]])
  })

  it('lists a deal for two requests of one CID once', async () => {
    const sample = randomSample()
    await mined(status.submit(cid))
    await mined(status.submit(cid))
    await putDeal(77, sample)
    for (const id of [1, 2]) assert.equal((await mined(complete(sample, { id }))).length, 1)
    assert.deepEqual(plain(await status.getAllDeals(cid)), [[77, miner]])
  })

  it('refuses deals that are not active', async () => {
    const sample = randomSample()
    await mined(status.submit(cid))
    await reverts(complete(sample), 'DealNotActive', 77)
    for (const changes of [{ activated: -1 }, { terminated: start }, { start: 5, duration: 10 }]) {
      await putDeal(77, sample, changes)
      await reverts(complete(sample), 'DealNotActive', 77)
    }
    await market.removeDeal(77)
    await reverts(complete(sample), 'DealNotActive', 77)
  })

  it('refuses deals of other miners, of other data and of another size', async () => {
    const sample = randomSample()
    const { cid: other } = randomSample().aggregate
    await mined(status.submit(cid))
    await putDeal(77, sample)
    await reverts(complete(sample, { minerId: miner + 1 }), 'OtherMiner', 77, miner + 1)
    await putDeal(77, sample, { pieceCid: '0x' + other })
    await reverts(complete(sample), 'OtherData', 77)
    await putDeal(77, sample, { size: 2n * BigInt(sample.aggregate.size) })
    await reverts(complete(sample), 'OtherData', 77)
  })

  it('refuses a proof in which anything is wrong', async () => {
    const sample = randomSample()
    await mined(status.submit(cid))
    await putDeal(77, sample)
    const spoiled = (change) => {
      const copy = structuredClone(sample)
      change(copy)
      return complete(copy)
    }
    const flipped = (node) => (parseInt(node[0], 16) ^ 1).toString(16) + node.slice(1)
    const refused = (what, change) => reverts(spoiled(change), 'InvalidProof', what)
    await refused('commitment', ({ subtree: { path } }) => { path[0] = flipped(path[0]) })
    await refused('commitment', ({ index: { path } }) => { path[0] = flipped(path[0]) })
    await refused('size', ({ index: { path } }) => path.push(path[0]))
    for (const which of ['subtree', 'index']) {
      await refused(which, (copy) => {
        copy[which].index = 1n << BigInt(copy[which].path.length)
      })
    }
    await refused('place', (copy) => { copy.index.index = 0 })
    await refused('segment', (copy) => { copy.segment.size = 64 })
    await refused('segment', (copy) => { copy.segment.size = 0 })
    await refused('segment', (copy) => { copy.segment.size = BigInt(copy.segment.size) + 1n })
    await refused('segment', (copy) => { copy.segment.cid = copy.segment.cid.slice(2) })
    await refused('subtree', ({ subtree: { path } }) => {
      path.push(...Array(64 - path.length).fill(path[0]))
    })
  })

  it('binds a request for a piece to that piece', async () => {
    const { aggregate, pieces } = randomAggregate(randomNumbers(7))
    const [asked, other] = pieces.map((piece) => sampleOf(aggregate, piece))
    await putDeal(77, asked)
    for (const [id, prefix] of [[1, '0x'], [2, '0x00']]) {
      await mined(status.submit(prefix + asked.segment.cid))
      await reverts(complete(other, { id }), 'OtherPiece')
      await mined(complete(asked, { id }))
    }
  })
})

describe('lists of deals', () => {
  it('hold no entries of zeros and leave out what is not active', async () => {
    await completed([[0], [1], [2], [3], [4], [5]])
    await market.setActivation(1, -1)
    await market.setActivation(2, start, start + 1)
    await market.removeDeal(3)
    await market.answer('activation', 4, '8201')
    assert.deepEqual(plain(await status.getActiveDeals(cid)), [[0, miner], [5, miner]])
    assert.equal((await status.getAllDeals(cid)).length, 6)
    assert.deepEqual(plain(await status.getActiveDeals('0x01')), [])
  })

  it('take the term of a deal for a start and a duration', async () => {
    await completed([[1, { duration: 100 }], [2, { duration: 5000 }]])
    const now = Number(await provider.send('eth_blockNumber', []))
    const left = start + 5000 - now
    const ids = async (epochs) => plain(await status.getExpiringDeals(cid, epochs)).map(([id]) => id)
    assert.deepEqual(await ids(left - 1), [1])
    assert.deepEqual(await ids(left), [1, 2])
    assert.deepEqual(await ids(0), [])
    assert.deepEqual(await ids(2n ** 64n - 1n), [1, 2])
  })

  it('know a deal that is over', async () => {
    await completed([[1, { duration: 100 }]])
    const now = Number(await provider.send('eth_blockNumber', []))
    await provider.send('anvil_mine', ['0x' + (start + 99 - now).toString(16)])
    assert.deepEqual(plain(await status.getActiveDeals(cid)), [[1, miner]])
    await provider.send('anvil_mine', ['0x1'])
    assert.deepEqual(plain(await status.getActiveDeals(cid)), [])
    assert.deepEqual(plain(await status.getExpiringDeals(cid, 1000)), [])
  })

  it('come in pages', async () => {
    await completed([[1], [2], [3, { duration: 100 }]])
    const ids = (deals) => plain(deals).map(([id]) => id)
    assert.equal(await status.dealCount(cid), 3n)
    assert.deepEqual(ids(await status.getDeals(cid, 0, 2)), [1, 2])
    assert.deepEqual(ids(await status.getDeals(cid, 2, beyond)), [3])
    assert.deepEqual(ids(await status.getDeals(cid, 3, 1)), [])
    assert.deepEqual(ids(await status.getDeals(cid, beyond, beyond)), [])
    assert.deepEqual(ids(await status.getActiveDealsPage(cid, 1, 2)), [2, 3])
    assert.deepEqual(ids(await status.getExpiringDealsPage(cid, 100, 0, 3)), [3])
    assert.deepEqual(ids(await status.getExpiringDealsPage(cid, 100, 0, 2)), [])
  })

  it('outlast any answer of the market', async () => {
    await completed([[1], [2]])
    for (const cbor of ['', '80', '82', '820000ff', '82185a', '8220', '8200', '82f620',
                        '821bffffffffffffffff20', '82203bffffffffffffffff', '9a00ffffff',
                        '82' + cborInteger(2n ** 63n) + '20']) {
      await market.answer('activation', 1, cbor)
      assert.deepEqual(plain(await status.getActiveDeals(cid)), [[2, miner]], cbor)
    }
  })

  it('know all lengths of integers', async () => {
    for (const dealId of [0, 23, 24, 255, 256, 65535, 65536, 2n ** 32n - 1n, 2n ** 32n,
                          2n ** 63n]) {
      const sample = randomSample()
      await putDeal(dealId, sample, { provider: dealId })
      const id = Number(await status.requestCount()) + 1
      await mined(status.submit(new Uint8Array([id])))
      await mined(complete(sample, { id, dealId, minerId: dealId }))
    }
  })
})

describe('ownership', () => {
  it('is handed on by the owner', async () => {
    await reverts(status.connect(stranger).setOwner(stranger), 'NotOwner')
    await mined(status.setOwner(stranger))
    await reverts(status.setAggregator(owner, false), 'NotOwner')
    await mined(status.connect(stranger).setAggregator(owner, false))
    assert.equal(await status.isAggregator(owner), false)
  })
})
