import { beforeEach, describe, expect, it } from 'vitest'
import type { LanNode } from '../test/support/lan.js'
import { Lan, spoilChecksum } from '../test/support/lan.js'
import type { VrrpConfig } from './config.js'
import type { VrrpInstance } from './instance.js'

let lan: Lan
let node: LanNode
let peer: LanNode

beforeEach(() => {
  lan = new Lan()
  node = lan.node('node', '192.0.2.1')
  peer = lan.node('peer', '192.0.2.2')
})

async function backup(changes: Partial<VrrpConfig> = {}): Promise<VrrpInstance> {
  const instance = await node.started(changes)
  expect(instance.state).toBe('BACKUP')
  return instance
}

describe('rule 24: INIT and FAULT', () => {
  it('do not even look at a packet', async () => {
    const vip = await backup({ startupDelayMs: 0 })
    await vip.maintenance(true)
    await peer.advertise({}, {}, {}, spoilChecksum)
    await peer.advertise({ priority: 0 })
    expect(vip.status().counters).toMatchObject({ advertRcvd: 0, rejected: {} })
  })
})

describe('rules 27-39, 46, 158: what is rejected is counted and changes nothing', () => {
  it.each<[string, number, (node: LanNode) => Promise<void>]>([
    ['packetLengthError', 200, (from) => from.advertise({}, {}, {}, (bytes) => (bytes[3] = 9))],
    ['ttlError', 200, (from) => from.advertise({}, { ttl: 254 })],
    ['versionError', 200, (from) => from.advertise({ version: 3 })],
    ['authTypeInvalid', 200, (from) => from.advertise({}, {}, {}, (bytes) => (bytes[4] = 9))],
    [
      'authTypeMismatch',
      200,
      (from) => from.advertise({}, {}, { authentication: { type: 'pass', password: 'x' } }),
    ],
    ['intervalError', 200, (from) => from.advertise({ advertIntMs: 2000 })],
    ['typeError', 200, (from) => from.advertise({}, {}, {}, (bytes) => (bytes[0] = 0x22))],
    ['checksumError', 200, (from) => from.advertise({}, {}, {}, spoilChecksum)],
    ['destinationError', 200, (from) => from.advertise({}, { destination: '192.0.2.1' })],
  ])('%s', async (code, _, send) => {
    const vip = await backup()
    await lan.pass(1000)
    const before = vip.snapshot()
    await send(peer)
    expect(vip.snapshot()).toEqual(before)
    expect(vip.status().counters).toMatchObject({ advertRcvd: 0, rejected: { [code]: 1 } })
    expect(vip.status().peers).toEqual([])
  })

  it('rule 134: a wrong password moves nothing', async () => {
    const vip = await backup({ authentication: { type: 'pass', password: 'right' } })
    const before = vip.snapshot()
    await peer.advertise({}, {}, { authentication: { type: 'pass', password: 'wrong' } })
    expect(vip.snapshot()).toEqual(before)
    expect(vip.status().counters.rejected).toEqual({ authFailure: 1 })
    await peer.advertise({}, {}, { authentication: { type: 'pass', password: 'right' } })
    expect(vip.status().counters.advertRcvd).toBe(1)
  })

  it('rule 39: owner_ignore_adverts', async () => {
    const vip = await node.started({ priority: 255, ownerIgnoreAdverts: true })
    await peer.advertise({ priority: 255 })
    expect(vip.status().counters.rejected).toEqual({ ownerAdvert: 1 })
    expect(vip.state).toBe('MASTER')
  })

  it('rule 16: rfc9568 ignores an advert without addresses, keepalived takes it', async () => {
    const strict = await backup({ profile: 'rfc9568' })
    await peer.advertise({ version: 3, addresses: [] })
    expect(strict.status().counters.rejected).toEqual({ addressCountError: 1 })
    await strict.stop()
    const lax = await lan.node('lax', '192.0.2.7').started({ version: 3 })
    await peer.advertise({ version: 3, addresses: [] })
    expect(lax.status().counters).toMatchObject({ advertRcvd: 1, addressListMismatch: 1 })
  })
})

