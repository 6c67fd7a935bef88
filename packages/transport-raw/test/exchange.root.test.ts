import type { EthernetFrame } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import { fromHex } from './support/bytes.js'
import { Lab } from './support/lab.js'
import { numbered, TestNode, until } from './support/node.js'
import { Sniffer } from './support/sniffer.js'

// Rule 166: version 2, VRID 51, priority 100, 192.0.2.1.
const advertV2 = fromHex('213364010001b8c8c00002010000000000000000')
// Rule 172: version 3 over IPv6 from fe80::1, VRID 10, priority 200.
const advertV6 = fromHex(
  '310ac802000ada7ffe80000000000000000000000000010020010db8000000000000000000000100',
)

const garp: EthernetFrame = {
  kind: 'ethernet',
  interface: 'eth0',
  source: '00:00:5e:00:01:33',
  destination: 'ff:ff:ff:ff:ff:ff',
  etherType: 0x0806,
  payload: fromHex('0001 0800 06 04 0001 00005e000133 c0000201 ffffffffffff c0000201'),
}

// Target 2001:db8::1 at 02:00:00:00:00:01, Override set, to all nodes.
const neighborAdvertisement = numbered(136, {
  source: '2001:db8::1',
  destination: 'ff02::1',
  protocol: 58,
  tos: 0,
  payload: fromHex('88 00 f92a 20000000 20010db8000000000000000000000001', '02 01 020000000001'),
})

describe('two nodes on a bridge', { timeout: 60_000 }, () => {
  it('hear adverts, ARP and NA of each other, and tshark finds nothing wrong', async () => {
    using lab = new Lab()
    for (const [index, node] of ['a', 'b'].entries()) {
      const addresses = [`192.0.2.${index + 11}/24`, `fe80::${index + 1}/64`]
      lab.plug(node, 'eth0', { mac: `02:00:00:00:00:0${index + 1}`, addresses })
    }
    await using a = await TestNode.start(lab, 'a')
    await using b = await TestNode.start(lab, 'b')
    using sniffer = new Sniffer(lab.namespace('hub'), 'lan')
    await sniffer.listening()
    const v4 = numbered(0x21, { source: '192.0.2.11', payload: advertV2 })
    const v6 = { source: 'fe80::1', destination: 'ff02::12', payload: advertV6 }
    for (const packet of [v4, numbered(0x31, v6), garp, neighborAdvertisement]) {
      expect(await a.send(packet)).toBeUndefined()
    }
    await until(() => b.heard.length >= 4, 'four packets')
    for (const packet of b.heard) expect(packet.ageMs).toBeLessThan(1000)
    const without = b.heard.map(({ ageMs: _, ...packet }) => packet)
    expect(without).toHaveLength(4)
    expect(without).toEqual(
      expect.arrayContaining([
        v4,
        numbered(0x31, v6),
        // Neither the bridge nor a veth pads frames.
        garp,
        neighborAdvertisement,
      ]),
    )
    expect(a.heard).toEqual([])
    const adverts = ['eth.src', 'eth.dst', 'ip.src', 'ip.id', 'ip.flags', 'ip.dsfield', 'ip.ttl']
    expect(await sniffer.fields('vrrp && ip', ...adverts, 'ip.checksum.status')).toEqual([
      '02:00:00:00:00:01\t01:00:5e:00:00:12\t192.0.2.11\t0x0001\t0x00\t0xc0\t255\t1',
    ])
    expect(
      await sniffer.fields('vrrp && ipv6', 'eth.src', 'eth.dst', 'ipv6.hlim', 'ipv6.tclass'),
    ).toEqual(['02:00:00:00:00:01\t33:33:00:00:00:12\t255\t0x000000c0'])
    expect(await sniffer.fields('arp.isgratuitous', 'eth.src', 'arp.src.proto_ipv4')).toEqual([
      '00:00:5e:00:01:33\t192.0.2.1',
    ])
    expect(await sniffer.fields('icmpv6.type == 136', 'eth.dst', 'icmpv6.checksum.status')).toEqual(
      ['33:33:00:00:00:01\t1'],
    )
    expect(await sniffer.fields('_ws.malformed || _ws.expert.severity == error', 'frame')).toEqual(
      [],
    )
  })

  it('what nobody asked for never reaches the process', async () => {
    using lab = new Lab()
    lab.plug('a', 'eth0', { mac: '02:00:00:00:00:01', addresses: ['192.0.2.1/24', 'fe80::1/64'] })
    lab.plug('b', 'eth0', { mac: '02:00:00:00:00:02', addresses: ['192.0.2.2/24', 'fe80::2/64'] })
    await using a = await TestNode.start(lab, 'a', ['eth0'], {
      backend: 'packet',
      filter: 'everything',
    })
    await using b = await TestNode.start(lab, 'b')
    const unwanted = [
      numbered(1, { protocol: 17, destination: '255.255.255.255' }),
      numbered(2, { protocol: 89, destination: '224.0.0.5' }),
      // A neighbour solicitation, type 135.
      numbered(135, { source: 'fe80::1', destination: 'ff02::1', protocol: 58 }),
      { ...garp, destination: '02:00:00:00:00:99' },
      { ...garp, etherType: 0x88cc },
    ]
    for (const packet of unwanted) await a.send(packet)
    await a.send(numbered(7))
    await b.hears(7)
    expect(b.numbers).toEqual([7])
    const { received, rejected, dropped } = await b.agent.counters()
    expect({ received, rejected, dropped }).toEqual({ received: 1, rejected: {}, dropped: 0 })
  })

  it('damaged packets are refused and counted', async () => {
    // A bridge would drop some of them.
    using lab = new Lab('macvlan')
    lab.plug('a', 'eth0', { mac: '02:00:00:00:00:01', addresses: ['192.0.2.1/24'] })
    lab.plug('b', 'eth0', { mac: '02:00:00:00:00:02', addresses: ['192.0.2.2/24'] })
    await using a = await TestNode.start(lab, 'a')
    await using b = await TestNode.start(lab, 'b')
    const frame = (payload: Uint8Array): EthernetFrame => ({
      ...garp,
      source: '02:00:00:00:00:01',
      destination: '01:00:5e:00:00:12',
      etherType: 0x0800,
      payload,
    })
    // A wrong header checksum, a fragment, a group as source.
    await a.send(frame(fromHex('45c00014 00010000 ff70189c c000020b e0000012')))
    await a.send(frame(fromHex('45c00014 00012000 ff70f89a c000020b e0000012')))
    await a.send(frame(fromHex('45c00014 00010000 ff70faa4 e0000001 e0000012')))
    await a.send(numbered(7))
    await b.hears(7)
    expect(b.numbers).toEqual([7])
    expect((await b.agent.counters()).rejected).toEqual({
      headerChecksumError: 1,
      fragment: 1,
      sourceError: 1,
    })
  })
})

