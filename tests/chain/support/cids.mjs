// CIDs in all the forms that clients submit.
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const bitcoin = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

export function base32(bytes) {
  let text = 'b'
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31]
    held &= 31
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text
}

/** The binary form of a CID in base32. */
export function bytesOfCid(text) {
  const bytes = []
  let held = 0
  let bits = 0
  for (const letter of text.slice(1)) {
    held = (held << 5) | alphabet.indexOf(letter)
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push(held >> bits)
    held &= (1 << bits) - 1
  }
  return Uint8Array.from(bytes)
}

function base58(bytes) {
  let number = BigInt('0x' + Buffer.from(bytes).toString('hex'))
  let text = ''
  for (; number > 0n; number /= 58n) text = bitcoin[Number(number % 58n)] + text
  return text
}

const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]))

/** A random CID as {submitted, cid}: bytes as a client sends them, and the CID in base32. */
export function randomSubmission(random) {
  const digest = random.bytes(32)
  const raw = join([0x01, 0x55, 0x12, 0x20], digest)
  const piece = join([0x01, 0x81, 0xe2, 0x03, 0x92, 0x20, 0x20], digest.slice(0, 31), [7])
  const multihash = join([0x12, 0x20], digest)
  const tree = join([0x01, 0x70], multihash)
  const text = (string) => new TextEncoder().encode(string)
  const forms = [
    [text(base32(raw)), raw], [raw, raw], [join([0], raw), raw],
    [piece, piece], [join([0], piece), piece], [text(base32(piece)), piece],
    [text(base58(multihash)), tree], [multihash, tree]
  ]
  const [submitted, cid] = forms[random.below(forms.length)]
  return { submitted, cid: base32(cid) }
}

/** A CID in base32, whichever of the two versions it is written in. */
export function inBase32(text) {
  if (!text.startsWith('Qm')) return text
  let number = 0n
  for (const letter of text) number = 58n * number + BigInt(bitcoin.indexOf(letter))
  return base32([0x01, 0x70, ...Buffer.from(number.toString(16), 'hex')])
}
