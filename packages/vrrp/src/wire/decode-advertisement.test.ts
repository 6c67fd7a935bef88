import { describe, expect, it } from 'vitest'
import { craft, fromHex, wireVectors, type Draft } from '../../test/wire-fixtures.js'
import type { AdvertExpectations } from './advert-expectations.js'
import { decodeAdvertisement } from './decode-advertisement.js'
import type { AdvertRejection, RejectionCode } from './rejection.js'

/** A packet that passes and what it is measured by; faults are added to it. */
interface Trial {
  readonly draft: Draft
  readonly source: string
  readonly destination: string
  readonly ttl: number
  readonly expected: AdvertExpectations
}

const v2Trial: Trial = {
  draft: {
    layout: 2,
    version: 2,
    type: 1,
    vrid: 51,
    priority: 200,
    authType: 1,
    reserved: 0,
    interval: 1,
    addresses: ['c0000201'],
    auth: '3132333400000000',
    pseudo: '',
    checksumError: 0,
    trailer: '',
    cutTo: 1500,
  },
  source: '192.0.2.11',
  destination: '224.0.0.18',
  ttl: 255,
  expected: {
    version: 2,
    family: 4,
    virtualRouterId: 51,
    ttl: 255,
    authentication: { type: 'pass', password: '1234' },
    advertIntMs: 1000,
    destination: 'multicast',
    sources: ['192.0.2.11'],
    minimumAddresses: 0,
    ownerIgnoresAdverts: false,
  },
}

// Without the pseudo-header, so that the checksum stays right when the destination changes.
const v3Trial: Trial = {
  ...v2Trial,
  draft: { ...v2Trial.draft, layout: 3, version: 3, interval: 100, auth: '' },
  expected: { ...v2Trial.expected, version: 3 },
}

const toGroup6 = 'fe800000000000000000000000000001ff020000000000000000000000000012'
const toPeer6 = 'fe800000000000000000000000000001fe800000000000000000000000000002'

const v6Trial: Trial = {
  ...v3Trial,
  draft: {
    ...v3Trial.draft,
    addresses: ['fe800000000000000000000000000100'],
    pseudo: toGroup6,
  },
  source: 'fe80::1',
  destination: 'ff02::12',
  expected: { ...v3Trial.expected, family: 6, sources: ['fe80::1'] },
}

interface Fault {
  readonly code: RejectionCode
  readonly draft?: Partial<Draft>
  readonly packet?: Partial<Pick<Trial, 'destination' | 'ttl'>>
  readonly expected?: AdvertExpectations
}

const truncated: Fault = { code: 'truncated', draft: { cutTo: 7 } }
const vridError: Fault = { code: 'vridError', expected: { virtualRouterId: 52 } }
const lengthError: Fault = { code: 'packetLengthError', draft: { trailer: '00000000' } }
const ttlError: Fault = { code: 'ttlError', packet: { ttl: 254 } }
const typeError: Fault = { code: 'typeError', draft: { type: 2 } }
const checksumError: Fault = { code: 'checksumError', draft: { checksumError: 1 } }
const ownerAdvert: Fault = { code: 'ownerAdvert', expected: { ownerIgnoresAdverts: true } }
const countError: Fault = {
  code: 'addressCountError',
  draft: { addresses: [] },
  expected: { minimumAddresses: 1 },
}
const destinationError: Fault = {
  code: 'destinationError',
  packet: { destination: '192.0.2.12' },
}
const sourceError: Fault = { code: 'sourceError', expected: { sources: ['192.0.2.9'] } }

/** Rules 22-43, in their order. */
const v2Faults: readonly Fault[] = [
  truncated,
  { code: 'familyError', expected: { family: 6 } },
  vridError,
  lengthError,
  ttlError,
  { code: 'versionError', expected: { version: 3 } },
  { code: 'authTypeInvalid', draft: { authType: 3 } },
  { code: 'authTypeMismatch', expected: { authentication: { type: 'none' } } },
  { code: 'authFailure', draft: { auth: '3132333500000000' } },
  { code: 'intervalError', expected: { advertIntMs: 2000 } },
  typeError,
  checksumError,
  destinationError,
  ownerAdvert,
  countError,
  sourceError,
]

