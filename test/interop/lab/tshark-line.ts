import type { Observed } from './observation.js'
import type { StationName } from './stations.js'

/** What tshark is asked for, in the order of the columns of a line. */
export const tsharkFields = [
  'frame.time_epoch',
  'sll.ifindex',
  'sll.src.eth',
  'frame.protocols',
  '_ws.malformed',
  'ip.checksum.status',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'vrrp.version',
  'vrrp.virt_rtr_id',
  'vrrp.prio',
  'vrrp.adver_int',
  'vrrp.short_adver_int',
  'vrrp.checksum.status',
  'vrrp.ip_addr',
  'vrrp.ipv6_addr',
  'arp.src.proto_ipv4',
  'arp.dst.proto_ipv4',
  'icmpv6.type',
  'icmpv6.nd.na.target_address',
  'icmpv6.checksum.status',
  'udp.dstport',
  'ip.ttl',
  'ipv6.hlim',
  'vrrp.auth_string',
  'arp.opcode',
] as const

type Field = (typeof tsharkFields)[number]
type Row = Readonly<Record<Field, string>>

/** Where tick.mjs sends to. */
const tickPort = '7778'

/** RFC 826. */
const arpReply = '2'

/** How tshark calls a checksum that it has looked at and found wrong. */
const bad = '0'

/** Reads a line of `tshark -T fields`; undefined for what did not come from a station. */
export function parseTsharkLine(
  line: string,
  stationAt: (portIndex: number) => StationName | undefined,
): Observed | undefined {
  const cells = line.split('\t')
  const row = Object.fromEntries(
    tsharkFields.map((field, index) => [field, cells[index] ?? '']),
  ) as Row
  const station = stationAt(Number(row['sll.ifindex']))
  if (station === undefined) return undefined
  const at = Number(row['frame.time_epoch']) * 1000
  return { at, station, complaint: complaintOf(row), ...contentOf(row) }
}

type Content<Kind extends Observed> = Kind extends Observed
  ? Omit<Kind, 'at' | 'station' | 'complaint'>
  : never

function contentOf(row: Row): Content<Observed> {
  const sourceMac = row['sll.src.eth']
  // An ICMP error quotes the packet that it is about.
  const isQuoted = /icmp(v6)?:.*:vrrp/.test(row['frame.protocols'])
  if (row['vrrp.version'] !== '' && !isQuoted) return advertOf(row)
  const sender = row['arp.src.proto_ipv4']
  if (sender !== '' && sender === row['arp.dst.proto_ipv4']) {
    const means = row['arp.opcode'] === arpReply ? 'reply' : 'request'
    return { kind: 'announcement', address: sender, sourceMac, means }
  }
  const target = row['icmpv6.nd.na.target_address']
  // To all nodes: nobody has asked for it.
  if (target !== '' && row['ipv6.dst'] === 'ff02::1') {
    return { kind: 'announcement', address: target, sourceMac, means: 'advertisement' }
  }
  if (row['udp.dstport'] === tickPort) return { kind: 'tick' }
  return { kind: 'other', protocols: row['frame.protocols'] }
}

function advertOf(row: Row): Content<Observed> {
  const version = Number(row['vrrp.version'])
  const password = row['vrrp.auth_string']
  const interval = version === 2 ? row['vrrp.adver_int'] : row['vrrp.short_adver_int']
  return {
    kind: 'advert',
    version,
    vrid: Number(row['vrrp.virt_rtr_id']),
    priority: Number(row['vrrp.prio']),
    intervalMs: Number(interval) * (version === 2 ? 1000 : 10),
    addresses: `${row['vrrp.ip_addr']},${row['vrrp.ipv6_addr']}`.split(',').filter(Boolean),
    source: row['ip.src'] || row['ipv6.src'],
    sourceMac: row['sll.src.eth'],
    destination: row['ip.dst'] || row['ipv6.dst'],
    ttl: Number(row['ip.ttl'] || row['ipv6.hlim']),
    ...(password === '' ? {} : { password }),
  }
}

function complaintOf(row: Row): string {
  if (row['_ws.malformed'] !== '') return `malformed ${row['frame.protocols']}`
  if (row['ip.checksum.status'] === bad) return 'bad checksum of the IPv4 header'
  if (row['vrrp.checksum.status'] === bad) return 'bad checksum of VRRP'
  if (row['icmpv6.checksum.status'] === bad) return 'bad checksum of ICMPv6'
  return ''
}
