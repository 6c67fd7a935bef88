import { ipFromBytes } from '@holdfast/core'
import type { IpAddress, IpDatagram, Packet } from '@holdfast/core'
import type { InstanceModel } from './instance-model.js'
import type { NodeModel } from './node-model.js'
import { ROUNDING_MS } from './violation.js'
import type { Report } from './violation.js'
import { addressesOf } from './wire-advert.js'
import type { WireAdvert } from './wire-advert.js'

/** An advert of an instance leaves; `now` is the node's own clock. */
export function advertLeaves(
  model: InstanceModel,
  packet: IpDatagram,
  advert: WireAdvert | undefined,
  now: number,
  report: Report,
): void {
  const { turn, tally, role, node } = model
  const flaw = advert === undefined ? 'is no advert' : wireFlaw(model, packet, advert)
  if (flaw !== undefined) report('wire', `an advert of ${model.label} ${flaw}`)
  // The goodbye belongs to the stop itself.
  const isStopped = node.status === 'stopped' && node.node.status === 'stopped'
  if (isStopped) report('silence', `${model.label} was stopped and sent an advert`)
  tally.advertsSeen += 1
  if (advert?.priority === 0) {
    tally.goodbyesSeen += 1
    turn.goodbyes += 1
    if (role !== 'MASTER') report('silence', `${model.label} said goodbye in ${role}`)
    return
  }
  if (role === 'MASTER') {
    turn.adverts += 1
    checkPace(model, now, report)
  } else {
    turn.unexplained += 1
  }
  model.advertAt = now
}

/** Adverts that answer nobody leave an interval apart: RFC 9568 6.4.3, rule 64. */
function checkPace(model: InstanceModel, now: number, report: Report): void {
  const { turn } = model
  // Another copy of the same advert, for another unicast peer.
  const isCopy = now === model.advertAt && model.reading.peers.length > 1
  if (turn.mustAnswer || turn.stronger !== undefined || turn.rivalOwner !== undefined || isCopy)
    return
  const gap = now - model.unaskedAt
  if (gap < model.reading.intervalMs - ROUNDING_MS && now > model.hurriesUntil) {
    const text = `sent an advert ${gap.toFixed(3)} ms after the last one, of its own accord`
    report('advert-interval', `${model.label} ${text}`)
  }
  model.unaskedAt = now
}

/** What is wrong with an advert that an instance sent: rules 1-20, as the configuration wants it. */
function wireFlaw(
  model: InstanceModel,
  packet: IpDatagram,
  advert: WireAdvert,
): string | undefined {
  const { reading, ownAddress, turn } = model
  const { peers, advertised } = reading
  const group = reading.family === 4 ? '224.0.0.18' : 'ff02::12'
  const isDestinationRight =
    peers.length === 0
      ? packet.destination === group
      : peers.includes(packet.destination) && packet.destination !== ownAddress
  // An owner that hears another one lowers itself (rule 82).
  const isLowered = turn.rivalOwner !== undefined && advert.priority === 254
  if (packet.source !== ownAddress) return `comes from ${packet.source}`
  if (!isDestinationRight) return `goes to ${packet.destination}`
  if (packet.ttl !== 255 || packet.tos !== 0xc0) return 'has a wrong TTL or class'
  if (advert.version !== reading.version || advert.type !== 1) return 'has a wrong version or type'
  if (advert.priority !== 0 && advert.priority !== model.priority && !isLowered) {
    return `says priority ${advert.priority}, not ${model.priority}`
  }
  if (advert.intervalMs !== reading.intervalMs && advert.intervalMs !== lastWordsInterval(model)) {
    return `says interval ${advert.intervalMs}`
  }
  if (advert.version === 2 && advert.authType !== (reading.password === undefined ? 0 : 1)) {
    return 'has a wrong type of password'
  }
  if (advert.password !== (reading.password ?? '')) return 'has a wrong password'
  if (!advert.isSound) return 'has a wrong length or checksum'
  const addresses = addressesOf(advert.list, reading.family)
  const isListRight =
    addresses.length === advertised.length &&
    addresses.every((address, index) => address === advertised[index])
  return isListRight ? undefined : `lists ${addresses.join(' ')}`
}

/** A last word (rule 80) says what the winner says. */
function lastWordsInterval({ turn, reading }: InstanceModel): number | undefined {
  const winner = turn.stronger ?? turn.rivalOwner
  return reading.version === 3 ? winner?.intervalMs : undefined
}

/** The address that a GARP or an unsolicited NA announces; undefined for any other packet. */
export function announcedAddress(packet: Packet): IpAddress | undefined {
  if (packet.kind === 'ethernet') {
    return packet.etherType === 0x0806 ? ipFromBytes(packet.payload, 4, 14) : undefined
  }
  const isNeighborAdvertisement = packet.protocol === 58 && packet.payload[0] === 136
  return isNeighborAdvertisement ? ipFromBytes(packet.payload, 6, 8) : undefined
}

/** Announced is what the node has, as master (rules 116, 117), or its own address (rule 86). */
export function announcementLeaves(
  node: NodeModel,
  address: IpAddress,
  report: Report,
): InstanceModel | undefined {
  const owner = node.instances.find(({ reading }) => reading.held.includes(address))
  const isOwn = node.instances.some(({ ownAddress }) => ownAddress === address)
  node.announcementsSeen += 1
  if (owner === undefined) {
    if (!isOwn) report('announcements', `${node.name} announced ${address}, which is nobody's`)
    return undefined
  }
  if (owner.role === 'MASTER') owner.announced.add(address)
  else owner.turn.early.push(address)
  if (!node.held.has(address)) {
    report('announcements', `${owner.label} announced ${address} but has it not`)
  }
  return owner
}
