import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import {
  accept,
  AF_INET,
  AF_PACKET,
  assembleFilter,
  bindToDevice,
  drop,
  enableTimestamps,
  ETH_P_ALL,
  ifEqual,
  ignoreOutgoing,
  inetAddress,
  interfaceIndex,
  IPPROTO_VRRP,
  joinMulticast,
  leaveMulticast,
  loadByte,
  monotonicMs,
  openSocket,
  packetAddress,
  poll,
  readInetAddress,
  readPacketAddress,
  readPacketStatistics,
  receiveBatch,
  setMark,
  setReceiveBuffer,
  SOCK_RAW,
} from '@holdfast/linux'
import type { LinuxSocket } from '@holdfast/linux'
import {
  bringUp,
  everyone,
  experimental,
  frame,
  ip,
  outcome,
  packetSocket,
  plugCable,
  receiveAll,
  wait,
} from './frames.js'

// Each runs in a network namespace of its own and returns what the test expects as literals.

/** 20,000 frames in a second, from another process. */
export async function flood(): Promise<unknown> {
  plugCable()
  const socket = packetSocket('right')
  const buffer = setReceiveBuffer(socket, 16 * 1024 * 1024)
  const batch = receiveBatch(64, 256)
  let received = 0
  socket.onReadable(() => {
    received += socket.receive(batch)
  })
  const sender = fork(new URL('main.ts', import.meta.url), ['sendFlood'], { stdio: 'ignore' })
  await once(sender, 'exit')
  for (let count = 1; count > 0; received += count) count = socket.receive(batch)
  const { dropped } = readPacketStatistics(socket)
  socket.close()
  return { buffer, received, dropped }
}

export function sendFlood(): unknown {
  const socket = packetSocket('left')
  const all = new Array<Uint8Array>(20_000).fill(frame(new Array<number>(60).fill(1)))
  const start = monotonicMs()
  for (let sent = 0; sent < all.length;) {
    const due = Math.floor((monotonicMs() - start) * 20)
    sent += socket.sendBatch(all.slice(sent, due))
    poll([], 0.5)
  }
  return {}
}

/** One socket object through all that can happen to its interface. */
export async function interfaceLife(): Promise<unknown> {
  plugCable()
  const socket = packetSocket('right')
  const log: string[] = []
  let turns = 0
  socket.onReadable(() => {
    turns++
    const what = outcome(() => log.push(...receiveAll(socket).map(String)))
    if (what !== 'ok') log.push(what)
  })
  const send = (value: number): string => outcome(() => packetSocket('left').send(frame([value])))
  /** Gives what comes of it, which is one thing or nothing, time to come. */
  const step = async (name: string, action: () => unknown, results = 1): Promise<void> => {
    const enough = log.push(name) + results
    const giveUpAt = monotonicMs() + 10_000
    action()
    do await wait(50)
    while (log.length < enough && monotonicMs() < giveUpAt)
  }
  await step('up', () => send(1))
  await step('down', () => ip('link set right down'))
  await step('send', () => log.push(outcome(() => socket.send(frame([9])))))
  await step('up again', () => bringUp('right'), 0)
  await step('arrives', () => send(2))
  await step('deleted', () => ip('link delete right'))
  await step('send', () => log.push(outcome(() => socket.send(frame([9])))))
  plugCable()
  await step('recreated', () => send(3), 0)
  const right = { interfaceIndex: interfaceIndex('right'), protocol: experimental }
  await step('bound again', () => socket.bind(packetAddress(right)), 0)
  await step('arrives', () => send(4))
  await step('sends', () => {
    const peer = packetSocket('left')
    socket.send(frame([5]))
    log.push(...receiveAll(peer).map((value) => `peer ${String(value)}`))
  })
  socket.close()
  // Four frames and two errors; each may take a turn more to find that nothing is left.
  return { log, spins: turns > 12 }
}

/** A raw IP socket tied to an interface that comes and goes. */
export function rawIp(): unknown {
  plugCable()
  ip('address add 192.0.2.1/24 dev left')
  ip('address add 192.0.2.2/24 dev right')
  const socket = openSocket(AF_INET, SOCK_RAW, IPPROTO_VRRP)
  const batch = receiveBatch(4, 256)
  const log: unknown[] = []
  const send = (): string => outcome(() => socket.send(Uint8Array.of(1), inetAddress('192.0.2.9')))
  setMark(socket, 0xffff_ffff)
  bindToDevice(socket, 'left')
  log.push(send())
  ip('link set left down')
  log.push(send())
  ip('link set left up')
  log.push(send())
  ip('link delete left')
  log.push(send())
  plugCable()
  ip('address add 192.0.2.1/24 dev left')
  log.push(send())
  bindToDevice(socket, 'left')
  log.push(send())
  bindToDevice(socket, undefined)
  ip('link set lo up')
  socket.send(Uint8Array.of(7, 7), inetAddress('127.0.0.1'))
  const count = socket.receive(batch)
  log.push(count, readInetAddress(batch.address(0)), [...batch.bytes(0).subarray(20)])
  socket.close()
  return log
}

