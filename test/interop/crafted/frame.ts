const ipv6Type = 0x86dd
const ipv4Type = 0x0800

/** An Ethernet frame around an IP packet; what is neither multicast nor broadcast is for `to`. */
export function frameOf(packet: Buffer, from: string, to: string): Buffer {
  const isIpv6 = (packet[0] ?? 0) >> 4 === 6
  const type = Buffer.alloc(2)
  type.writeUInt16BE(isIpv6 ? ipv6Type : ipv4Type)
  const destination = isIpv6
    ? groupMac6(packet.subarray(24, 40))
    : mac4(packet.subarray(16, 20), to)
  return Buffer.concat([destination, macBytes(from), type, packet])
}

/** RFC 2464 7. */
function groupMac6(address: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x33, 0x33]), address.subarray(12)])
}

/** RFC 1112 6.4. */
function mac4(address: Buffer, to: string): Buffer {
  const first = address[0] ?? 0
  if (first === 255) return Buffer.alloc(6, 0xff)
  if (first >> 4 !== 0xe) return macBytes(to)
  return Buffer.from([1, 0, 0x5e, (address[1] ?? 0) & 0x7f, address[2] ?? 0, address[3] ?? 0])
}

function macBytes(mac: string): Buffer {
  return Buffer.from(mac.replaceAll(':', ''), 'hex')
}
