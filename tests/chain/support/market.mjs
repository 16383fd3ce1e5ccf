import { ethers } from './packages.mjs'

const callActorAddress = '0xfe00000000000000000000000000000000000005'
const marketAddress = '0xff00000000000000000000000000000000000005'

// FRC-0042: the first four bytes from 2^24 on of blake2b-512("1|" + name).
const methods = {
  activation: 2567238399, term: 163777312, commitment: 1157985802, provider: 935081690
}

const hex = (bytes) => Buffer.from(bytes).toString('hex')

function head(major, number) {
  const value = BigInt(number)
  for (const [info, size] of [[24, 1], [25, 2], [26, 4], [27, 8]]) {
    if (value < 24n) return hex([major << 5 | Number(value)])
    if (value < 1n << BigInt(8 * size)) {
      return hex([major << 5 | info]) + value.toString(16).padStart(2 * size, '0')
    }
  }
  throw new RangeError(`${number} has more than 64 bits`)
}

/** CBOR of an integer, in hexadecimal. */
export const cborInteger = (number) =>
  BigInt(number) < 0n ? head(1, -1n - BigInt(number)) : head(0, number)
const cborPair = (first, second) => '82' + first + second
const cborCid = (cid) => 'd82a' + head(2, (cid.length - 2) / 2 + 1) + '00' + cid.slice(2)

/** The market actor f05, as far as contracts ask it, in place on a plain EVM. */
export async function putMarketInPlace(provider, signer, contracts) {
  await provider.send('anvil_setCode', [callActorAddress, contracts.CallActor.deployed])
  await provider.send('anvil_setCode', [marketAddress, contracts.MarketActor.deployed])
  const actor = new ethers.Contract(marketAddress, contracts.MarketActor.abi, signer)

  const set = async (what, dealId, exitCode, cbor) =>
    (await actor.setAnswer(methods[what], '0x' + cborInteger(dealId), [exitCode, '0x' + cbor])).wait()
  return {
    /** Says something else about one of "activation", "term", "commitment" and "provider". */
    answer: (what, dealId, cbor) => set(what, dealId, 0, cbor),

    async putDeal(dealId, { provider: minerId, pieceCid, size, start, duration, activated = -1,
                            terminated = -1 }) {
      await set('provider', dealId, 0, cborInteger(minerId))
      await set('commitment', dealId, 0, cborPair(cborCid(pieceCid), cborInteger(size)))
      await set('term', dealId, 0, cborPair(cborInteger(start), cborInteger(duration)))
      await this.setActivation(dealId, activated, terminated)
    },
    setActivation: (dealId, activated, terminated = -1) =>
      set('activation', dealId, 0, cborPair(cborInteger(activated), cborInteger(terminated))),
    /** As after the termination or the end of a deal: exit code 32 to every question. */
    async removeDeal(dealId) {
      for (const what of Object.keys(methods)) await set(what, dealId, 32, '')
    }
  }
}
