import { ipFamily } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'
import { messageAuthentication } from '../authentication.js'
import type { VrrpConfig } from '../config.js'
import { encodeAdvertisement, vrrpGroup } from '../wire/advertisement.js'
import { bareAddress } from './bare-address.js'
import type { Draw } from './draw.js'
import type { ForeignPacket } from './scenario.js'

const stranger = { 4: '192.0.2.66', 6: 'fe80::66' } as const

/**
 * A packet of somebody who does not belong to a virtual router: broken, meant for another one, or a
 * forgery that nobody can tell from an advert. What it is worth is for the checkers to say.
 */
export function randomPacket(draw: Draw, config: VrrpConfig, nodes: number): ForeignPacket {
  const family = ipFamily(bareAddress(config.virtualAddresses[0] ?? '0.0.0.0'))
  const node = draw.integer(1, nodes)
  const nodeAddress = family === 4 ? `192.0.2.${node}` : `fe80::${node}`
  const isUnicast = (config.unicastPeers ?? []).length > 0
  const isMisdirected = draw.chance(0.05)
  const destination = isUnicast !== isMisdirected ? nodeAddress : vrrpGroup(family)
  const source = draw.chance(0.15) ? nodeAddress : stranger[family]
  const payload = draw.chance(0.1)
    ? randomBytes(draw, draw.integer(0, 60))
    : spoilt(draw, advertOf(draw, config, source, destination))
  const ttl = draw.chance(0.1) ? draw.integer(1, 254) : 255
  return { source, destination, ttl, payload: toHex(payload) }
}

function advertOf(
  draw: Draw,
  config: VrrpConfig,
  source: IpAddress,
  destination: IpAddress,
): Uint8Array {
  const { virtualRouterId, advertIntMs = 1000, authentication = { type: 'none' } } = config
  const version = config.version ?? 2
  const addresses = config.virtualAddresses.map(bareAddress)
  const priority = draw.pick([0, 1, 99, 200, 254, 255])
  const isLate = draw.chance(0.1)
  return encodeAdvertisement(
    {
      version,
      virtualRouterId,
      priority,
      advertIntMs: isLate ? 2 * advertIntMs : advertIntMs,
      addresses: draw.chance(0.1) ? addresses.slice(1) : addresses,
    },
    { source, destination, authentication: messageAuthentication(authentication) },
  )
}

/** Most of the time something is wrong with it. */
function spoilt(draw: Draw, bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  switch (
    draw.weighted({ none: 15, flip: 35, interval: 10, vrid: 8, cut: 12, pad: 12, version: 8 })
  ) {
    case 'none':
      return copy
    case 'flip': {
      const index = draw.integer(0, copy.length - 1)
      copy[index] = (copy[index] ?? 0) ^ (1 << draw.integer(0, 7))
      return copy
    }
    case 'interval':
      copy[4] = 0
      copy[5] = 0
      return mended(copy)
    case 'vrid':
      copy[1] = draw.integer(0, 255)
      return mended(copy)
    case 'cut':
      return copy.slice(0, draw.integer(0, copy.length - 1))
    case 'pad':
      return Uint8Array.of(...copy, ...randomBytes(draw, draw.integer(1, 30)))
    case 'version':
      copy[0] = draw.pick([0x01, 0x11, 0x21, 0x31, 0x22, 0x32, 0x41, 0xff])
      return mended(copy)
  }
}

/** Carries the sum of what was changed over to the checksum of a message without pseudo-header. */
function mended(bytes: Uint8Array): Uint8Array {
  bytes[6] = 0
  bytes[7] = 0
  let sum = 0
  for (let offset = 0; offset < bytes.length; offset += 2) {
    sum += (bytes[offset] ?? 0) * 256 + (bytes[offset + 1] ?? 0)
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  bytes[6] = (~sum >> 8) & 0xff
  bytes[7] = ~sum & 0xff
  return bytes
}

function randomBytes(draw: Draw, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => draw.integer(0, 255))
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
