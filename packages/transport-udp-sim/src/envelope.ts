import {
  ipFamily,
  ipFromBytes,
  ipToBytes,
  macFromBytes,
  macToBytes,
  TransportError,
} from '@holdfast/core'
import type { IpAddress, IpFamily, MacAddress, Packet, Result } from '@holdfast/core'
import { ByteReader } from './byte-reader.js'

/** One interface of one node, plugged into a segment. */
export interface Station {
  readonly segment: string
  readonly node: string
  readonly interface: string
}

/** What a station says of itself when it joins. */
export interface StationInfo extends Station {
  readonly macAddress: MacAddress
  readonly addresses: readonly IpAddress[]
}

/** What travels between nodes, hub and controllers, one envelope per UDP datagram. */
export type Envelope =
  /** "Here I am": repeated, so that a hub that was restarted learns of everybody again. */
  | { readonly kind: 'join'; readonly id: number; readonly station: StationInfo }
  /** The hub's answer to the `join` of the same id. */
  | { readonly kind: 'joined'; readonly id: number }
  | { readonly kind: 'leave'; readonly from: Station }
  /** A packet on its way; its interface is the sender's. */
  | { readonly kind: 'packet'; readonly from: Station; readonly packet: Packet }
  /** A command for the hub, as JSON: rare, so readable beats compact. */
  | { readonly kind: 'control'; readonly id: number; readonly text: string }
  | { readonly kind: 'answer'; readonly id: number; readonly text: string }

/** Why bytes are not an envelope. */
export type EnvelopeError = 'not an envelope' | 'unknown version' | 'unknown kind' | 'malformed'

/*
 * Every envelope starts with
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +---------------+---------------+---------------+---------------+
 *     |   'H' 0x48    |   'F' 0x46    |   version 1   |     kind      |
 *     +---------------+---------------+---------------+---------------+
 *
 * and goes on by kind, all numbers big-endian, `text` a length byte and that much UTF-8:
 *
 *     1 join      id (4), station, MAC (6), count (1), count x { family (1), address (4 or 16) }
 *     2 joined    id (4)
 *     3 leave     station
 *     4 ip        station, family (1), protocol (1), ttl (1), tos (1),
 *                 source (4 or 16), destination (4 or 16), payload (rest)
 *     5 ethernet  station, destination MAC (6), source MAC (6), etherType (2), payload (rest)
 *     6 control   id (4), JSON (rest)
 *     7 answer    id (4), JSON (rest)
 *
 *     station     segment (text), node (text), interface (text)
 */
const MAGIC_0 = 0x48
const MAGIC_1 = 0x46
const VERSION = 1
const HEADER_LENGTH = 4
const KIND = { join: 1, joined: 2, leave: 3, ip: 4, ethernet: 5, control: 6, answer: 7 } as const

/** The length byte of a name bounds it. */
export const NAME_BYTES_MAX = 255

const utf8 = new TextEncoder()

/** Throws TransportError for what an envelope cannot carry, such as a name of 256 bytes. */
export function encodeEnvelope(envelope: Envelope): Uint8Array {
  switch (envelope.kind) {
    case 'join':
      return assemble(KIND.join, [uint32(envelope.id), ...stationInfoParts(envelope.station)])
    case 'joined':
      return assemble(KIND.joined, [uint32(envelope.id)])
    case 'leave':
      return assemble(KIND.leave, stationParts(envelope.from))
    case 'packet':
      return encodePacket(envelope.from, envelope.packet)
    case 'control':
      return assemble(KIND.control, [uint32(envelope.id), utf8.encode(envelope.text)])
    case 'answer':
      return assemble(KIND.answer, [uint32(envelope.id), utf8.encode(envelope.text)])
  }
}

/** Reads any bytes. The payload of a packet is a view of `bytes`, not a copy. */
export function decodeEnvelope(bytes: Uint8Array): Result<Envelope, EnvelopeError> {
  if (bytes.length < HEADER_LENGTH || bytes[0] !== MAGIC_0 || bytes[1] !== MAGIC_1) {
    return { ok: false, error: 'not an envelope' }
  }
  if (bytes[2] !== VERSION) return { ok: false, error: 'unknown version' }
  // A view without Buffer's own methods: payloads leave this package as plain Uint8Arrays.
  const body = new Uint8Array(bytes.buffer, bytes.byteOffset + HEADER_LENGTH, bytes.length - 4)
  const reader = new ByteReader(body)
  const envelope = readBody(bytes[3] ?? 0, reader)
  if (envelope === 'malformed' || envelope === 'unknown kind') return { ok: false, error: envelope }
  // Trailing bytes cannot come from our encoder either.
  if (reader.truncated || reader.remaining > 0) return { ok: false, error: 'malformed' }
  return { ok: true, value: envelope }
}

