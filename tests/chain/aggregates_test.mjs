// The aggregates that mock-host makes deals for, against the reference of FRC-0058.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { pieceOfBytes, randomNumbers, referenceAccepts } from './support/aggregates.mjs'

const scale = Number(process.env.RAAS_TEST_SCALE ?? 100) / 100
const aggregates = Math.max(20, Math.round(200 * scale))
const random = randomNumbers(2058)

// The reference knows no payloads of less than 65 bytes.
const randomPayload = () => random.bytes(65 + random.below(1 << (7 + random.below(6))))
const payloads = Array.from({ length: aggregates },
  () => Array.from({ length: 1 + random.below(9) }, randomPayload))

const hex = (bytes) => Buffer.from(bytes).toString('hex')
const input = payloads.map((each) => JSON.stringify(each.map(hex)) + '\n').join('')
const { stdout, status } =
  spawnSync(process.env.MAKE_AGGREGATES, { input, encoding: 'utf8', maxBuffer: 1 << 30 })
const samples = stdout.split('\n').slice(0, -1).map((line) => JSON.parse(line))

describe('aggregates of mock-host', () => {
  it('are as many as were asked for', () => {
    assert.equal(status, 0)
    assert.deepEqual(samples.map((each) => each.length), payloads.map((each) => each.length))
  })

  it('commit to the bytes of their pieces as the reference does', () => {
    samples.forEach((each, at) => each.forEach(({ segment }, piece) => {
      assert.deepEqual(segment, pieceOfBytes(payloads[at][piece]))
    }))
  })

  it('have proofs that the reference accepts', () => {
    for (const sample of samples.flat()) assert.ok(referenceAccepts(sample), JSON.stringify(sample))
  })

  it('have proofs that prove nothing of another piece', () => {
    for (const each of samples.filter(({ length }) => length > 1)) {
      const stolen = { ...each[0], segment: each[1].segment }
      const isSame = each[0].segment.cid === each[1].segment.cid
      assert.equal(referenceAccepts(stolen), isSame, JSON.stringify(stolen))
    }
  })

  it('have indexes that name each piece in a place of its own', () => {
    for (const each of samples) {
      assert.equal(new Set(each.map(({ index }) => index.index)).size, each.length)
    }
  })
})