describe('unicast', { timeout: 60_000 }, () => {
  it('crosses a router, and the receiver does not call VRRP unreachable', async () => {
    using lab = new Lab()
    lab.plug('a', 'eth0', { addresses: ['192.0.2.1/24', '2001:db8:1::1/64'] })
    // A router asks for neighbours from its link-local address.
    lab.plug('r', 'eth0', { addresses: ['192.0.2.254/24', '2001:db8:1::fe/64', 'fe80::fe/64'] })
    lab.plug('r', 'eth1', {
      segment: 'far',
      addresses: ['198.51.100.254/24', '2001:db8:2::fe/64', 'fe80::fe/64'],
    })
    lab.plug('c', 'eth0', { segment: 'far', addresses: ['198.51.100.1/24', '2001:db8:2::1/64'] })
    const forwarding = ['net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']
    lab.exec('r', 'sysctl', '-qw', ...forwarding)
    lab.ip('a', 'route add default via 192.0.2.254')
    lab.ip('c', 'route add default via 198.51.100.254')
    lab.ip('a', 'route add default via 2001:db8:1::fe')
    lab.ip('c', 'route add default via 2001:db8:2::fe')
    await using a = await TestNode.start(lab, 'a')
    await using c = await TestNode.start(lab, 'c')
    using sniffer = new Sniffer(lab.namespace('hub'), 'far')
    await sniffer.listening()
    expect(await a.send(numbered(4, { destination: '198.51.100.1' }))).toBeUndefined()
    const v6 = { source: '2001:db8:1::1', destination: '2001:db8:2::1' }
    expect(await a.send(numbered(6, v6))).toBeUndefined()
    expect(await c.hears(4)).toMatchObject({ source: '192.0.2.1', ttl: 254, tos: 0xc0 })
    expect(await c.hears(6)).toMatchObject({ source: '2001:db8:1::1', ttl: 254, tos: 0xc0 })
    // The other way, and back again, so that an answer to the first would have been seen by now.
    await c.send(numbered(5, { source: '198.51.100.1', destination: '192.0.2.1' }))
    await a.hears(5)
    expect(await sniffer.fields('icmp || icmpv6.type < 128', 'frame.number')).toEqual([])
  })

  it('reaches a neighbour by its link-local address', async () => {
    using lab = new Lab()
    lab.plug('a', 'eth0', { addresses: ['fe80::1/64'] })
    lab.plug('b', 'eth0', { addresses: ['fe80::2/64'] })
    await using a = await TestNode.start(lab, 'a')
    await using b = await TestNode.start(lab, 'b')
    await a.send(numbered(9, { source: 'fe80::1', destination: 'fe80::2' }))
    expect(await b.hears(9)).toMatchObject({ source: 'fe80::1', ttl: 255 })
  })
})
