import { expect, it } from 'vitest'
import type { StationName } from './stations.js'
import { parseTsharkLine, tsharkFields } from './tshark-line.js'

const stationAt = (index: number): StationName | undefined =>
  index === 3 ? 'A' : index === 4 ? 'B' : undefined

function line(row: Partial<Record<(typeof tsharkFields)[number], string>>): string {
  const all = { 'frame.time_epoch': '1795323991.250000000', 'sll.ifindex': '3', ...row }
  return tsharkFields.map((field) => (all as Record<string, string>)[field] ?? '').join('\t')
}

const v3 = {
  'sll.src.eth': '02:00:00:77:00:01',
  'frame.protocols': 'sll:ethertype:ip:vrrp',
  'ip.checksum.status': '1',
  'ip.src': '10.77.0.1',
  'ip.dst': '224.0.0.18',
  'vrrp.version': '3',
  'vrrp.virt_rtr_id': '51',
  'vrrp.prio': '200',
  'vrrp.short_adver_int': '20',
  'vrrp.checksum.status': '1',
  'vrrp.ip_addr': '10.77.0.100,10.77.0.101',
}

it('reads an advert as tshark prints it', () => {
  const printed =
    '1795323991.250000000\t3\t02:00:00:77:00:01\tsll:ethertype:ip:vrrp\t\t1\t10.77.0.1' +
    '\t224.0.0.18\t\t\t3\t51\t200\t\t20\t1\t10.77.0.100\t\t\t\t\t\t\t\t255\t\t\t'
  expect(parseTsharkLine(printed, stationAt)).toEqual({
    at: 1795323991250,
    station: 'A',
    complaint: '',
    kind: 'advert',
    version: 3,
    vrid: 51,
    priority: 200,
    intervalMs: 200,
    addresses: ['10.77.0.100'],
    source: '10.77.0.1',
    sourceMac: '02:00:00:77:00:01',
    destination: '224.0.0.18',
    ttl: 255,
  })
})

it('reads the interval of VRRPv2 in seconds', () => {
  const v2 = { ...v3, 'vrrp.version': '2', 'vrrp.adver_int': '1', 'vrrp.short_adver_int': '' }
  expect(parseTsharkLine(line(v2), stationAt)).toMatchObject({ version: 2, intervalMs: 1000 })
})

it('reads an advert over IPv6', () => {
  const v6 = {
    ...v3,
    'ip.src': '',
    'ip.dst': '',
    'vrrp.ip_addr': '',
    'ipv6.src': 'fe80::77:1',
    'ipv6.dst': 'ff02::12',
    'vrrp.ipv6_addr': 'fe80::77:100,fd77::100',
  }
  expect(parseTsharkLine(line(v6), stationAt)).toMatchObject({
    source: 'fe80::77:1',
    destination: 'ff02::12',
    addresses: ['fe80::77:100', 'fd77::100'],
  })
})

it('does not take an ICMP error for the advert that it quotes', () => {
  const error = { ...v3, 'frame.protocols': 'sll:ethertype:ipv6:icmpv6:ipv6:vrrp' }
  expect(parseTsharkLine(line(error), stationAt)).toMatchObject({ kind: 'other' })
})

it('knows who has sent it by the port, and drops what the switch says itself', () => {
  expect(parseTsharkLine(line({ ...v3, 'sll.ifindex': '4' }), stationAt)).toMatchObject({
    station: 'B',
  })
  expect(parseTsharkLine(line({ ...v3, 'sll.ifindex': '2' }), stationAt)).toBeUndefined()
})

it('tells a gratuitous ARP from a question', () => {
  const arp = { 'frame.protocols': 'sll:ethertype:arp', 'arp.src.proto_ipv4': '10.77.0.100' }
  const own = { ...arp, 'arp.dst.proto_ipv4': '10.77.0.100' }
  const other = { ...arp, 'arp.dst.proto_ipv4': '10.77.0.3' }
  expect(parseTsharkLine(line(own), stationAt)).toMatchObject({
    kind: 'announcement',
    address: '10.77.0.100',
  })
  expect(parseTsharkLine(line(other), stationAt)).toMatchObject({ kind: 'other' })
})

it('tells an unsolicited neighbour advertisement from an answer', () => {
  const advert = {
    'frame.protocols': 'sll:ethertype:ipv6:icmpv6',
    'icmpv6.type': '136',
    'icmpv6.nd.na.target_address': 'fd77::100',
  }
  expect(parseTsharkLine(line({ ...advert, 'ipv6.dst': 'ff02::1' }), stationAt)).toMatchObject({
    kind: 'announcement',
    address: 'fd77::100',
  })
  expect(parseTsharkLine(line({ ...advert, 'ipv6.dst': 'fd77::3' }), stationAt)).toMatchObject({
    kind: 'other',
  })
})

it('knows a tick by its port', () => {
  const udp = { 'frame.protocols': 'sll:ethertype:ip:udp:data', 'udp.dstport': '7778' }
  expect(parseTsharkLine(line(udp), stationAt)).toMatchObject({ kind: 'tick' })
})

it.each([
  [{ '_ws.malformed': 'Malformed Packet' }, 'malformed sll:ethertype:ip:vrrp'],
  [{ 'ip.checksum.status': '0' }, 'bad checksum of the IPv4 header'],
  [{ 'vrrp.checksum.status': '0' }, 'bad checksum of VRRP'],
  [{ 'icmpv6.checksum.status': '0' }, 'bad checksum of ICMPv6'],
])('complains of %o', (flaw, complaint) => {
  expect(parseTsharkLine(line({ ...v3, ...flaw }), stationAt)).toMatchObject({ complaint })
})
