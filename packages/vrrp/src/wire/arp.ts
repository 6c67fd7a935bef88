import {
  etherTypes,
  type EthernetFrame,
  type IpAddress,
  ipFromBytes,
  ipToBytes,
  type MacAddress,
  macFromBytes,
  macToBytes,
  octet,
  putWord,
  type Result,
  word,
} from '@holdfast/core'

/*
 * ARP for IPv4 over Ethernet (RFC 826). Length 28; what follows is Ethernet padding.
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------------------------------+-------------------------------+
 *   |      Hardware type 0x0001     |     Protocol type 0x0800      |
 *   +---------------+---------------+-------------------------------+
 *   | HW length  6  | IP length  4  |           Operation           |
 *   +---------------+---------------+-------------------------------+
 *   |                          Sender MAC                           |
 *   |                               +-------------------------------+
 *   |                               |           Sender IP           |
 *   +-------------------------------+-------------------------------+
 *   |          Sender IP            |                               |
 *   +-------------------------------+          Target MAC           |
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   |                           Target IP                           |
 *   +---------------------------------------------------------------+
 */

/** EtherType of ARP. */
export const arpEtherType: number = etherTypes.arp

/** Everybody on the link. */
export const broadcastMac: MacAddress = 'ff:ff:ff:ff:ff:ff'

const ethernet = 1
const ipv4 = 0x0800
const request = 1
const reply = 2
const arpLength = 28

export interface ArpPacket {
  readonly operation: 'request' | 'reply'
  readonly senderMac: MacAddress
  readonly senderAddress: IpAddress
  readonly targetMac: MacAddress
  readonly targetAddress: IpAddress
}

/** `unsupported`: not IPv4 over Ethernet; `operationError`: neither request nor reply. */
export type ArpRejectionCode = 'truncated' | 'unsupported' | 'operationError'

export interface ArpRejection {
  readonly code: ArpRejectionCode
}

export interface GratuitousArp {
  /** The IPv4 address that moved here. */
  readonly address: IpAddress
  /** Where it is now. */
  readonly macAddress: MacAddress
  /** Target hardware address; broadcast by default, as keepalived sends; some stacks use zeros. */
  readonly targetMac?: MacAddress
}

/**
 * The frame that tells a LAN where an address is now: a broadcast request for the address by its
 * holder, which updates every neighbour's table (RFC 5944 4.6, rule 118). Only the interface has
 * to be added before it can be sent.
 */
export function encodeGratuitousArp(announcement: GratuitousArp): Omit<EthernetFrame, 'interface'> {
  const { address, macAddress, targetMac = broadcastMac } = announcement
  const payload = requestFrom(macAddress, address)
  payload.set(ipToBytes(address), 14)
  payload.set(macToBytes(targetMac), 18)
  return broadcast(macAddress, payload)
}

/**
 * The frame that asks whether somebody has an address, and tells nobody of one: the sender's address
 * is 0.0.0.0, so that no neighbour learns anything by it (RFC 5227 1.1).
 */
export function encodeArpProbe(probe: {
  readonly address: IpAddress
  /** Of the interface that asks. */
  readonly macAddress: MacAddress
}): Omit<EthernetFrame, 'interface'> {
  return broadcast(probe.macAddress, requestFrom(probe.macAddress, probe.address))
}

function requestFrom(macAddress: MacAddress, targetAddress: IpAddress): Uint8Array {
  const payload = new Uint8Array(arpLength)
  putWord(payload, 0, ethernet)
  putWord(payload, 2, ipv4)
  payload[4] = 6
  payload[5] = 4
  putWord(payload, 6, request)
  payload.set(macToBytes(macAddress), 8)
  payload.set(ipToBytes(targetAddress), 24)
  return payload
}

function broadcast(source: MacAddress, payload: Uint8Array): Omit<EthernetFrame, 'interface'> {
  return {
    kind: 'ethernet',
    source,
    destination: broadcastMac,
    etherType: arpEtherType,
    payload,
  }
}

/** Reads what an ARP frame carries. Never throws, whatever the bytes. */
export function decodeArp(payload: Uint8Array): Result<ArpPacket, ArpRejection> {
  if (payload.length < arpLength) return { ok: false, error: { code: 'truncated' } }
  const isEthernet = word(payload, 0) === ethernet && octet(payload, 4) === 6
  const isIpv4 = word(payload, 2) === ipv4 && octet(payload, 5) === 4
  if (!isEthernet || !isIpv4) return { ok: false, error: { code: 'unsupported' } }
  const operation = word(payload, 6)
  if (operation !== request && operation !== reply) {
    return { ok: false, error: { code: 'operationError' } }
  }
  return {
    ok: true,
    value: {
      operation: operation === request ? 'request' : 'reply',
      senderMac: macFromBytes(payload, 8),
      senderAddress: ipFromBytes(payload, 4, 14),
      targetMac: macFromBytes(payload, 18),
      targetAddress: ipFromBytes(payload, 4, 24),
    },
  }
}
