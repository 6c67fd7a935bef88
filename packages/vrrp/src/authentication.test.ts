import { beforeEach, describe, expect, it } from 'vitest'
import { config, Lan, settled } from '../test/support/lan.js'
import type { LanNode } from '../test/support/lan.js'
import type { HmacAuthenticationConfig } from './authentication.js'
import type { VrrpConfig } from './config.js'
import { VrrpInstance } from './instance.js'
import { encodeAdvertisement } from './wire/advertisement.js'
import { encodeAuthenticationHeader } from './wire/authentication-header.js'
import { signAdvert } from './wire/auth-trailer.js'
import { hmacMd5, hmacSha256 } from './node-crypto.js'

/** 2026-01-01 00:00:00 UTC. */
const startOf2026 = 1_767_225_600

let lan: Lan
let a: LanNode
let b: LanNode

beforeEach(() => {
  lan = new Lan()
  a = lan.node('a', '192.0.2.1', 'fe80::1')
  b = lan.node('b', '192.0.2.2', 'fe80::2')
})

/** An instance whose wall clock is `aheadMs` off. */
async function started(
  node: LanNode,
  changes: Partial<VrrpConfig>,
  aheadMs: number = 0,
): Promise<VrrpInstance> {
  const unixTimeMs = (): number => startOf2026 * 1000 + lan.clock.now() + aheadMs
  const instance = new VrrpInstance(config(changes), { ...node.ports, unixTimeMs })
  await instance.start()
  return instance
}

function message(priority: number, type: 'none' | 'ah', source: string = '192.0.2.2'): Uint8Array {
  const authentication = type === 'ah' ? ({ type, password: '' } as const) : ({ type } as const)
  const advertisement = {
    version: 2,
    virtualRouterId: 51,
    priority,
    advertIntMs: 1000,
    addresses: ['192.0.2.10'],
  } as const
  return encodeAdvertisement(advertisement, { source, destination: '224.0.0.18', authentication })
}

