import { beforeEach, describe, expect, it } from 'vitest'
import { Lan } from '../support/lan.js'
import { toHex } from '../wire-fixtures.js'

// What leaves a router, packet by packet. Priority 100 at 1 s: master after 3609.375 ms.
const TAKEOVER = 3609.375

let lan: Lan

beforeEach(() => {
  lan = new Lan()
})

describe('adverts', () => {
  it('rules 1, 5, 7: over IPv4 protocol 112, TTL 255, TOS 0xc0, from the primary address', async () => {
    await lan.node('node', '192.0.2.1', '192.0.2.7').started()
    await lan.pass(TAKEOVER)
    expect(lan.sent()[0]?.packet).toMatchObject({
      kind: 'ip',
      interface: 'eth0',
      source: '192.0.2.1',
      destination: '224.0.0.18',
      protocol: 112,
      ttl: 255,
      tos: 0xc0,
    })
  })

  it('rules 1, 5: over IPv6 to ff02::12 with hop limit 255, from the link-local address', async () => {
    const node = lan.node('node', '2001:db8::1', 'fe80::1')
    await node.started({ virtualAddresses: ['fe80::10/64'] })
    await lan.pass(TAKEOVER)
    expect(lan.sent()[0]?.packet).toMatchObject({
      kind: 'ip',
      source: 'fe80::1',
      destination: 'ff02::12',
      protocol: 112,
      ttl: 255,
    })
  })

  it('rules 64, 157: leave at every interval exactly, without jitter', async () => {
    await lan.node('node', '192.0.2.1').started()
    await lan.pass(10_000)
    expect(lan.adverts()).toEqual([
      '3609.375 node 100',
      '4609.375 node 100',
      '5609.375 node 100',
      '6609.375 node 100',
      '7609.375 node 100',
      '8609.375 node 100',
      '9609.375 node 100',
    ])
  })
})

describe('announcements, octet by octet', () => {
  it('rule 118: a GARP is a broadcast request for the address, from the address', async () => {
    const node = lan.node('node', '192.0.2.1')
    node.transport.links.set('eth0', { macAddress: '02:00:00:00:00:05' })
    await node.started()
    await lan.pass(TAKEOVER)
    const { packet } = lan.sent()[1] ?? {}
    expect(packet).toMatchObject({
      kind: 'ethernet',
      source: '02:00:00:00:00:05',
      destination: 'ff:ff:ff:ff:ff:ff',
      etherType: 0x0806,
    })
    // Ethernet and IPv4, request; sender MAC and address; target MAC and address.
    const arp = '0001080006040001' + '020000000005c000020a' + 'ffffffffffffc000020a'
    expect(toHex(packet?.payload ?? new Uint8Array())).toBe(arp)
  })

  it('rule 119: an NA tells all nodes, with Override set and Solicited clear', async () => {
    const node = lan.node('node', 'fe80::1')
    node.transport.links.set('eth0', { macAddress: '02:00:00:00:00:05' })
    await node.started({ virtualAddresses: ['fe80::10/64'] })
    await lan.pass(TAKEOVER)
    const { packet } = lan.sent()[1] ?? {}
    expect(packet).toMatchObject({
      kind: 'ip',
      source: 'fe80::10',
      destination: 'ff02::1',
      protocol: 58,
      ttl: 255,
    })
    // Addresses fe80 + 10 + ff02 + 1, length 20, next header 3a, and the message: 8800 + 2000 +
    // fe80 + 10 + 201 + 200 + 5. In all 3a883, folded a886, complement 5779.
    const target = 'fe800000000000000000000000000010'
    const advertisement = `8800577920000000${target}0201020000000005`
    expect(toHex(packet?.payload ?? new Uint8Array())).toBe(advertisement)
  })
})

it('rule 56: a backup holds no address and sends nothing', async () => {
  const master = lan.node('master', '192.0.2.2')
  const backup = lan.node('backup', '192.0.2.1')
  await master.started({ priority: 200 })
  const vip = await backup.started()
  await lan.pass(60_000)
  expect(vip.state).toBe('BACKUP')
  expect(backup.held).toEqual([])
  expect(lan.sent().filter(({ from }) => from === 'backup')).toEqual([])
})
