import { ipv4Packet, ipv6Packet, v2Message, v3Message } from './bytes.js'
import type { Ipv4Bytes, V3Bytes } from './bytes.js'
import { follows, ignores, receiverAddress, senderAddress, succeeds } from './crafted-advert.js'
import type { BackupAnswer, CraftedAdvert } from './crafted-advert.js'

type Packet = CraftedAdvert['packet']

const linkLocal = 'fe80::77:1'

export const v3Adverts: readonly CraftedAdvert[] = [
  accepted('v3-good', 40, packet()),
  rejected('v3-bad-checksum', 37, packet({ checksum: 0x1234 })),
  // RFC 9568 5.2.8 against RFC 5798: either form is right.
  accepted('v3-checksum-no-pseudo', 18, packet({ withoutPseudoHeader: true })),
  rejected('v3-ttl-254', 29, packet({}, { ttl: 254 })),
  // Learned: 3 intervals of 2 s and their skew of 156 / 256.
  learned('v3-adv-200', 200, 7218.75),
  learned('v3-adv-50', 50, 1804.6875),
  rejected('v3-adv-0', 16, packet({ interval: 0 })),
  // Whoever says 1 cs has to speak every 10 ms: a BACKUP that hears him does not flap.
  { ...learned('v3-adv-1', 1, 36.09375), everyMs: 10 },
  learned('v3-adv-4095', 4095, 147803.90625),
  accepted('v3-rsvd-f', 14, packet({ reserved: 15 })),
  rejected('v3-gets-v2', 30, ({ vrid, address }) =>
    ipv4Packet(v2Message({ vrid, addresses: [address] }), { source: senderAddress }),
  ),
  rejected('v3-trunc-7', 22, packet({ cutTo: 7 })),
  rejected('v3-trunc-8', 28, packet({ cutTo: 8 })),
  rejected('v3-trailing-4', 28, packet({ trailing: 4 })),
  accepted('v3-count-0', 16, packet({ addresses: [] })),
  accepted('v3-vip-other', 42, packet({ addresses: ['10.77.0.250'] })),
  accepted('v3-vip-extra', 41, ({ vrid, address }) =>
    packet({ addresses: [address, '10.77.0.250'] })({ vrid, address }),
  ),
  accepted('v3-prio-255', 60, packet({ priority: 255 })),
  {
    name: 'v3-prio-0',
    receiver: 'v3',
    packet: packet({ priority: 0 }),
    asBackup: succeeds,
    asMaster: 'answers',
    rule: 65,
  },
  { ...rejected('v3-prio-50', 79, packet({ priority: 50 })), asMaster: 'answers' },
  rejected('v3-unicast-dst', 38, packet({}, { destination: receiverAddress })),
  rejected('v3-wrong-vrid', 22, packet({ vrid: 255 })),
  over6(accepted('v6-good', 40, packet6())),
  over6(rejected('v6-bad-checksum', 17, packet6({ checksum: 0x1234 }))),
  over6(rejected('v6-hoplimit-254', 29, packet6({}, 254))),
  over6(accepted('v6-global-src', 40, packet6({ source: 'fd77::1' }))),
  over6(accepted('v6-vip-other', 42, packet6({ addresses: ['fe80::77:ffff'] }))),
  over6(rejected('v6-no-pseudo', 17, packet6({ withoutPseudoHeader: true }))),
  over6(rejected('v6-trunc-7', 22, packet6({ cutTo: 7 }))),
  over6(rejected('v6-trunc-12', 28, packet6({ cutTo: 12 }))),
]

function packet(message: Partial<V3Bytes> = {}, header: Partial<Ipv4Bytes> = {}): Packet {
  return ({ vrid, address }) => {
    const ends = { source: senderAddress, destination: header.destination ?? '224.0.0.18' }
    const bytes = v3Message({ vrid, addresses: [address], ...ends, ...message })
    return ipv4Packet(bytes, { source: senderAddress, ...header })
  }
}

function packet6(message: Partial<V3Bytes> = {}, hopLimit = 255): Packet {
  const { source = linkLocal } = message
  return ({ vrid, address }) => {
    const ends = { source, destination: 'ff02::12' }
    return ipv6Packet(v3Message({ vrid, addresses: [address], ...ends, ...message }), {
      source,
      hopLimit,
    })
  }
}

function learned(name: string, interval: number, masterDownMs: number): CraftedAdvert {
  const asBackup: BackupAnswer = { kind: 'follows', masterDownMs }
  return { ...accepted(name, 50, packet({ interval })), asBackup }
}

function accepted(name: string, rule: number, make: Packet): CraftedAdvert {
  return { name, receiver: 'v3', packet: make, asBackup: follows, asMaster: 'yields', rule }
}

function rejected(name: string, rule: number, make: Packet): CraftedAdvert {
  return { name, receiver: 'v3', packet: make, asBackup: ignores, asMaster: 'ignores', rule }
}

function over6(advert: CraftedAdvert): CraftedAdvert {
  return { ...advert, receiver: 'v3 IPv6' }
}