describe('AH', () => {
  const ah = { authentication: { type: 'ah', password: 'secret12' } } as const

  /** An advert with AH of somebody at `source`. */
  async function advertise(
    sequence: number,
    changes: { priority?: number; source?: string; password?: string } = {},
  ): Promise<void> {
    const { priority = 200, source = '192.0.2.2', password = 'secret12' } = changes
    await b.transport.open(['eth0'])
    const packet = { source, destination: '224.0.0.18', ttl: 255, identification: 9 }
    const inner = message(priority, 'ah', source)
    const payload = encodeAuthenticationHeader(packet, inner, sequence, password, hmacMd5)
    b.send({ ...packet, protocol: 51, payload })
    lan.clock.advance(0)
  }

  it('rule 133: is spoken as protocol 51, with a sequence number that grows', async () => {
    await started(a, ah)
    await lan.pass(6000)
    const sent = lan.datagrams()
    expect(sent.map(({ protocol }) => protocol)).toEqual([51, 51, 51])
    const sequences = sent.map(({ payload }) => payload[11])
    expect(sequences).toEqual([1, 2, 3])
    expect(sent.map(({ identification }) => identification)).toEqual([2, 3, 4])
    // Authentication type 2, and data of 8 octets that nobody uses.
    expect([...(sent[0]?.payload.subarray(24) ?? [])]).toEqual([
      ...[0x21, 51, 100, 1, 2, 1, 0xb6, 0xbf, 192, 0, 2, 10, 0, 0, 0, 0, 0, 0, 0, 0],
    ])
  })

  it('two routers elect one master, by multicast and by unicast', async () => {
    const strong = await started(a, { ...ah, priority: 150 })
    const weak = await started(b, ah)
    await lan.pass(10_000, 100)
    expect([strong.state, weak.state]).toEqual(['MASTER', 'BACKUP'])
    expect(weak.status().counters.rejected).toEqual({})
    await strong.stop()
    await lan.pass(1000, 100)
    expect(weak.state).toBe('MASTER')
  })

  it('rule 27: stands before a message exactly when it is configured', async () => {
    const vip = await started(a, ah)
    await b.advertise()
    await b.advertise({}, {}, { authentication: { type: 'ah', password: 'secret12' } })
    expect(vip.status().counters.rejected).toEqual({ authTypeMismatch: 2 })
    const plain = await started(lan.node('c', '192.0.2.3'), {})
    await advertise(1)
    expect(plain.status().counters.rejected).toEqual({ authTypeMismatch: 1 })
    await b.advertise()
    expect(plain.status().counters.advertRcvd).toBe(1)
  })

  it('what is wrong with it is counted and changes nothing', async () => {
    const vip = await started(a, ah)
    const before = vip.status().nextInMs
    await advertise(1, { password: 'secret13' })
    const packet = { source: '192.0.2.2', destination: '224.0.0.18', ttl: 255, identification: 9 }
    const make = (from: string): Uint8Array => {
      const sender = { ...packet, source: from }
      return encodeAuthenticationHeader(sender, message(200, 'ah'), 1, 'secret12', hmacMd5)
    }
    // The header of one sender in a packet of another.
    b.send({ ...packet, protocol: 51, payload: make('192.0.2.9') })
    b.send({ ...packet, protocol: 51, payload: make('192.0.2.2').subarray(0, 40) })
    lan.clock.advance(0)
    expect(vip.status().counters.rejected).toEqual({
      ahMalformed: 1,
      authFailure: 1,
      packetLengthError: 1,
    })
    expect(vip.status().nextInMs).toBe(before)
    expect(vip.status().counters.advertRcvd).toBe(0)
  })

  it('a sender must count on; another one counts for itself', async () => {
    const vip = await started(a, ah)
    await advertise(100)
    await advertise(100)
    await advertise(99)
    await advertise(50, { source: '192.0.2.3' })
    await advertise(101)
    expect(vip.status().counters.advertRcvd).toBe(3)
    expect(vip.status().counters.rejected).toEqual({ ahReplay: 2 })
  })

  it('a wrong packet with a high number does not silence its sender', async () => {
    const vip = await started(a, ah)
    await advertise(5000, { password: 'secret13' })
    await advertise(1)
    expect(vip.status().counters.advertRcvd).toBe(1)
  })

  it('after the largest number a sender begins anew', async () => {
    const vip = await started(a, ah)
    await advertise(0xffff_ffff)
    await advertise(1)
    expect(vip.status().counters.advertRcvd).toBe(2)
    await advertise(1)
    expect(vip.status().counters.rejected).toEqual({ ahReplay: 1 })
  })

  it('sends above what it heard, or a keepalived would drop it', async () => {
    await started(a, ah)
    await advertise(1000, { priority: 50 })
    await lan.pass(3610)
    expect(lan.datagrams().at(-1)?.payload.subarray(8, 12)).toEqual(Uint8Array.of(0, 0, 3, 0xe9))
  })
})

