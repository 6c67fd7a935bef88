import { ahPayload, ipv4Packet, v2Message, v3Message } from './bytes.js'
import type { Ipv4Bytes, V2Bytes } from './bytes.js'
import {
  follows,
  ignores,
  password,
  receiverAddress,
  senderAddress,
  succeeds,
} from './crafted-advert.js'
import type { CraftedAdvert, MasterAnswer, Receiver, Target } from './crafted-advert.js'

type Packet = CraftedAdvert['packet']

const other = '10.77.0.250'
const higherAddress = '10.77.0.9'

export const v2Adverts: readonly CraftedAdvert[] = [
  accepted('v2-good', 40, packet()),
  rejected('v2-bad-checksum', 37, packet({ checksum: 0x1234 })),
  rejected('v2-zero-checksum', 37, packet({ checksum: 0 })),
  rejected('v2-ttl-254', 29, packet({}, { ttl: 254 })),
  rejected('v2-ttl-254-src9', 29, packet({}, { ttl: 254, source: higherAddress })),
  rejected('v2-ttl-1', 29, packet({}, { ttl: 1 })),
  rejected('v2-bad-ip-checksum', 35, packet({}, { spoilChecksum: true })),
  rejected('v2-wrong-vrid', 22, packet({ vrid: 255 })),
  rejected('v2-vrid-0', 3, packet({ vrid: 0 })),
  rejected('v2-gets-v3', 30, ({ vrid, address }) => {
    const ends = { source: senderAddress, destination: '224.0.0.18' }
    return ipv4Packet(v3Message({ vrid, addresses: [address], ...ends }), ends)
  }),
  rejected('v2-version-4', 30, packet({ version: 4 })),
  rejected('v2-type-2', 34, packet({ type: 2 })),
  rejected('v2-trunc-7', 22, packet({ cutTo: 7 })),
  rejected('v2-trunc-8', 28, packet({ cutTo: 8 })),
  rejected('v2-trunc-12', 28, packet({ cutTo: 12 })),
  rejected('v2-empty', 22, packet({ cutTo: 0 })),
  rejected('v2-no-authdata', 28, packet({ authentication: 'none' })),
  rejected('v2-trailing-8', 28, packet({ trailing: 8 })),
  accepted('v2-count-0', 16, packet({ addresses: [] })),
  rejected('v2-count-255-short', 28, packet({ count: 255 })),
  rejected('v2-count-2-one-addr', 28, packet({ count: 2 })),
  rejected('v2-adv-2', 33, packet({ interval: 2 })),
  rejected('v2-adv-0', 33, packet({ interval: 0 })),
  accepted('v2-vip-other', 42, packet({ addresses: [other] })),
  accepted('v2-vip-extra', 41, ({ vrid, address }) =>
    packet({ addresses: [address, other] })({ vrid, address }),
  ),
  accepted('v2-vip-duplicate', 41, ({ vrid, address }) =>
    packet({ addresses: [address, address] })({ vrid, address }),
  ),
  accepted('v2-prio-255', 60, packet({ priority: 255 })),
  {
    name: 'v2-prio-0',
    receiver: 'v2',
    packet: packet({ priority: 0 }),
    asBackup: succeeds,
    asMaster: 'answers',
    rule: 65,
  },
  tie('v2-prio-equal-lower-src', senderAddress, 'answers'),
  tie('v2-prio-equal-higher-src', higherAddress, 'yields'),
  weaker('v2-prio-50', 'v2', 50),
  owner('v2-owner-gets-255', senderAddress, 'yields later'),
  owner('v2-owner-gets-255-higher-src', higherAddress, 'yields'),
  weaker('v2-owner-gets-200', 'v2 owner', 200),
  rejected('v2-unicast-dst', 38, packet({}, { destination: receiverAddress })),
  rejected('v2-own-src', 83, packet({}, { source: receiverAddress })),
  accepted('v2-offnet-src', 40, packet({}, { source: '192.0.2.1' })),
  // Router alert, RFC 2113.
  accepted('v2-ip-options', 40, packet({}, { options: Buffer.from([0x94, 0x04, 0, 0]) })),
  accepted('v2-tos-0', 40, packet({}, { tos: 0 })),
  rejected('v2-totlen-short', 35, packet({}, { totalLength: 30 })),
  rejected('v2-bcast-dst', 38, packet({}, { destination: '255.255.255.255' })),
  rejected('v2-pass-unconfigured', 32, packet(pass(password))),
  rejected('v2-authtype-3', 32, packet({ authenticationType: 3 })),
  rejected('v2-authtype-2-noah', 32, packet({ authenticationType: 2 })),
  { ...accepted('v2pass-good', 32, packet(pass(password))), receiver: 'v2 PASS' },
  { ...rejected('v2pass-wrong', 32, packet(pass('secret13'))), receiver: 'v2 PASS' },
  { ...rejected('v2pass-none', 32, packet()), receiver: 'v2 PASS' },
  { ...rejected('v2pass-no-authdata', 28, packet(pass('none'))), receiver: 'v2 PASS' },
  // The receiver's own password is longer than the 8 octets that are compared (rule 11).
  { ...accepted('v2pass-long-common-8', 11, packet(pass(password))), receiver: 'v2 PASS' },
  { ...accepted('v2ah-good', 133, authenticationHeader(false)), receiver: 'v2 AH' },
  { ...rejected('v2ah-bad-icv', 133, authenticationHeader(true)), receiver: 'v2 AH' },
  { ...rejected('v2ah-no-ah', 27, packet()), receiver: 'v2 AH' },
  rejected('v2-gets-ah', 27, authenticationHeader(false)),
]

function packet(message: Partial<V2Bytes> = {}, header: Partial<Ipv4Bytes> = {}): Packet {
  return ({ vrid, address }) =>
    ipv4Packet(v2Message({ vrid, addresses: [address], ...message }), {
      source: senderAddress,
      ...header,
    })
}

function pass(authentication: string): Partial<V2Bytes> {
  return { authenticationType: 1, authentication }
}

function authenticationHeader(spoil: boolean): Packet {
  return ({ vrid, address }: Target, number = 0) => {
    const message = v2Message({ vrid, addresses: [address], authenticationType: 2 })
    // Above what a MASTER has sent so far, as keepalived asks for.
    const ah = { source: senderAddress, key: password, sequence: 1000 + number, spoil }
    const payload = ahPayload(message, ah)
    return ipv4Packet(payload, { source: senderAddress, protocol: 51 })
  }
}

function accepted(name: string, rule: number, make: Packet): CraftedAdvert {
  return { name, receiver: 'v2', packet: make, asBackup: follows, asMaster: 'yields', rule }
}

function rejected(name: string, rule: number, make: Packet): CraftedAdvert {
  return { name, receiver: 'v2', packet: make, asBackup: ignores, asMaster: 'ignores', rule }
}

/** A BACKUP follows an equal one whatever its address (rule 68). */
function tie(name: string, source: string, asMaster: MasterAnswer): CraftedAdvert {
  const make = packet({ priority: 100 }, { source })
  return { name, receiver: 'v2', packet: make, asBackup: follows, asMaster, rule: 68 }
}

function weaker(name: string, receiver: Receiver, priority: number): CraftedAdvert {
  const make = packet({ priority })
  return { name, receiver, packet: make, asBackup: ignores, asMaster: 'answers', rule: 79 }
}

function owner(name: string, source: string, asMaster: MasterAnswer): CraftedAdvert {
  const make = packet({ priority: 255 }, { source })
  return { name, receiver: 'v2 owner', packet: make, asBackup: follows, asMaster, rule: 82 }
}
