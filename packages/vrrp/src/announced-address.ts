import type { Packet } from '@holdfast/core'
import type { AnnouncedAddress } from './input.js'
import { arpEtherType, broadcastMac, decodeArp } from './wire/arp.js'
import { decodeNeighborAdvertisement, icmpv6Protocol } from './wire/ndisc.js'

/** What a packet says of who has which address; nothing for packets that say nothing of the kind. */
export function announcedAddress(packet: Packet): AnnouncedAddress | undefined {
  if (packet.kind === 'ethernet') {
    if (packet.etherType !== arpEtherType) return undefined
    const arp = decodeArp(packet.payload)
    if (!arp.ok) return undefined
    const { senderAddress, senderMac, operation } = arp.value
    const isAnswer = operation === 'reply' && packet.destination !== broadcastMac
    return { address: senderAddress, macAddress: senderMac, isAnswer }
  }
  if (packet.protocol !== icmpv6Protocol) return undefined
  const advertisement = decodeNeighborAdvertisement(packet)
  if (!advertisement.ok || advertisement.value.macAddress === undefined) return undefined
  const { address, macAddress } = advertisement.value
  return { address, macAddress, isAnswer: false }
}
