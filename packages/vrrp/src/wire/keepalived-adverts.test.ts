import { describe, expect, it } from 'vitest'
import { craft, type Draft } from '../../test/wire-fixtures.js'
import { decodeAdvertisement, type AdvertExpectations } from './advertisement.js'

/*
 * Packets of the kinds that were sent to a keepalived 2.2.7 with VRID 51, priority 100, interval
 * 1 s and the address 10.77.0.100 (fe80::77:100), to record what it makes of each. Where this codec
 * answers differently, the row says why. Not here: what the IP layer refuses before (a bad IP header
 * checksum, AH) and what the machine decides afterwards (whose priority wins).
 */

const v2: Draft = {
  layout: 2,
  version: 2,
  type: 1,
  vrid: 51,
  priority: 200,
  authType: 0,
  reserved: 0,
  interval: 1,
  addresses: ['0a4d0064'],
  auth: '0000000000000000',
  pseudo: '',
  checksumError: 0,
  trailer: '',
  cutTo: 1500,
}
const v2pass: Draft = { ...v2, authType: 1, auth: '7365637265743132' }
// The pseudo-header of 10.77.0.1 -> 224.0.0.18.
const v3: Draft = {
  ...v2,
  layout: 3,
  version: 3,
  interval: 100,
  auth: '',
  pseudo: '0a4d0001e0000012',
}
// The pseudo-header of fe80::a -> ff02::12.
const v6: Draft = {
  ...v3,
  addresses: ['fe800000000000000000000000770100'],
  pseudo: 'fe80000000000000000000000000000aff020000000000000000000000000012',
}
const fromGlobal6 = 'fd770000000000000000000000000001ff020000000000000000000000000012'

const ours: AdvertExpectations = {
  version: 2,
  family: 4,
  virtualRouterId: 51,
  ttl: 255,
  authentication: { type: 'none' },
  advertIntMs: 1000,
  destination: 'multicast',
}
const oursWithPassword: AdvertExpectations = {
  ...ours,
  authentication: { type: 'pass', password: 'secret12' },
}
const oursV3: AdvertExpectations = { ...ours, version: 3 }
const oursV6: AdvertExpectations = { ...ours, version: 3, family: 6 }

interface Packet {
  readonly source?: string
  readonly destination?: string
  readonly ttl?: number
}

function judge(draft: Draft, expected: AdvertExpectations, packet: Packet): string {
  const result = decodeAdvertisement(
    { source: '10.77.0.1', destination: '224.0.0.18', ttl: 255, ...packet, payload: craft(draft) },
    expected,
  )
  return result.ok ? 'ok' : result.error.code
}

type Row = readonly [name: string, change: Partial<Draft>, verdict: string, packet?: Packet]

describe('VRRPv2', () => {
  const rows: readonly Row[] = [
    ['v2-good', {}, 'ok'],
    ['v2-bad-checksum', { checksumError: 0x00ff }, 'checksumError'],
    // 2133 + c801 + 0001 + 0a4d + 0064 = f3e6, complement 0c19.
    ['v2-zero-checksum', { checksumError: 0x0c19 }, 'checksumError'],
    ['v2-ttl-254', {}, 'ttlError', { ttl: 254 }],
    ['v2-ttl-1', {}, 'ttlError', { ttl: 1 }],
    ['v2-wrong-vrid', { vrid: 52 }, 'vridError'],
    ['v2-vrid-0', { vrid: 0 }, 'vridError'],
    ['v2-gets-v3', { ...v3 }, 'versionError'],
    // Only VRRPv2 has authentication data, so that the length stands out before the version does.
    ['v2-version-4', { version: 4 }, 'packetLengthError'],
    ['v2-type-2', { type: 2 }, 'typeError'],
    ['v2-trunc-7', { cutTo: 7 }, 'truncated'],
    ['v2-trunc-8', { cutTo: 8 }, 'packetLengthError'],
    ['v2-trunc-12', { cutTo: 12 }, 'packetLengthError'],
    ['v2-empty', { cutTo: 0 }, 'truncated'],
    ['v2-no-authdata', { auth: '' }, 'packetLengthError'],
    ['v2-trailing-8', { trailer: '0000000000000000' }, 'packetLengthError'],
    // 2.2.7 drops adverts with other addresses; newer ones and every RFC since 5798 only say so.
    ['v2-count-0', { addresses: [] }, 'ok'],
    ['v2-count-255-short', { count: 255 }, 'packetLengthError'],
    ['v2-count-2-one-addr', { count: 2 }, 'packetLengthError'],
    ['v2-adv-2', { interval: 2 }, 'intervalError'],
    ['v2-adv-0', { interval: 0 }, 'intervalError'],
    ['v2-vip-other', { addresses: ['0a4d00c8'] }, 'ok'],
    ['v2-vip-extra', { addresses: ['0a4d0064', '0a4d00c8'] }, 'ok'],
    ['v2-vip-duplicate', { addresses: ['0a4d0064', '0a4d0064'] }, 'ok'],
    ['v2-prio-255', { priority: 255 }, 'ok'],
    ['v2-prio-0', { priority: 0 }, 'ok'],
    ['v2-prio-equal-lower-src', { priority: 100 }, 'ok'],
    ['v2-prio-equal-higher-src', { priority: 100 }, 'ok', { source: '10.77.0.9' }],
    ['v2-prio-50', { priority: 50 }, 'ok'],
    ['v2-unicast-dst', {}, 'destinationError', { destination: '10.77.0.2' }],
    ['v2-bcast-dst', {}, 'destinationError', { destination: '10.77.0.255' }],
    ['v2-bcast-dst, limited', {}, 'destinationError', { destination: '255.255.255.255' }],
    // The kernel drops it; a transport never delivers a packet to its sender.
    ['v2-own-src', {}, 'ok', { source: '10.77.0.2' }],
    ['v2-offnet-src', {}, 'ok', { source: '192.0.2.1' }],
    ['v2-totlen-short', { cutTo: 10 }, 'packetLengthError'],
    ['v2-pass-unconfigured', { ...v2pass }, 'authTypeMismatch'],
    ['v2-authtype-3', { authType: 3 }, 'authTypeInvalid'],
    ['v2-authtype-2-noah', { authType: 2 }, 'authTypeMismatch'],
  ]

  it.for(rows)('%s', ([, change, verdict, packet = {}]) => {
    expect(judge({ ...v2, ...change }, ours, packet)).toBe(verdict)
  })
})