const v3Faults: readonly Fault[] = [
  truncated,
  { code: 'familyError', expected: { family: 6 } },
  vridError,
  lengthError,
  ttlError,
  { code: 'versionError', expected: { version: 2 } },
  typeError,
  { code: 'intervalError', draft: { interval: 0 } },
  checksumError,
  destinationError,
  ownerAdvert,
  countError,
  sourceError,
]

const v6Faults: readonly Fault[] = [
  truncated,
  { code: 'familyError', expected: { family: 4 } },
  vridError,
  // Rule 26: over IPv6 the kind of the destination counts this early.
  {
    code: 'destinationError',
    packet: { destination: 'fe80::2' },
    draft: { pseudo: toPeer6 },
  },
  lengthError,
  ttlError,
  { code: 'versionError', expected: { version: 2 } },
  typeError,
  { code: 'intervalError', draft: { interval: 0 } },
  checksumError,
  ownerAdvert,
  countError,
  { code: 'sourceError', expected: { sources: ['fe80::9'] } },
]

describe.each([
  ['VRRPv2', v2Trial, v2Faults],
  ['VRRPv3 over IPv4', v3Trial, v3Faults],
  ['VRRPv3 over IPv6', v6Trial, v6Faults],
] as const)('the order of the checks in %s', (_name, trial, faults) => {
  it('begins with a packet that passes', () => {
    expect(verdict(trial)).toBe('ok')
  })

  it.each(faults)('$code alone is found', (fault) => {
    expect(verdict(spoil(trial, fault))).toBe(fault.code)
  })

  const pairs = faults.flatMap((first, index) =>
    faults.slice(index + 1).map((second) => [first.code, second.code, first, second] as const),
  )

  it.each(pairs)('%s comes before %s', (code, _later, first, second) => {
    expect(verdict(spoil(spoil(trial, second), first))).toBe(code)
  })
})

describe('length and padding (rules 20 and 28)', () => {
  it('knows an Ethernet-padded VRRPv2 advert, with its password where it belongs', () => {
    expect(decodeDraft(v2Trial, { trailer: '313233340000' }).ok).toBe(true)
    expect(
      verdict(
        spoil(v2Trial, {
          code: 'authFailure',
          draft: {
            auth: '3939393900000000',
            trailer: '313233340000',
          },
        }),
      ),
    ).toBe('authFailure')
  })

  // 14 octets of padding after 12 of message, less 4 for each VLAN tag.
  it.each([14, 10, 6, 2])('accepts %i octets of padding in VRRPv3', (octets) => {
    expect(decodeDraft(v3Trial, { trailer: 'a5'.repeat(octets) }).ok).toBe(true)
  })

  it.each([1, 3, 4, 8, 12, 16, 18, 28])('refuses %i octets that are no padding', (octets) => {
    expect(decodeDraft(v3Trial, { trailer: '00'.repeat(octets) })).toEqual({
      ok: false,
      error: { code: 'packetLengthError', received: 12 + octets, expected: 12 },
    })
  })

  it.each([2, 6, 10, 14])('knows no padding over IPv6 (%i octets)', (octets) => {
    expect(
      verdict(spoil(v6Trial, { code: 'truncated', draft: { trailer: '00'.repeat(octets) } })),
    ).toBe('packetLengthError')
  })

  it('refuses a message that is shorter than its count says', () => {
    expect(decodeDraft(v2Trial, { count: 255 })).toEqual({
      ok: false,
      error: { code: 'packetLengthError', received: 20, expected: 1036 },
    })
  })
})