describe('rules 41, 42: the list of addresses', () => {
  it('another one is counted, reported once, and accepted', async () => {
    const vip = await backup()
    for (let round = 0; round < 3; round += 1) {
      await peer.advertise({ addresses: ['192.0.2.99'] })
    }
    await peer.advertise({ addresses: ['192.0.2.10', '192.0.2.11'] })
    expect(vip.status().counters).toMatchObject({ addressListMismatch: 4, advertRcvd: 4 })
    expect(vip.status().master?.address).toBe('192.0.2.2')
    expect(node.warnings).toEqual([
      'VI_1: 192.0.2.2 advertises [192.0.2.99], ours are [192.0.2.10]',
    ])
  })

  it('its order does not matter', async () => {
    const vip = await backup({ virtualAddresses: ['192.0.2.10/24', '192.0.2.11/24'] })
    await peer.advertise({ addresses: ['192.0.2.11', '192.0.2.10'] })
    expect(vip.status().counters.addressListMismatch).toBe(0)
  })

  it('the same address twice is not the list of two', async () => {
    const vip = await backup({ virtualAddresses: ['192.0.2.10/24', '192.0.2.11/24'] })
    await peer.advertise({ addresses: ['192.0.2.10', '192.0.2.10'] })
    expect(vip.status().counters.addressListMismatch).toBe(1)
  })

  it('skip_check_adv_addr: a known master is not checked again', async () => {
    const vip = await backup({ skipCheckAdvAddr: true })
    await peer.advertise({ addresses: ['192.0.2.99'] })
    await peer.advertise({ addresses: ['192.0.2.99'] })
    expect(vip.status().counters.addressListMismatch).toBe(1)
    await lan.node('other', '192.0.2.3').advertise({ addresses: ['192.0.2.99'] })
    expect(vip.status().counters.addressListMismatch).toBe(2)
  })

  it('rfc3768 believes another list only of the owner', async () => {
    const vip = await backup({ profile: 'rfc3768' })
    await peer.advertise({ addresses: ['192.0.2.99'] })
    expect(vip.status().counters).toMatchObject({
      advertRcvd: 0,
      addressListMismatch: 1,
      rejected: { addressListError: 1 },
    })
    expect(vip.status().master).toBeUndefined()
    await peer.advertise({ addresses: ['192.0.2.99'], priority: 255 })
    expect(vip.status().master?.priority).toBe(255)
  })
})

describe('rule 45: one log line a cause', () => {
  it('until the state changes', async () => {
    const vip = await backup()
    for (let round = 0; round < 5; round += 1) {
      await peer.advertise({}, {}, {}, spoilChecksum)
      await peer.advertise({}, { ttl: 1 })
    }
    expect(node.warnings).toHaveLength(2)
    expect(node.warnings[0]).toMatch(/^VI_1: rejected an advert from 192\.0\.2\.2: checksum 0x/)
    expect(node.warnings[1]).toBe('VI_1: rejected an advert from 192.0.2.2: TTL 1, limit 255')
    await lan.pass(4000)
    expect(vip.state).toBe('MASTER')
    await peer.advertise({}, { ttl: 1 })
    expect(node.warnings).toHaveLength(3)
    expect(vip.status().counters.rejected).toEqual({ checksumError: 5, ttlError: 6 })
  })

  it('or a valid advert comes from a new master', async () => {
    await backup()
    await peer.advertise()
    await peer.advertise({}, { ttl: 1 })
    await peer.advertise()
    await peer.advertise({}, { ttl: 1 })
    expect(node.warnings).toHaveLength(1)
    await lan.node('other', '192.0.2.3').advertise()
    await peer.advertise({}, { ttl: 1 })
    expect(node.warnings).toHaveLength(2)
  })

  it('never cleared by bad packets, whoever sends them', async () => {
    await backup()
    const other = lan.node('other', '192.0.2.3')
    await peer.advertise()
    for (let round = 0; round < 5; round += 1) {
      await peer.advertise({}, {}, {}, spoilChecksum)
      await other.advertise({}, {}, {}, spoilChecksum)
    }
    expect(node.warnings).toHaveLength(1)
  })

  it('never cleared by weaker routers that take turns', async () => {
    const vip = await node.started({ priority: 255 })
    const other = lan.node('other', '192.0.2.3')
    for (let round = 0; round < 5; round += 1) {
      await peer.advertise({ priority: 50, addresses: ['192.0.2.99'] })
      await other.advertise({ priority: 60, addresses: ['192.0.2.99'] })
    }
    expect(vip.status().counters.addressListMismatch).toBe(10)
    expect(node.warnings.filter((line) => line.includes('advertises'))).toHaveLength(1)
    expect(node.warnings.filter((line) => line.includes('another master'))).toHaveLength(1)
  })
})

describe('rules 18, 19: checksum forms of VRRPv3 over IPv4', () => {
  it('both are accepted, and remembered for each peer', async () => {
    const vip = await backup({ version: 3 })
    const other = lan.node('other', '192.0.2.3')
    await peer.advertise({ version: 3 }, {}, { checksum: 'pseudo-header' })
    await other.advertise({ version: 3 }, {}, { checksum: 'message-only' })
    const forms = vip.status().peers.map(({ address, checksum }) => `${address} ${checksum}`)
    expect(forms).toEqual(['192.0.2.2 pseudo-header', '192.0.2.3 message-only'])
    expect(vip.status().counters.advertRcvd).toBe(2)
  })

  it.each([
    [{}, [0x05, 0xcb]],
    [{ v3ChecksumAsV2: true }, [0xa8, 0x65]],
    [{ profile: 'rfc9568' as const }, [0xa8, 0x65]],
  ])('rules 169, 170: sent with %j', async (changes, checksum) => {
    const sender = lan.node('sender', '192.0.2.11')
    await sender.started({ version: 3, virtualAddresses: ['192.0.2.1/24'], ...changes })
    await lan.pass(3609.375)
    const bytes = [...(lan.sent()[0]?.packet.payload ?? [])]
    expect(bytes).toEqual([0x31, 51, 100, 1, 0, 100, ...checksum, 192, 0, 2, 1])
  })
})
