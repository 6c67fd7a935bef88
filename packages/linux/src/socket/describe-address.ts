import { AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_UNIX } from './constants.js'
import { isLittleEndian, viewOf } from './host-order.js'
import { readInetAddress, readPacketAddress } from './sockaddr.js'

/** A sockaddr for people, as an error names it; total, because errors must not have errors. */
export function describeAddress(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined
  try {
    return describe(bytes)
  } catch {
    return `a malformed address of ${bytes.length} bytes`
  }
}

function describe(bytes: Uint8Array): string {
  const view = viewOf(bytes)
  const family = view.getUint16(0, isLittleEndian)
  switch (family) {
    case AF_PACKET:
      return `interface ${readPacketAddress(bytes).interfaceIndex}`
    case AF_NETLINK:
      return `netlink groups 0x${view.getUint32(8, isLittleEndian).toString(16)}`
    case AF_INET:
      return readInetAddress(bytes)
    case AF_INET6: {
      const scopeId = view.getUint32(24, isLittleEndian)
      return scopeId === 0 ? readInetAddress(bytes) : `${readInetAddress(bytes)}%${scopeId}`
    }
    case AF_UNIX:
      return unixName(bytes.subarray(2))
    default:
      return `an address of family ${family}`
  }
}

function unixName(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes)
  // As ss(8) writes a name of the abstract namespace.
  return text.startsWith('\0') ? `@${text.slice(1)}` : text.replace(/\0.*$/s, '')
}
