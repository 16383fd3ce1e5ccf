// Aggregates by the JavaScript library of FRC-0058, the reference for ours.
import { importPackage } from './packages.mjs'

const { Aggregate, HybridTree, Inclusion, Piece, Segment } = await importPackage('@web3-storage/data-segment')

/** Numbers that a seed makes; mulberry32. */
export function randomNumbers(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return {
    below: (bound) => next() % bound,
    bytes: (size) => Uint8Array.from({ length: size }, () => next() & 255)
  }
}

const hex = (bytes) => Buffer.from(bytes).toString('hex')
export const commP = (root) => '0181e203922020' + hex(root)
const bytesOf = (size) => 32n << BigInt(size)

/** CommP and padded size of a payload, as the reference computes them. */
export function pieceOfBytes(bytes) {
  const { root, height } = Piece.fromPayload(bytes)
  return { cid: commP(root), size: String(bytesOf(height)) }
}

function randomPiece(random, height) {
  const root = random.bytes(32)
  root[31] &= 0x3f
  return { root, height, padding: 0n }
}

/**
 * Pieces with random commitments in an aggregate of 1 KiB to 32 GiB, at least one. The reference
 * counts leaves with 32 bits, and cannot build larger ones.
 */
export function randomAggregate(random) {
  const height = 5 + random.below(26)
  const builder = Aggregate.createBuilder({ size: Aggregate.Size.fromHeight(height) })
  const pieces = []
  for (let tries = 1 + random.below(12); tries > 0 || pieces.length === 0; tries--) {
    const piece = randomPiece(random, 2 + random.below(tries < -20 ? 1 : height - 3))
    if (builder.estimate(piece).error) continue
    builder.write(piece)
    pieces.push(piece)
  }
  return { aggregate: builder.build(), pieces }
}

const pathOf = ([index, path]) => ({ index: String(index), path: path.map(hex) })

/** What tests/unit/evm reads: CIDs and nodes in hexadecimal. */
export function sampleOf(aggregate, piece) {
  const { ok, error } = aggregate.resolveProof(Piece.toLink(piece))
  if (error) throw error
  return {
    segment: { cid: commP(piece.root), size: String(bytesOf(piece.height)) },
    subtree: pathOf(Inclusion.tree(ok)),
    index: pathOf(Inclusion.index(ok)),
    aggregate: { cid: commP(aggregate.root), size: String(bytesOf(aggregate.height)) }
  }
}

const rootIn = (cid) => Uint8Array.from(Buffer.from(cid.slice(14), 'hex'))
const heightOf = (size) => BigInt(size).toString(2).length - 6

/** The first of several pieces of given heights in an aggregate. */
export function sampleInAggregate(random, { heights, height }) {
  const builder = Aggregate.createBuilder({ size: Aggregate.Size.fromHeight(height) })
  const pieces = heights.map((each) => randomPiece(random, each))
  for (const piece of pieces) builder.write(piece)
  return sampleOf(builder.build(), pieces[0])
}

/**
 * A piece in an aggregate whose index entry is where no builder puts it: right before the index, or
 * anywhere in it.
 */
export function handmadeSample(random) {
  const height = 5 + random.below(26)
  const piece = randomPiece(random, 2 + random.below(height - 3))
  const tree = HybridTree.create(height)
  tree.setNode(piece.height, 0n, piece.root)
  const size = bytesOf(height)
  const first = Inclusion.indexAreaStart(size) / 64n
  const last = size / 64n - 1n
  const at = [first - 1n, first, last, first + BigInt(random.below(4))][random.below(4)]
  const segment = { root: piece.root, offset: 0n, size: bytesOf(piece.height) }
  tree.setNode(0, 2n * at, piece.root)
  tree.setNode(0, 2n * at + 1n, Segment.toIndexNode(segment))
  return {
    segment: { cid: commP(piece.root), size: String(segment.size) },
    subtree: pathOf(tree.collectProof(piece.height, 0n)),
    index: pathOf(tree.collectProof(1, at)),
    aggregate: { cid: commP(tree.root), size: String(size) }
  }
}

/** Whether the reference finds that a sample's proof leads from its segment to its aggregate. */
export function referenceAccepts({ segment, subtree, index, aggregate }) {
  const proofOf = ({ index, path }) =>
    [BigInt(index), path.map((node) => Uint8Array.from(Buffer.from(node, 'hex')))]
  const linkOf = ({ cid, size }) =>
    Piece.toLink({ root: rootIn(cid), height: heightOf(size), padding: 0n })
  const found = Inclusion.resolveAggregate([proofOf(subtree), proofOf(index)], linkOf(segment))
  return found.ok?.toString() === linkOf(aggregate).toString()
}

/** For complete(): [proof, verifier data]. */
export function callArguments({ segment, subtree, index }) {
  const tuple = ({ index, path }) => [index, path.map((node) => '0x' + node)]
  return [[tuple(subtree), tuple(index)], ['0x' + segment.cid, segment.size]]
}
