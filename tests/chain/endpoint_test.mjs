// mock-host with anvil as the EVM of its network: one endpoint, one truth.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { bytesOfCid } from './support/cids.mjs'
import { deployDealStatus } from './support/deployed.mjs'
import { completionOf, makeHost } from './support/host.mjs'
import { ethers } from './support/packages.mjs'

const day = 2880
const files = 6
const world = await deployDealStatus()
const { provider, status } = world
const aggregator = await (await provider.getSigner(3)).getAddress()
const host = makeHost({ evmUrl: world.anvil.url, account: aggregator })

const hex = (number) => '0x' + number.toString(16)
const mined = async (transaction) => (await transaction).wait()
const binaryCid = (text) => ethers.hexlify(bytesOfCid(text))
const deal = async (id) => (await host.rpc(['Filecoin.StateMarketStorageDeal', id, null])).result
const resultOf = async (...call) => {
  const { result, error } = await host.rpc(call)
  assert.equal(error, undefined, JSON.stringify(error))
  return result
}
const height = async (tag) => Number((await resultOf('eth_getBlockByNumber', tag, false)).number)
async function read(name, ...args) {
  const data = status.interface.encodeFunctionData(name, args)
  const result = await resultOf('eth_call', { to: status.target, data }, 'latest')
  return status.interface.decodeFunctionResult(name, result)[0]
}
const idsIn = (deals) => deals.map(([id]) => Number(id))

before(() => host.start())
after(async () => {
  await host.remove()
  await world.stop()
})

