import { groupMacAddress } from '@holdfast/core'
import type { IpAddress, MacAddress } from '@holdfast/core'
import {
  AF_PACKET,
  enableTimestamps,
  ignoreOutgoing,
  joinMulticast,
  noInterfaceIndex,
  openSocket,
  packetAddress,
  readPacketStatistics,
  setReceiveBuffer,
  SOCK_RAW,
  SystemCallError,
} from '@holdfast/linux'
import type { LinuxSocket } from '@holdfast/linux'
import type { PacketFilter } from './packet-filters.js'
import { UnicastSockets } from './unicast-sockets.js'

/** 224.0.0.18, ff02::12, and ff02::1 for neighbour advertisements. */
const groupMacs: readonly MacAddress[] = [
  '01:00:5e:00:00:12',
  '33:33:00:00:00:12',
  '33:33:00:00:00:01',
]

const nowhere = packetAddress({ interfaceIndex: noInterfaceIndex, protocol: 0 })

export interface InterfaceSocketsOptions {
  readonly interfaceName: string
  readonly interfaceIndex: number
  /** Multicast groups besides those of the protocols. */
  readonly groups: Iterable<IpAddress>
  readonly filters: readonly PacketFilter[]
  readonly receiveBufferBytes: number
  /** Something waits in this socket, or it has an error. */
  readonly onReadable: (socket: LinuxSocket) => void
}

/**
 * Everything that is open on one interface, from its index on until that is gone. The packet sockets
 * are SOCK_RAW, because an announcement has to leave from the MAC address it announces, and because
 * whom a frame was for is known from its header only. Sending has a socket of its own, whose
 * protocol 0 hears nothing and lets the kernel read each frame's EtherType.
 */
export class InterfaceSockets {
  readonly interfaceIndex: number
  readonly #sender: LinuxSocket
  readonly #receivers: readonly LinuxSocket[]
  readonly #unicast: UnicastSockets
  #dropped = 0

  /** Throws SystemCallError, and then nothing stays open. */
  constructor(options: InterfaceSocketsOptions) {
    const { interfaceName, interfaceIndex, groups, filters } = options
    this.interfaceIndex = interfaceIndex
    this.#unicast = new UnicastSockets(interfaceName, interfaceIndex)
    const opened: LinuxSocket[] = []
    const open = (): LinuxSocket => {
      const socket = openSocket(AF_PACKET, SOCK_RAW, 0)
      opened.push(socket)
      return socket
    }
    try {
      this.#sender = open()
      this.#sender.bind(packetAddress({ interfaceIndex, protocol: 0 }))
      for (const group of groupMacs) joinMulticast(this.#sender, interfaceIndex, group)
      for (const group of groups) this.#addGroup(group)
      this.#receivers = filters.map((filter) => {
        const socket = open()
        listen(socket, filter, options)
        return socket
      })
      this.#unicast.joinGroups()
    } catch (error) {
      this.#unicast.close()
      for (const socket of opened) socket.close()
      throw error
    }
  }

  /** In the order in which they shall be read. */
  get receivers(): readonly LinuxSocket[] {
    return this.#receivers
  }

  /** Throws SystemCallError: ENETDOWN while the interface is down, ENXIO when it was deleted. */
  sendFrame(frame: Uint8Array): void {
    this.#sender.send(frame)
  }

  /** The kernel refuses it, as no interface has that index. */
  rehearseFrame(frame: Uint8Array): void {
    try {
      this.#sender.send(frame, nowhere)
    } catch {
      // ENXIO
    }
  }

  /** Throws SystemCallError. */
  sendPacket(packet: Uint8Array, destination: IpAddress): void {
    this.#unicast.send(packet, destination)
  }

  /** Hears this group as well. Throws SystemCallError. */
  joinGroup(group: IpAddress): void {
    this.#addGroup(group)
    this.#unicast.joinGroups()
  }

  /** The interface has changed: what it refused before it may take now. */
  joinGroups(): void {
    this.#unicast.joinGroups()
  }

  droppedFrames(): number {
    for (const socket of this.#receivers) {
      if (!socket.isClosed) this.#dropped += readPacketStatistics(socket).dropped
    }
    return this.#dropped
  }

  close(): void {
    this.droppedFrames()
    for (const socket of this.#receivers) socket.close()
    this.#sender.close()
    this.#unicast.close()
  }

  #addGroup(group: IpAddress): void {
    const macAddress = groupMacAddress(group)
    if (macAddress !== undefined) joinMulticast(this.#sender, this.interfaceIndex, macAddress)
    this.#unicast.addGroup(group)
  }
}

/** Binding comes last: a packet socket without protocol hears nothing, so no frame escapes the filter. */
function listen(socket: LinuxSocket, filter: PacketFilter, options: InterfaceSocketsOptions): void {
  const { interfaceIndex, receiveBufferBytes, onReadable } = options
  if (filter.program !== undefined) socket.attachFilter(filter.program)
  setReceiveBuffer(socket, receiveBufferBytes)
  enableTimestamps(socket)
  try {
    ignoreOutgoing(socket)
  } catch (error) {
    // Before Linux 4.20 there is no such option; the packet type tells then.
    if (!(error instanceof SystemCallError) || error.errno !== 'ENOPROTOOPT') throw error
  }
  socket.bind(packetAddress({ interfaceIndex, protocol: filter.etherType }))
  socket.onReadable(() => onReadable(socket))
}