/** How long frames have waited, and who sent them. */
export function ages(): unknown {
  plugCable()
  ip('link set left address 02:00:00:00:00:01')
  const socket = packetSocket('right')
  enableTimestamps(socket)
  const sender = packetSocket('left')
  const batch = receiveBatch(4, 256)
  untilStamped(socket, sender)
  sender.send(frame([1]))
  poll([], 25)
  sender.send(frame([2]))
  const count = socket.receive(batch)
  const { macAddress, packetType, protocol } = readPacketAddress(batch.address(0))
  const [first, second] = [batch.ageMs(0), batch.ageMs(1)]
  socket.close()
  return { count, first, second, macAddress, packetType, protocol }
}

/** The kernel begins with timestamps in a task of its own; a frame that waited tells whether it has. */
function untilStamped(socket: LinuxSocket, sender: LinuxSocket): void {
  const batch = receiveBatch(1, 256)
  for (let attempt = 0; attempt < 500; attempt++) {
    sender.send(frame([0]))
    poll([], 10)
    socket.receive(batch)
    if (batch.ageMs(0) > 5) return
  }
  throw new Error('the kernel stamps nothing')
}

export function outgoing(): unknown {
  plugCable()
  const sender = packetSocket('left')
  // Only a socket for all protocols hears what is sent.
  const socket = packetSocket('left', ETH_P_ALL)
  receiveAll(socket)
  const types: (number | undefined)[] = []
  const batch = receiveBatch(8, 256)
  const look = (): void => {
    const count = socket.receive(batch)
    for (let index = 0; index < count; index++) {
      const { packetType, protocol } = readPacketAddress(batch.address(index))
      if (protocol === experimental) types.push(packetType)
    }
  }
  sender.send(frame([1]))
  look()
  ignoreOutgoing(socket)
  sender.send(frame([2]))
  look()
  return types
}

/**
 * A macvlan filters multicast as hardware does, by a hash: what was not joined may slip through, so
 * it is the list of the kernel that tells. It has no address of any kind of IP.
 */
export function multicast(): unknown {
  plugCable()
  ip('link add mac0 link right type macvlan mode bridge')
  ip('link set mac0 up')
  const socket = packetSocket('mac0')
  const index = interfaceIndex('mac0')
  const isJoined = (): boolean => ip('maddress show dev mac0').includes(everyone)
  const log: unknown[] = [isJoined()]
  joinMulticast(socket, index, everyone)
  packetSocket('left').send(frame([2]))
  // The kernel hands multicast to a macvlan in the background.
  poll([socket], 5000)
  log.push(receiveAll(socket), isJoined())
  log.push(/promiscuity (\d+)/.exec(ip('-d link show mac0'))?.[1])
  leaveMulticast(socket, index, everyone)
  log.push(isJoined())
  log.push(outcome(() => joinMulticast(socket, 4711, everyone)))
  joinMulticast(socket, index, everyone)
  log.push(isJoined())
  socket.close()
  log.push(isJoined())
  return log
}

export function filter(): unknown {
  plugCable()
  const socket = openSocket(AF_PACKET, SOCK_RAW, 0)
  socket.attachFilter(assembleFilter([loadByte(14), ifEqual(112, 0, 1), accept(), drop()]))
  const address = { interfaceIndex: interfaceIndex('right'), protocol: experimental }
  socket.bind(packetAddress(address))
  packetSocket('left').sendBatch([111, 112, 113, 112].map((value) => frame([value])))
  return receiveAll(socket)
}

/** What does not fit is counted, and asking resets. */
export function statistics(): unknown {
  plugCable()
  const socket = packetSocket('right')
  setReceiveBuffer(socket, 2048)
  const sender = packetSocket('left')
  // More than one system call takes.
  const sent = sender.sendBatch(new Array<Uint8Array>(600).fill(frame([1])))
  const first = readPacketStatistics(socket)
  const received = receiveAll(socket).length
  const areComplete = received > 0 && received + first.dropped === 600
  return { sent, total: first.received, areComplete, second: readPacketStatistics(socket) }
}

export function openAndClose(): unknown {
  plugCable()
  const count = (): number => readdirSync('/proc/self/fd').length
  const index = interfaceIndex('right')
  const cycle = (): void => {
    const socket = packetSocket('right')
    socket.onReadable(() => undefined)
    joinMulticast(socket, index, everyone)
    socket.close()
  }
  cycle()
  const before = count()
  for (let times = 0; times < 200; times++) cycle()
  return { leaked: count() - before, joined: ip('maddress show dev right').includes(everyone) }
}
