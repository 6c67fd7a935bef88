import type { EthernetFrame, IpDatagram } from '@holdfast/core'
import type { FrameBackend } from './frame-backend.js'
import { RawTransport } from './raw-transport.js'

/** Enough for the engine to compile the path; some milliseconds once in a process. */
const ROUNDS = 50

let isWarm = false

/**
 * Sends adverts and announcements through a transport that leads nowhere, once in a process: the first
 * ones of a takeover then find their path compiled.
 */
export async function rehearseSending(): Promise<void> {
  if (isWarm) return
  isWarm = true
  await using transport = new RawTransport({ backend: nowhere })
  await transport.open(['none'])
  for (let round = 0; round < ROUNDS; round += 1) {
    transport.send(datagram('192.0.2.1', '224.0.0.18', 112))
    transport.send(datagram('fe80::1', 'ff02::12', 112))
    transport.send(datagram('fe80::1', 'ff02::1', 58))
    transport.send(datagram('192.0.2.1', '192.0.2.2', 112))
    transport.send(announcement)
  }
}

const nowhere: FrameBackend = {
  attach: () => undefined,
  open: () => Promise.resolve(),
  joinGroup: () => undefined,
  macAddress: () => '02:00:00:00:00:01',
  sendFrame: () => undefined,
  sendPacket: () => undefined,
  drain: () => undefined,
  droppedFrames: () => 0,
  close: () => Promise.resolve(),
}

const announcement: EthernetFrame = {
  kind: 'ethernet',
  interface: 'none',
  source: '02:00:00:00:00:01',
  destination: 'ff:ff:ff:ff:ff:ff',
  etherType: 0x0806,
  payload: new Uint8Array(28),
}

function datagram(source: string, destination: string, protocol: number): IpDatagram {
  const payload = new Uint8Array(32)
  return {
    ...{ kind: 'ip', interface: 'none', source, destination, protocol },
    ...{ ttl: 255, tos: 0xc0, payload },
  }
}
