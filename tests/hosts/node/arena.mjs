// Holds what is lent to the plugin until the outermost call into it has returned. All of it is
// memory of C: the garbage collector neither moves nor frees it.
import { koffi } from './abi.mjs'

/// Zero in every field, as deep as it goes.
function zeroes(type) {
  return Object.fromEntries(Object.entries(type.members).map(([name, member]) => {
    if (member.type.primitive === 'Record') return [name, zeroes(member.type)]
    return [name, member.type.primitive === 'Pointer' ? null : 0]
  }))
}

export class Arena {
  #lent = []

  /// Room for so many of a type.
  room(type, count = 1) {
    const address = koffi.alloc(type, count)
    this.#lent.push(address)
    return address
  }

  /// A struct; fields that are left out are zero, and struct_size is filled in.
  make(type, values) {
    const address = this.room(type)
    koffi.encode(address, type, Arena.whole(type, values))
    return address
  }

  /// The same, one behind the other.
  array(type, list) {
    if (list.length === 0) return null
    const address = this.room(type, list.length)
    koffi.encode(address, type, list.map((values) => Arena.whole(type, values)), list.length)
    return address
  }

  static whole(type, values) {
    const size = 'struct_size' in type.members ? { struct_size: koffi.sizeof(type) } : {}
    return { ...zeroes(type), ...size, ...values }
  }

  /// A text or bytes, as a raas_str.
  text(content) {
    const bytes = Buffer.from(content)
    if (bytes.length === 0) return { ptr: null, len: 0 }
    const address = this.room('uint8_t', bytes.length)
    koffi.encode(address, 'uint8_t', bytes, bytes.length)
    return { ptr: address, len: bytes.length }
  }

  endCall() {
    for (const address of this.#lent) koffi.free(address)
    this.#lent = []
  }
}
