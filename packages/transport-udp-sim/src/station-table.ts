import { isMulticast } from '@holdfast/core'
import type { Packet } from '@holdfast/core'
import type { StationInfo } from './envelope.js'

/** A station as the hub knows it. */
export interface Member {
  readonly station: StationInfo
  /** Where its socket is: port of 127.0.0.1. One interface has one socket, so this identifies it. */
  readonly udpPort: number
  readonly heardAtMs: number
}

/** What a `join` meant: `moved` = from another socket than before, as after a restart. */
export type Joined = 'new' | 'known' | 'moved' | 'refused'

/** What a switch knows: who is plugged in where. */
export class StationTable {
  readonly #members = new Map<number, Member>()
  readonly #silenceMs: number
  readonly #limit: number

  /** Stations that did not join again for `silenceMs` are forgotten; more than `limit` are refused. */
  constructor(silenceMs: number, limit: number) {
    this.#silenceMs = silenceMs
    this.#limit = limit
  }

  get size(): number {
    return this.#members.size
  }

  join(udpPort: number, station: StationInfo, now: number): Joined {
    const before = this.#find(station)
    if (before === undefined && !this.#members.has(udpPort) && this.size >= this.#limit) {
      return 'refused'
    }
    // A process that was killed did not leave: whoever comes back under its name takes its place.
    if (before !== undefined) this.#members.delete(before.udpPort)
    this.#members.set(udpPort, { station, udpPort, heardAtMs: now })
    if (before === undefined) return 'new'
    return before.udpPort === udpPort ? 'known' : 'moved'
  }

  leave(udpPort: number): Member | undefined {
    const member = this.#members.get(udpPort)
    this.#members.delete(udpPort)
    return member
  }

  forgetSilent(now: number): readonly Member[] {
    const silent = [...this.#members.values()].filter(
      (member) => now - member.heardAtMs > this.#silenceMs,
    )
    for (const member of silent) this.#members.delete(member.udpPort)
    return silent
  }

  at(udpPort: number): Member | undefined {
    return this.#members.get(udpPort)
  }

  list(): readonly StationInfo[] {
    return [...this.#members.values()].map((member) => member.station)
  }

  /** Who is to hear `packet`: all other nodes of the segment, or who has the unicast address. */
  receivers(sender: Member, packet: Packet): readonly Member[] {
    const isForAll = isForEverybody(packet)
    return [...this.#members.values()].filter(
      ({ station }) =>
        station.segment === sender.station.segment &&
        station.node !== sender.station.node &&
        (isForAll || hasDestination(station, packet)),
    )
  }

  #find(station: StationInfo): Member | undefined {
    for (const member of this.#members.values()) {
      const { segment, node, interface: name } = member.station
      if (segment === station.segment && node === station.node && name === station.interface) {
        return member
      }
    }
    return undefined
  }
}

function isForEverybody(packet: Packet): boolean {
  if (packet.kind === 'ip') {
    return isMulticast(packet.destination) || packet.destination === '255.255.255.255'
  }
  // IEEE 802.3: the lowest bit of the first octet marks a group address.
  return (Number.parseInt(packet.destination.slice(0, 2), 16) & 1) === 1
}

function hasDestination(station: StationInfo, packet: Packet): boolean {
  return packet.kind === 'ip'
    ? station.addresses.includes(packet.destination)
    : station.macAddress === packet.destination
}