describe('TTL (rule 29)', () => {
  const withTtl = (ttl: number, expected: AdvertExpectations): string =>
    verdict({ ...v2Trial, ttl, expected: { ...v2Trial.expected, ...expected } })

  it('may lie in a range, whose broken bound is told', () => {
    const range = { ttl: { min: 250, max: 253 } }
    expect(withTtl(250, range)).toBe('ok')
    expect(withTtl(253, range)).toBe('ok')
    const tooLow = decodeAdvertisement(datagramOf({ ...v2Trial, ttl: 249 }), range)
    expect(tooLow).toEqual({ ok: false, error: { code: 'ttlError', received: 249, expected: 250 } })
    const tooHigh = decodeAdvertisement(datagramOf({ ...v2Trial, ttl: 254 }), range)
    expect(tooHigh).toEqual({
      ok: false,
      error: { code: 'ttlError', received: 254, expected: 253 },
    })
  })

  it('is not checked unless asked for', () => {
    expect(decodeAdvertisement(datagramOf({ ...v2Trial, ttl: 1 })).ok).toBe(true)
  })
})

describe('what is wrong in every case, whatever is expected', () => {
  const listening = (trial: Trial, change: Partial<Draft>): string =>
    verdict({ ...trial, draft: { ...trial.draft, ...change }, expected: {} })

  it.each([
    ['VRID 0', v2Trial, { vrid: 0 }, 'vridError'],
    ['version 4', v3Trial, { version: 4 }, 'versionError'],
    ['version 0', v3Trial, { version: 0 }, 'versionError'],
    ['an unknown authentication type', v2Trial, { authType: 3 }, 'authTypeInvalid'],
    ['interval 0 in VRRPv2', v2Trial, { interval: 0 }, 'intervalError'],
    ['interval 0 in VRRPv3', v3Trial, { interval: 0 }, 'intervalError'],
    ['interval 0 under reserved bits', v3Trial, { interval: 0, reserved: 15 }, 'intervalError'],
    ['type 2', v3Trial, { type: 2 }, 'typeError'],
    ['a checksum of 0', v2Trial, { checksumError: 0xef61 }, 'checksumError'],
  ] as const)('%s', (_name, trial, change, code) => {
    expect(listening(trial, change)).toBe(code)
  })

  it('VRRPv2 over IPv6 (rule 13)', () => {
    const draft = { ...v6Trial.draft, layout: 2, version: 2, auth: '0000000000000000' } as const
    expect(verdict({ ...v6Trial, draft, expected: {} })).toBe('versionError')
    expect(verdict({ ...v6Trial, draft, expected: { version: 2 } })).toBe('versionError')
  })

  it('two addresses of different families', () => {
    expect(verdict({ ...v2Trial, destination: 'ff02::12', expected: {} })).toBe('familyError')
    expect(verdict({ ...v6Trial, destination: '224.0.0.18', expected: {} })).toBe('familyError')
  })
})

describe('what is accepted', () => {
  it.each([
    ['224.0.0.81', 'ok'],
    ['239.255.255.255', 'ok'],
    ['223.255.255.255', 'destinationError'],
    ['240.0.0.18', 'destinationError'],
  ])('any multicast group, but nothing else, as multicast: %s', (destination, code) => {
    expect(verdict({ ...v2Trial, destination })).toBe(code)
  })

  it('any multicast group over IPv6', () => {
    const pseudo = 'fe800000000000000000000000000001ff050000000000000000000000000099'
    const trial = { ...v6Trial, destination: 'ff05::99', draft: { ...v6Trial.draft, pseudo } }
    expect(verdict(trial)).toBe('ok')
    const unicast: AdvertExpectations = { ...trial.expected, destination: 'unicast' }
    expect(verdict({ ...trial, expected: unicast })).toBe('destinationError')
  })

  it('an advert without addresses, unless one is asked for (rule 16)', () => {
    expect(decodeDraft(v3Trial, { addresses: [] })).toMatchObject({
      ok: true,
      value: { addresses: [] },
    })
  })

  it('another interval in VRRPv3, whatever the reserved bits say (rules 14 and 36)', () => {
    expect(decodeDraft(v3Trial, { interval: 4095, reserved: 15 })).toMatchObject({
      ok: true,
      value: { advertIntMs: 40_950 },
    })
  })

  it('a local interval that VRRPv2 rounds to what is on the wire (rule 12)', () => {
    const expecting = (advertIntMs: number): string =>
      verdict({ ...v2Trial, expected: { ...v2Trial.expected, advertIntMs } })
    expect(expecting(1400)).toBe('ok')
    expect(expecting(10)).toBe('ok')
    expect(expecting(1500)).toBe('intervalError')
  })

  it('IPsec AH as a type, when nothing is expected of authentication', () => {
    const draft = { ...v2Trial.draft, authType: 2 }
    expect(decodeAdvertisement(datagramOf({ ...v2Trial, draft }))).toMatchObject({
      ok: true,
      value: { authenticationType: 'ah' },
    })
    expect(verdict({ ...v2Trial, draft })).toBe('authTypeMismatch')
  })

  it('priority 0 from a lower and from a higher address', () => {
    for (const source of ['192.0.2.1', '192.0.2.254']) {
      const draft = { ...v2Trial.draft, priority: 0 }
      expect(verdict({ ...v2Trial, source, draft, expected: { virtualRouterId: 51 } })).toBe('ok')
    }
  })
})

