import { execFileSync } from 'node:child_process'
import {
  AF_PACKET,
  interfaceIndex,
  monotonicMs,
  openSocket,
  packetAddress,
  poll,
  receiveBatch,
  SOCK_RAW,
  SystemCallError,
} from '@holdfast/linux'
import type { LinuxSocket, ReceiveBatch } from '@holdfast/linux'

/** An EtherType for local experiments (IEEE 802): nobody else in the namespace speaks it. */
export const experimental = 0x88b5
export const everyone = '33:33:00:00:12:34'

/** `ip` of iproute2, in the namespace of this process. */
export function ip(command: string): string {
  return execFileSync('ip', command.split(' '), { encoding: 'utf8' })
}

/** Two ends of a cable, `left` and `right`, both up. */
export function plugCable(): void {
  ip('link add left type veth peer name right')
  ip('link set left up')
  bringUp('right')
}

/**
 * Brings one end up, and waits until both carry frames: the kernel sees to that in its own time, and
 * drops what is sent before.
 */
export function bringUp(name: 'left' | 'right'): void {
  ip(`link set ${name} up`)
  const giveUpAt = monotonicMs() + 10_000
  while (!['left', 'right'].every((end) => ip(`link show ${end}`).includes(' state UP '))) {
    if (monotonicMs() > giveUpAt) throw new Error('the cable carries nothing')
    poll([], 5)
  }
}

export function packetSocket(name: string, protocol: number = experimental): LinuxSocket {
  const socket = openSocket(AF_PACKET, SOCK_RAW, 0)
  socket.bind(packetAddress({ interfaceIndex: interfaceIndex(name), protocol }))
  return socket
}

/** An Ethernet frame to a multicast group, with `payload` behind the header. */
export function frame(payload: readonly number[], etherType: number = experimental): Uint8Array {
  const group = everyone.split(':').map((pair) => Number.parseInt(pair, 16))
  const source = [0x02, 0, 0, 0, 0, 1]
  return Uint8Array.from([...group, ...source, etherType >> 8, etherType & 0xff, ...payload])
}

/** The first byte behind the Ethernet header of everything that waits. */
export function receiveAll(socket: LinuxSocket, batch: ReceiveBatch = room): number[] {
  const seen: number[] = []
  for (;;) {
    const count = socket.receive(batch)
    if (count === 0) return seen
    for (let index = 0; index < count; index++) seen.push(batch.bytes(index)[14] ?? -1)
  }
}

/** `call errno` of what was thrown, or `ok`. */
export function outcome(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof SystemCallError) return `${error.call} ${error.errno}`
    throw error
  }
  return 'ok'
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

const room = receiveBatch(64, 2048)
