// Our two verifiers, that of the plugin and that of the contract, against the reference.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, describe, it } from 'node:test'
import {
  callArguments, handmadeSample, randomAggregate, randomNumbers, referenceAccepts, sampleOf
} from './support/aggregates.mjs'
import { startAnvil } from './support/anvil.mjs'
import { compileContracts } from './support/contracts.mjs'
import { ethers } from './support/packages.mjs'

const scale = Number(process.env.RAAS_TEST_SCALE ?? 100) / 100
const aggregates = Math.max(10, Math.round(1000 * scale))
const byContract = Math.max(10, Math.round(300 * scale))
const random = randomNumbers(58)

function flipped(hex, bit) {
  const bytes = Buffer.from(hex, 'hex')
  bytes[bit >> 3] ^= 1 << (bit & 7)
  return bytes.toString('hex')
}

const paths = (sample) => [sample.subtree, sample.index]
const anyOf = (list) => list[random.below(list.length)]

// Each spoils a sample in one place, or leaves it as it is where there is none.
const mutations = [
  function flipBitOfNode(sample) {
    const { path } = anyOf(paths(sample))
    const at = random.below(path.length)
    path[at] = flipped(path[at], random.below(256))
  },
  function flipBitOfCommitment(sample) {
    const piece = anyOf([sample.segment, sample.aggregate])
    piece.cid = flipped(piece.cid, 56 + random.below(254))
  },
  function moveNode(sample) {
    const path = anyOf(paths(sample))
    path.index = String(BigInt(path.index) ^ (1n << BigInt(random.below(path.path.length + 1))))
  },
  function swapNodes(sample) {
    const { path } = anyOf(paths(sample))
    const [a, b] = [random.below(path.length), random.below(path.length)]
    const first = path[a]
    path[a] = path[b]
    path[b] = first
  },
  function dropNode(sample) {
    const { path } = anyOf(paths(sample))
    path.splice(random.below(path.length), 1)
  },
  function addNode(sample) {
    const { path } = anyOf(paths(sample))
    path.splice(random.below(path.length + 1), 0, Buffer.from(random.bytes(32)).toString('hex'))
  },
  function changeSize(sample) {
    const piece = anyOf([sample.segment, sample.aggregate])
    piece.size = String(random.below(2) ? BigInt(piece.size) * 2n : BigInt(piece.size) / 2n)
  },
  function exchangeProofs(sample) {
    const { subtree } = sample
    sample.subtree = sample.index
    sample.index = subtree
  },
  function emptyPath(sample) {
    Object.assign(anyOf(paths(sample)), { index: '0', path: [] })
  }
]

/** A sound sample, and spoiled ones. */
function* samplesOfOneAggregate() {
  const { aggregate, pieces } = randomAggregate(random)
  const sound = sampleOf(aggregate, anyOf(pieces))
  yield sound
  for (let i = 0; i < 3; i++) {
    const spoiled = structuredClone(sound)
    anyOf(mutations)(spoiled)
    yield spoiled
  }
  yield handmadeSample(random)
}

const samples = []
for (let i = 0; i < aggregates; i++) samples.push(...samplesOfOneAggregate())
const expected = samples.map((sample) => {
  // The reference reads sizes as heights, so that it knows no pieces of less than 128 bytes.
  return BigInt(sample.segment.size) >= 128n && referenceAccepts(sample)
})

describe('proofs of inclusion', () => {
  it('are sound and unsound in numbers', () => {
    const sound = expected.filter(Boolean).length
    const unsound = samples.length - sound
    assert.ok(sound >= 1.5 * aggregates && unsound >= 2 * aggregates, `${sound} and ${unsound}`)
  })

  it('are judged by the plugin as by the reference', () => {
    const input = samples.map((sample) => JSON.stringify(sample) + '\n').join('')
    const { stdout, status } = spawnSync(process.env.PODSI_VERDICTS, { input, encoding: 'utf8',
                                                                      maxBuffer: 1 << 30 })
    assert.equal(status, 0)
    const verdicts = stdout.split('\n').slice(0, -1)
    assert.equal(verdicts.length, samples.length)
    verdicts.forEach((verdict, at) => {
      assert.equal(verdict === 'ok', expected[at], `${verdict}: ${JSON.stringify(samples[at])}`)
    })
  })

  describe('on chain', () => {
    let anvil, provider, status

    before(async () => {
      anvil = await startAnvil()
      provider = new ethers.JsonRpcProvider(anvil.url, undefined, { pollingInterval: 10 })
      const { abi, bytecode } = compileContracts().DealStatus
      const signer = await provider.getSigner()
      status = await new ethers.ContractFactory(abi, bytecode, signer).deploy()
      await (await status.submit('0x01')).wait()
    })
    after(async () => {
      provider?.destroy()
      await anvil?.stop()
    })

    it('are judged by the contract as by the reference', async () => {
      for (let at = 0; at < Math.min(5 * byContract, samples.length); at++) {
        const sample = samples[at]
        // The market is asked about the deal only if the proof is sound; there is no market here.
        const error = await status.complete.staticCall(1, 77, 1000, ...callArguments(sample))
          .then(assert.fail, (error) => error)
        const proves = error.revert?.name === 'DealNotActive'
        assert.ok(proves || error.revert?.name === 'InvalidProof', error.message)
        // The contract is not told the aggregate: whether the deal is for it comes after that.
        if (expected[at]) assert.ok(proves, JSON.stringify(sample))
        if (proves) assert.ok(expected[at] || leadsElsewhere(sample), JSON.stringify(sample))
      }
    })
  })
})

/** Whether only the aggregate of a sample is spoiled. */
function leadsElsewhere(sample) {
  return samples.some((other, at) => expected[at] && other.segment.cid === sample.segment.cid &&
    JSON.stringify(paths(other)) === JSON.stringify(paths(sample)))
}