describe('VRRPv2 with a password', () => {
  const rows: readonly Row[] = [
    ['v2pass-good', {}, 'ok'],
    ['v2pass-wrong', { auth: '7365637265743133' }, 'authFailure'],
    ['v2pass-none', { authType: 0, auth: '0000000000000000' }, 'authTypeMismatch'],
    ['v2pass-no-authdata', { auth: '' }, 'packetLengthError'],
  ]

  it.for(rows)('%s', ([, change, verdict]) => {
    expect(judge({ ...v2pass, ...change }, oursWithPassword, {})).toBe(verdict)
  })

  it('v2pass-long-common-8', () => {
    const longer = { type: 'pass', password: 'secret12 and more' } as const
    expect(judge(v2pass, { ...ours, authentication: longer }, {})).toBe('ok')
  })
})

describe('VRRPv3 over IPv4', () => {
  const rows: readonly Row[] = [
    ['v3-good', {}, 'ok'],
    ['v3-bad-checksum', { checksumError: 0x00ff }, 'checksumError'],
    // keepalived knows one form at a time; both are in use (rule 18).
    ['v3-checksum-no-pseudo', { pseudo: '' }, 'ok'],
    ['v3-ttl-254', {}, 'ttlError', { ttl: 254 }],
    ['v3-adv-200', { interval: 200 }, 'ok'],
    ['v3-adv-50', { interval: 50 }, 'ok'],
    // keepalived learns an interval of 0 and takes over at once (rule 16).
    ['v3-adv-0', { interval: 0 }, 'intervalError'],
    ['v3-adv-1', { interval: 1 }, 'ok'],
    ['v3-adv-4095', { interval: 4095 }, 'ok'],
    ['v3-rsvd-f', { reserved: 15 }, 'ok'],
    ['v3-gets-v2', { ...v2 }, 'versionError'],
    ['v3-trunc-7', { cutTo: 7 }, 'truncated'],
    ['v3-trunc-8', { cutTo: 8 }, 'packetLengthError'],
    ['v3-trailing-4', { trailer: '00000000' }, 'packetLengthError'],
    ['v3-count-0', { addresses: [] }, 'ok'],
    ['v3-vip-other', { addresses: ['0a4d00c8'] }, 'ok'],
    ['v3-vip-extra', { addresses: ['0a4d0064', '0a4d00c8'] }, 'ok'],
    ['v3-prio-255', { priority: 255 }, 'ok'],
    ['v3-prio-0', { priority: 0 }, 'ok'],
    ['v3-prio-50', { priority: 50 }, 'ok'],
    [
      'v3-unicast-dst',
      { pseudo: '0a4d00010a4d0002' },
      'destinationError',
      { destination: '10.77.0.2' },
    ],
    ['v3-wrong-vrid', { vrid: 52 }, 'vridError'],
  ]

  it.for(rows)('%s', ([, change, verdict, packet = {}]) => {
    expect(judge({ ...v3, ...change }, oursV3, packet)).toBe(verdict)
  })
})

describe('VRRPv3 over IPv6', () => {
  const rows: readonly Row[] = [
    ['v6-good', {}, 'ok'],
    ['v6-bad-checksum', { checksumError: 0x00ff }, 'checksumError'],
    ['v6-hoplimit-254', {}, 'ttlError', { ttl: 254 }],
    ['v6-global-src', { pseudo: fromGlobal6 }, 'ok', { source: 'fd77::1' }],
    ['v6-vip-other', { addresses: ['fe8000000000000000000000007700c8'] }, 'ok'],
    ['v6-no-pseudo', { pseudo: '' }, 'checksumError'],
    ['v6-trunc-7', { cutTo: 7 }, 'truncated'],
    ['v6-trunc-12', { cutTo: 12 }, 'packetLengthError'],
  ]

  it.for(rows)('%s', ([, change, verdict, packet = {}]) => {
    const addresses = { source: 'fe80::a', destination: 'ff02::12' }
    expect(judge({ ...v6, ...change }, oursV6, { ...addresses, ...packet })).toBe(verdict)
  })
})