describe('facts that a rejection carries', () => {
  it.each<[Fault, AdvertRejection]>([
    [truncated, { code: 'truncated', received: 7, expected: 8 }],
    [vridError, { code: 'vridError', received: 51, expected: 52 }],
    [ttlError, { code: 'ttlError', received: 254, expected: 255 }],
    [typeError, { code: 'typeError', received: 2, expected: 1 }],
    [
      { code: 'intervalError', draft: { interval: 3 } },
      { code: 'intervalError', received: 3000, expected: 1000 },
    ],
    [
      { code: 'authTypeMismatch', draft: { authType: 0 } },
      { code: 'authTypeMismatch', received: 0, expected: 1 },
    ],
    // 2133 + c801 + 0101 + c000 + 0201 + 3132 + 3334 = 2109c, folded 109e, complement ef61.
    [checksumError, { code: 'checksumError', received: 0xef60, expected: 0xef61 }],
    [destinationError, { code: 'destinationError', received: '192.0.2.12', expected: 'multicast' }],
    [sourceError, { code: 'sourceError', received: '192.0.2.11' }],
    [countError, { code: 'addressCountError', received: 0, expected: 1 }],
  ])('%j', (fault, rejection) => {
    const trial = spoil(v2Trial, fault)
    const result = decodeAdvertisement(datagramOf(trial), trial.expected)
    expect(result).toEqual({ ok: false, error: rejection })
  })

  it('never the password', () => {
    const trial = spoil(v2Trial, { code: 'authFailure', draft: { auth: '3939393900000000' } })
    const result = decodeAdvertisement(datagramOf(trial), trial.expected)
    expect(result).toEqual({ ok: false, error: { code: 'authFailure' } })
  })
})

describe('one flipped bit (rule 175)', () => {
  it.each(wireVectors)('is noticed anywhere in the vector of rule $rule', ({ options, hex }) => {
    const { source, destination } = options
    const right = fromHex(hex)
    const accepted: string[] = []
    for (let bit = 0; bit < right.length * 8; bit += 1) {
      const payload = Uint8Array.from(right)
      payload[bit >> 3] = (payload[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7))
      const result = decodeAdvertisement({ source, destination, ttl: 255, payload })
      if (result.ok) accepted.push(`bit ${bit} as ${result.value.checksum}`)
    }
    expect(accepted).toEqual([])
  })
})

function spoil(trial: Trial, fault: Fault): Trial {
  return {
    ...trial,
    ...fault.packet,
    draft: { ...trial.draft, ...fault.draft },
    expected: { ...trial.expected, ...fault.expected },
  }
}

function datagramOf(trial: Trial): Parameters<typeof decodeAdvertisement>[0] {
  const { source, destination, ttl, draft } = trial
  return { source, destination, ttl, payload: craft(draft) }
}

function decodeDraft(trial: Trial, change: Partial<Draft>): ReturnType<typeof decodeAdvertisement> {
  const spoilt = { ...trial, draft: { ...trial.draft, ...change } }
  return decodeAdvertisement(datagramOf(spoilt), trial.expected)
}

function verdict(trial: Trial): string {
  const result = decodeAdvertisement(datagramOf(trial), trial.expected)
  return result.ok ? 'ok' : result.error.code
}