function readBody(kind: number, reader: ByteReader): Envelope | 'malformed' | 'unknown kind' {
  switch (kind) {
    case KIND.join:
      return readJoin(reader)
    case KIND.joined:
      return { kind: 'joined', id: reader.uint32() }
    case KIND.leave:
      return { kind: 'leave', from: readStation(reader) }
    case KIND.ip:
      return readIp(reader)
    case KIND.ethernet:
      return readEthernet(reader)
    case KIND.control:
      return { kind: 'control', id: reader.uint32(), text: reader.restAsText() }
    case KIND.answer:
      return { kind: 'answer', id: reader.uint32(), text: reader.restAsText() }
    default:
      return 'unknown kind'
  }
}

function readJoin(reader: ByteReader): Envelope | 'malformed' {
  const id = reader.uint32()
  const station = readStation(reader)
  const macAddress = macFromBytes(reader.take(6))
  const addresses: IpAddress[] = []
  for (let count = reader.uint16(); count > 0; count -= 1) {
    const family = readFamily(reader)
    if (family === undefined) return 'malformed'
    addresses.push(readAddress(reader, family))
  }
  return { kind: 'join', id, station: { ...station, macAddress, addresses } }
}

function readIp(reader: ByteReader): Envelope | 'malformed' {
  const from = readStation(reader)
  const family = readFamily(reader)
  if (family === undefined) return 'malformed'
  const packet: Packet = {
    kind: 'ip',
    interface: from.interface,
    protocol: reader.uint8(),
    ttl: reader.uint8(),
    tos: reader.uint8(),
    source: readAddress(reader, family),
    destination: readAddress(reader, family),
    payload: reader.rest(),
  }
  return { kind: 'packet', from, packet }
}

function readEthernet(reader: ByteReader): Envelope {
  const from = readStation(reader)
  const packet: Packet = {
    kind: 'ethernet',
    interface: from.interface,
    destination: macFromBytes(reader.take(6)),
    source: macFromBytes(reader.take(6)),
    etherType: reader.uint16(),
    payload: reader.rest(),
  }
  return { kind: 'packet', from, packet }
}

function readStation(reader: ByteReader): Station {
  return { segment: reader.shortText(), node: reader.shortText(), interface: reader.shortText() }
}

function readFamily(reader: ByteReader): IpFamily | undefined {
  const family = reader.uint8()
  return family === 4 || family === 6 ? family : undefined
}

function readAddress(reader: ByteReader, family: IpFamily): IpAddress {
  return ipFromBytes(reader.take(family === 4 ? 4 : 16), family)
}

function encodePacket(from: Station, packet: Packet): Uint8Array {
  const parts = stationParts(from)
  if (packet.kind === 'ethernet') {
    parts.push(macToBytes(packet.destination), macToBytes(packet.source))
    parts.push(uint16(packet.etherType), packet.payload)
    return assemble(KIND.ethernet, parts)
  }
  const family = ipFamily(packet.source)
  if (family !== ipFamily(packet.destination)) {
    throw new TransportError(`${packet.source} and ${packet.destination} differ in family`)
  }
  parts.push(Uint8Array.of(family, packet.protocol, packet.ttl, packet.tos))
  parts.push(ipToBytes(packet.source), ipToBytes(packet.destination), packet.payload)
  return assemble(KIND.ip, parts)
}

function stationInfoParts(station: StationInfo): Uint8Array[] {
  const parts = stationParts(station)
  parts.push(macToBytes(station.macAddress), uint16(station.addresses.length))
  for (const address of station.addresses) {
    parts.push(Uint8Array.of(ipFamily(address)), ipToBytes(address))
  }
  return parts
}

function stationParts(station: Station): Uint8Array[] {
  const { segment, node } = station
  return [...shortText(segment), ...shortText(node), ...shortText(station.interface)]
}

function shortText(text: string): [Uint8Array, Uint8Array] {
  const bytes = utf8.encode(text)
  if (bytes.length > NAME_BYTES_MAX) throw new TransportError(`name of ${bytes.length} bytes`)
  return [Uint8Array.of(bytes.length), bytes]
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value)
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}

function assemble(kind: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, HEADER_LENGTH)
  const bytes = new Uint8Array(length)
  bytes.set([MAGIC_0, MAGIC_1, VERSION, kind])
  let offset = HEADER_LENGTH
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}