describe('HMAC', () => {
  const key1 = `hex:${'01'.repeat(32)}`
  const key2 = 'a passphrase of at least 32 octets'

  function hmac(changes: Partial<HmacAuthenticationConfig> = {}): Partial<VrrpConfig> {
    const keys = [
      { id: 1, key: key1 },
      { id: 2, key: key2 },
    ]
    return { authentication: { type: 'hmac', keys, ...changes } }
  }

  interface Signature {
    readonly keyId?: number
    readonly secret?: Uint8Array
    readonly seconds?: number
    readonly counter?: number
    readonly source?: string
    readonly spoil?: (payload: Uint8Array) => void
  }

  /** A signed advert, at the start of 2026 unless a test says when. */
  async function advertise(signature: Signature = {}): Promise<void> {
    const { keyId = 1, seconds = startOf2026, counter = 0, source = '192.0.2.2' } = signature
    const { secret = new Uint8Array(32).fill(1), spoil } = signature
    const sequence = BigInt(seconds) * 0x1_0000_0000n + BigInt(counter)
    const inner = message(200, 'none', source)
    const payload = signAdvert(inner, source, { keyId, sequence }, secret, hmacSha256)
    spoil?.(payload)
    await b.transport.open(['eth0'])
    b.send({ source, payload })
    lan.clock.advance(0)
  }

  it.each([
    ['VRRPv2', {}],
    ['VRRPv3', { version: 3 }],
    ['IPv6', { virtualAddresses: ['fe80::10/64'] }],
    ['monotonic', hmac({ antiReplay: 'monotonic' })],
  ] as const)('two routers elect one master: %s', async (_, changes) => {
    const strong = await started(a, { ...hmac(), ...changes, priority: 150 })
    const weak = await started(b, { ...hmac({ activeKey: 2 }), ...changes })
    await lan.pass(10_000, 100)
    expect([strong.state, weak.state]).toEqual(['MASTER', 'BACKUP'])
    expect(weak.status().counters.rejected).toEqual({})
    expect(weak.status().counters.advertRcvd).toBeGreaterThan(5)
    await strong.stop()
    await lan.pass(1000, 100)
    expect(weak.state).toBe('MASTER')
    await weak.stop()
  })

  it('rule 28: the trailer makes 28 octets more, and is nothing to whom it is not configured', async () => {
    const vip = await started(a, {})
    await advertise()
    expect(vip.status().counters.rejected).toEqual({ packetLengthError: 1 })
    await started(b, { ...hmac(), priority: 150 })
    await lan.pass(3500)
    expect(lan.datagrams().map(({ payload }) => payload.length)).toContain(48)
  })

  it('rule 136: what is wrong is found in this order: form, age, key, HMAC, replay', async () => {
    const vip = await started(a, hmac())
    const wrong = new Uint8Array(32)
    const seconds = startOf2026 - 6
    const malformed = (payload: Uint8Array): void => void (payload[22] = 1)
    const found: string[] = []
    vip.on('rejected', ({ code, text }) => found.push(`${code}: ${text}`))
    await advertise({ seconds, keyId: 3, secret: wrong, spoil: malformed })
    await advertise({ seconds, keyId: 3, secret: wrong })
    await advertise({ keyId: 3, secret: wrong })
    await advertise({ secret: wrong })
    await advertise()
    await advertise()
    expect(found).toEqual([
      'authExtMalformed: HMAC trailer of unknown form',
      'authExtStale: signed at 1767225594, and now it is 1767225600',
      'authExtUnknownKey: signed with unknown key 3',
      'authExtInvalidHmac: wrong HMAC',
      'authExtReplay: HMAC sequence number 7590176156653977600, the last one was 7590176156653977600',
    ])
    expect(vip.status().counters.advertRcvd).toBe(1)
    expect(vip.status().counters.rejected).toEqual({
      authExtInvalidHmac: 1,
      authExtMalformed: 1,
      authExtReplay: 1,
      authExtStale: 1,
      authExtUnknownKey: 1,
    })
  })

  it('rule 31: is judged before any field is used', async () => {
    const vip = await started(a, hmac())
    // The priority says 0 in the end; the interval and the type are wrong as well.
    await advertise({ spoil: (payload) => payload.set([0x22, 51, 0, 1, 3, 9]) })
    expect(vip.status().counters.rejected).toEqual({ authExtInvalidHmac: 1 })
    expect(vip.status().counters.priZeroRcvd).toBe(0)
  })

  it.each([
    [-6, 'stale'],
    [-5, 'heard'],
    [5, 'heard'],
    [6, 'stale'],
  ] as const)('rule 136: a time that is %i s off is %s', async (off, verdict) => {
    const vip = await started(a, hmac())
    await advertise({ seconds: startOf2026 + off })
    expect(vip.status().counters.advertRcvd).toBe(verdict === 'heard' ? 1 : 0)
    expect(vip.status().counters.rejected).toEqual(verdict === 'heard' ? {} : { authExtStale: 1 })
  })

  it('rule 137: warns when a clock is more than half the window off', async () => {
    await started(a, hmac())
    await advertise({ seconds: startOf2026 + 2 })
    expect(a.warnings).toEqual([])
    await advertise({ seconds: startOf2026 + 3 })
    expect(a.warnings).toEqual(['VI_1: the clock of 192.0.2.2 is 3 s ahead: adverts will be stale'])
  })

  it('monotonic asks for order and not for the time', async () => {
    const vip = await started(a, hmac({ antiReplay: 'monotonic' }))
    await advertise({ seconds: 1000 })
    await advertise({ seconds: 999 })
    await advertise({ seconds: 1000, counter: 1 })
    expect(vip.status().counters.advertRcvd).toBe(2)
    expect(vip.status().counters.rejected).toEqual({ authExtReplay: 1 })
    expect(a.warnings).toHaveLength(1)
  })

  it('the end of 32 bits of seconds is nothing special', async () => {
    const vip = await started(a, hmac({ antiReplay: 'monotonic' }))
    await advertise({ seconds: 0xffff_ffff })
    await advertise({ seconds: 1 })
    expect(vip.status().counters.advertRcvd).toBe(2)
  })

  it('senders count for themselves, and four of them are remembered', async () => {
    const vip = await started(a, hmac())
    for (const last of [2, 3, 4, 5]) await advertise({ source: `192.0.2.${last}` })
    expect(vip.status().counters.advertRcvd).toBe(4)
    await advertise({ source: '192.0.2.2' })
    expect(vip.status().counters.rejected).toEqual({ authExtReplay: 1 })
    // The fifth takes the place of the one that was silent for longest.
    await advertise({ source: '192.0.2.6' })
    await advertise({ source: '192.0.2.2' })
    expect(vip.status().counters.advertRcvd).toBe(6)
  })

  it('rule 137: the copies for several peers have one signature, and a clock that stands still counts', async () => {
    const peers = { unicastPeers: ['192.0.2.2', '192.0.2.3'] }
    const unixTimeMs = (): number => startOf2026 * 1000 + 500
    const vip = new VrrpInstance(config({ ...hmac(), ...peers }), { ...a.ports, unixTimeMs })
    await vip.start()
    await lan.pass(4700)
    const signatures = lan
      .datagrams()
      .map(({ payload }) => Buffer.from(payload.subarray(20, 32)).toString('hex'))
    expect(signatures).toEqual([
      '010100006955b90080000000',
      '010100006955b90080000000',
      '010100006955b90080000001',
      '010100006955b90080000001',
    ])
  })

  describe('rule 138: modes', () => {
    it('enforce rejects what is not signed', async () => {
      const vip = await started(a, hmac())
      await b.advertise()
      expect(vip.status().counters.rejected).toEqual({ authExtMissing: 1 })
    })

    it.each(['permissive', 'receive-only'] as const)('%s accepts it', async (mode) => {
      const vip = await started(a, hmac({ mode }))
      await b.advertise()
      await advertise()
      expect(vip.status().counters.advertRcvd).toBe(2)
      await advertise({ secret: new Uint8Array(32) })
      expect(vip.status().counters.rejected).toEqual({ authExtInvalidHmac: 1 })
    })

    it.each([
      ['enforce', 48],
      ['permissive', 48],
      ['receive-only', 20],
    ] as const)('%s sends %i octets', async (mode, length) => {
      await started(a, hmac({ mode }))
      await lan.pass(3700)
      expect(lan.datagrams().map(({ payload }) => payload.length)).toEqual([length])
    })
  })

  it('instead of AH, while the instance runs: its numbers are others', async () => {
    const vip = await started(a, hmac({ antiReplay: 'monotonic' }))
    await advertise()
    await vip.reconfigure(config({ authentication: { type: 'ah', password: 'secret12' } }))
    await lan.pass(3700)
    const own = lan
      .datagrams()
      .filter(({ source, protocol }) => source === '192.0.2.1' && protocol === 51)
    expect(own[0]?.payload.subarray(8, 12)).toEqual(Uint8Array.of(0, 0, 0, 1))
  })

  it('keys are replaced while the instance runs, and replays stay known', async () => {
    const vip = await started(a, hmac())
    await advertise({ counter: 5 })
    await vip.reconfigure(config(hmac({ keys: [{ id: 1, key: key1 }] })))
    await advertise({ counter: 5 })
    await advertise({ keyId: 2, secret: Buffer.from(key2), counter: 6 })
    await advertise({ counter: 6 })
    await settled()
    expect(vip.status().counters.advertRcvd).toBe(2)
    expect(vip.status().counters.rejected).toEqual({ authExtReplay: 1, authExtUnknownKey: 1 })
  })
})