describe('a network with an EVM', () => {
  const cids = []
  let deals

  it('has one chain id', async () => {
    const [id, params] = await host.rpc(['eth_chainId'], ['Filecoin.StateGetNetworkParams'])
    assert.equal(Number(id.result), params.result.Eip155ChainID)
  })

  it('takes in batches for both sides, and answers in order', async () => {
    const answers = await host.rpc(['eth_blockNumber'], ['Filecoin.ChainHead'], ['eth_nothing'])
    assert.deepEqual(answers.map(({ id }) => id), [0, 1, 2])
    assert.ok(Number(answers[0].result) < answers[1].result.Height)
    assert.equal(answers[2].error.code, -32601)
  })

  it('makes deals for aggregates that the contract takes for what they are', async () => {
    for (let file = 0; file < files; file++) {
      const cid = await host.upload(Buffer.from(`the bytes of file ${file} `.repeat(40 + 300 * file)))
      cids.push(cid)
      await mined(status.submitRaaS(ethers.toUtf8Bytes(cid), 1, day, 10 * day))
    }
    for (let step = 0; step < 12; step++) await host.advance(200)
    deals = await host.deals()
    assert.equal(deals.length, files)
    assert.ok(new Set(deals.map(({ deal }) => deal)).size < files, 'no deal is shared')
    await mined(status.setAggregator(aggregator, true))
    for (const made of deals) {
      assert.equal(made.state, 'active')
      assert.equal((await deal(made.deal)).Proposal.PieceCID['/'], made.piece)
      const id = cids.indexOf(made.cid) + 1
      const by = status.connect(await provider.getSigner(aggregator))
      const { logs } = await mined(by.complete(id, made.deal, Number(made.provider.slice(2)),
        ...completionOf(made, binaryCid)))
      assert.equal(logs.length, 1)
    }
  })

  it('refuses a proof of another piece for the same deal', async () => {
    const [one, other] = deals.filter(({ deal }, at) =>
      deals.some((each, place) => place !== at && each.deal === deal))
    const wrong = { inclusion: { ...one.inclusion, segment: other.inclusion.segment } }
    const by = status.connect(await provider.getSigner(aggregator))
    await assert.rejects(by.complete.staticCall(1, one.deal, Number(one.provider.slice(2)),
      ...completionOf(wrong, binaryCid)), (error) => error.revert?.name === 'InvalidProof')
  })

  it('reads the same deals through the contract as through Filecoin methods', async () => {
    await host.advance(20)
    for (const made of deals) {
      const cid = ethers.toUtf8Bytes(made.cid)
      const { start_epoch: start, end_epoch: end } = made
      assert.deepEqual(idsIn(await read('getActiveDeals', cid)), [made.deal])
      const known = (await deal(made.deal)).Proposal
      assert.deepEqual([known.StartEpoch, known.EndEpoch], [start, end])
      // The contract counts in epochs of the network, whatever number the EVM's block has.
      const left = end - Number(await resultOf('eth_blockNumber'))
      assert.deepEqual(idsIn(await read('getExpiringDeals', cid, left - 1)), [])
      assert.deepEqual(idsIn(await read('getExpiringDeals', cid, left)), [made.deal])
    }
  })

  it('has heights without a block, and null rounds', async () => {
    const latest = await height('latest')
    let nulls = 0
    for (let at = latest; at > latest - 200; at--) {
      const [eth, filecoin] = await host.rpc(['eth_getBlockByNumber', hex(at), false],
        ['Filecoin.ChainGetTipSetByHeight', at, null])
      const isNull = filecoin.result.Height !== at
      nulls += isNull ? 1 : 0
      assert.equal(eth.error?.code, isNull ? 12 : undefined)
      if (!isNull) assert.equal(Number(eth.result.number), at)
    }
    assert.ok(nulls > 0)
  })

  it('finalizes what Filecoin finalizes', async () => {
    const finalized = await resultOf('Filecoin.ChainGetFinalizedTipSet')
    assert.equal(await height('finalized'), finalized.Height)
  })

  it('gives logs for 2,880 heights at a time, and only for what was executed', async () => {
    const latest = Number(await resultOf('eth_blockNumber'))
    const range = (from, to) =>
      host.rpc(['eth_getLogs', { address: status.target, fromBlock: hex(from), toBlock: hex(to) }])
    assert.equal((await range(latest - 2881, latest)).error.code, -32005)
    assert.match((await range(latest, latest + 10)).error.message, /not yet available/)
    const { result } = await range(latest - 2880, latest)
    const completions = result.filter(({ topics }) =>
      topics[0] === status.interface.getEvent('CompleteAggregatorRequest').topicHash)
    assert.equal(completions.length, files)
    const heights = result.map(({ blockNumber }) => Number(blockNumber))
    assert.ok(heights.every((each) => each >= latest - 2880 && each <= latest))
    const one = completions[0]
    assert.deepEqual((await range(Number(one.blockNumber), Number(one.blockNumber))).result, [one])
    assert.deepEqual((await range(Number(one.blockNumber) - 1, Number(one.blockNumber) - 1)).result
      .filter(({ transactionHash }) => transactionHash === one.transactionHash), [])
    const receipt = await resultOf('eth_getTransactionReceipt', one.transactionHash)
    assert.equal(receipt.blockNumber, one.blockNumber)
    const block = await resultOf('eth_getBlockByNumber', one.blockNumber, false)
    assert.equal(block.hash, one.blockHash)
    assert.ok(block.transactions.includes(one.transactionHash))
  })

  it('is after kill -9 as it was before', async () => {
    // What was not final may be some epochs ahead.
    await host.advance(30)
    const latest = hex(await height('finalized'))
    const seen = async () => JSON.stringify(await Promise.all([
      resultOf('eth_getBlockByNumber', latest, false),
      resultOf('eth_getLogs', { address: status.target, fromBlock: hex(latest - 2800), toBlock: latest }),
      resultOf('eth_call', { to: status.target,
        data: status.interface.encodeFunctionData('getAllDeals', [ethers.toUtf8Bytes(cids[0])]) }, latest)
    ]))
    const before = await seen()
    await host.kill()
    await host.start()
    assert.equal(await seen(), before)
  })

  it('shows a reorganization of the EVM in all hashes from there on, and at the same heights', async () => {
    const submitted = await mined(status.submitRaaS('0x01', 1, day, day))
    await host.advance(30)
    const latest = await resultOf('eth_blockNumber')
    const { blockNumber } = await resultOf('eth_getTransactionReceipt', submitted.hash)
    const below = hex(Number(blockNumber) - 1)
    const hashes = () => Promise.all([below, blockNumber, latest].map(async (at) =>
      (await host.rpc(['eth_getBlockByNumber', at, false])).result?.hash))
    const before = await hashes()
    const blocks = await provider.getBlockNumber()
    await provider.send('anvil_reorg', [blocks - submitted.blockNumber + 1, []])
    const then = await hashes()
    assert.deepEqual(then.map((hash, at) => hash === before[at]), [true, false, false])
    assert.equal(await resultOf('eth_getTransactionReceipt', submitted.hash), null)
    assert.equal(Number(await resultOf('eth_blockNumber')), Number(latest))
  })

  it('tells the contract again what a reorganization took back', async () => {
    const blocks = await provider.getBlockNumber()
    await provider.send('anvil_reorg', [Math.min(40, blocks - 4_000_020), []])
    for (let step = 0; step < 2; step++) await host.advance(10)
    // What was completed is gone, or not; what the market says is there for all deals.
    const [made] = deals
    const by = status.connect(await provider.getSigner(aggregator))
    await by.complete.staticCall(cids.indexOf(made.cid) + 1, made.deal,
      Number(made.provider.slice(2)), ...completionOf(made, binaryCid))
  })

  it('has the contract say no more of a deal that was terminated', async () => {
    const [made] = deals
    await host.ask('POST', `/mock/providers/${made.provider}/leave`)
    for (let step = 0; step < 45; step++) await host.advance(day)
    assert.equal((await host.rpc(['Filecoin.StateMarketStorageDeal', made.deal, null])).result, undefined)
    assert.deepEqual(idsIn(await read('getActiveDeals', ethers.toUtf8Bytes(made.cid))), [])
  })
})

describe('an EVM elsewhere', () => {
  it('is refused unless it is asked for', async () => {
    const far = makeHost({ evmUrl: 'http://192.0.2.1:8545', account: aggregator })
    await assert.rejects(far.start(), /mock-host ended: 2\n.*--evm-anywhere/s)
    await far.remove()
  })
})
