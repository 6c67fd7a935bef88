import type { Advertisement, EncodeOptions } from '../src/wire/advertisement.js'

/** One worked example of rules 166-174: an advert, where it goes, and its bytes. */
export interface WireVector {
  readonly rule: number
  readonly advertisement: Advertisement
  readonly options: EncodeOptions
  readonly hex: string
}

const v2Options = { source: '192.0.2.11', destination: '224.0.0.18' }
const v6Options = { source: 'fe80::1', destination: 'ff02::12' }

const v3Advert: Advertisement = {
  version: 3,
  virtualRouterId: 51,
  priority: 100,
  advertIntMs: 1000,
  addresses: ['192.0.2.1'],
}

const v6Advert: Advertisement = {
  version: 3,
  virtualRouterId: 10,
  priority: 200,
  advertIntMs: 100,
  addresses: ['fe80::100', '2001:db8::100'],
}

export const wireVectors: readonly WireVector[] = [
  {
    rule: 166,
    advertisement: { ...v3Advert, version: 2 },
    options: v2Options,
    hex: '213364010001b8c8c00002010000000000000000',
  },
  {
    rule: 167,
    advertisement: {
      ...v3Advert,
      version: 2,
      priority: 150,
      addresses: ['192.0.2.1', '192.0.2.2'],
    },
    options: { ...v2Options, authentication: { type: 'pass', password: '1234' } },
    hex: '2133960201015f5ec0000201c00002023132333400000000',
  },
  {
    rule: 168,
    advertisement: { ...v3Advert, version: 2, priority: 0 },
    options: v2Options,
    hex: '2133000100011cc9c00002010000000000000000',
  },
  {
    rule: 169,
    advertisement: v3Advert,
    options: { ...v2Options, checksum: 'message-only' },
    hex: '313364010064a865c0000201',
  },
  {
    rule: 170,
    advertisement: v3Advert,
    options: { ...v2Options, checksum: 'pseudo-header' },
    hex: '31336401006405cbc0000201',
  },
  {
    rule: 171,
    advertisement: v3Advert,
    options: { source: '192.0.2.11', destination: '192.0.2.12' },
    hex: '31336401006423d1c0000201',
  },
  {
    rule: 172,
    advertisement: v6Advert,
    options: v6Options,
    hex: '310ac802000ada7ffe80000000000000000000000000010020010db8000000000000000000000100',
  },
  {
    rule: 173,
    advertisement: { ...v6Advert, priority: 0 },
    options: v6Options,
    hex: '310a0002000aa280fe80000000000000000000000000010020010db8000000000000000000000100',
  },
  {
    rule: 174,
    advertisement: {
      version: 3,
      virtualRouterId: 255,
      priority: 254,
      advertIntMs: 40_950,
      addresses: ['10.0.0.1'],
    },
    options: { source: '10.0.0.2', destination: '224.0.0.18', checksum: 'message-only' },
    hex: '31fffe010fffb5fe0a000001',
  },
]

/** An advert octet by octet, so that a test can craft what no encoder would make. */
export interface Draft {
  /** Which header layout: the version field may say otherwise. */
  readonly layout: 2 | 3
  readonly version: number
  readonly type: number
  readonly vrid: number
  readonly priority: number
  /** By default the number of addresses. */
  readonly count?: number
  /** VRRPv2. */
  readonly authType: number
  /** VRRPv3: the four bits before the interval. */
  readonly reserved: number
  /** Seconds or centiseconds. */
  readonly interval: number
  /** Hex. */
  readonly addresses: readonly string[]
  /** Hex; VRRPv2's authentication data. */
  readonly auth: string
  /** Hex of source and destination if the checksum covers the pseudo-header; else empty. */
  readonly pseudo: string
  /** Is added to a right checksum by exclusive or. */
  readonly checksumError: number
  /** Hex; what follows the message. */
  readonly trailer: string
  /** Where the packet is cut off. */
  readonly cutTo: number
}

export function craft(draft: Draft): Uint8Array {
  const { layout, addresses, interval, reserved } = draft
  const head = [
    (draft.version << 4) | draft.type,
    draft.vrid,
    draft.priority,
    draft.count ?? addresses.length,
    ...(layout === 2 ? [draft.authType, interval] : [(reserved << 4) | (interval >> 8), interval]),
  ]
  const body = fromHex(addresses.join('') + (layout === 2 ? draft.auth : ''))
  const message = Uint8Array.from([...head, 0, 0, ...body])
  const covered =
    draft.pseudo === '' ? [] : [...fromHex(draft.pseudo), 0, 112, 0, message.length, ...message]
  const checksum = onesComplement(covered.length > 0 ? covered : [...message]) ^ draft.checksumError
  message[6] = checksum >> 8
  message[7] = checksum & 0xff
  return Uint8Array.from([...message, ...fromHex(draft.trailer)]).slice(0, draft.cutTo)
}

/** By remainder, where the codec folds: two ways to the same number (RFC 1071 2). */
function onesComplement(bytes: readonly number[]): number {
  const sum = bytes.reduce((total, byte, index) => total + byte * (index % 2 === 0 ? 256 : 1), 0)
  return 0xffff - (sum % 0xffff || 0xffff)
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
