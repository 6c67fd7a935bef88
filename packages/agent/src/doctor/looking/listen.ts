import type { Clock, EthernetFrame, IpDatagram, Packet, PacketTransport } from '@holdfast/core'
import { advertOffset, arpEtherType, decodeArp, encodeArpProbe } from '@holdfast/vrrp'
import type { VrrpParameters } from '@holdfast/vrrp'
import { virtualRouterIdOf } from '../examinations/heard.js'
import { linkAskedFor } from '../link-asked-for.js'
import type { AddressClaim, HeardPacket, LinkFacts } from '../machine-facts.js'

export interface ListenOptions {
  readonly instances: readonly VrrpParameters[]
  readonly links: readonly LinkFacts[]
  readonly transport: PacketTransport
  readonly clock: Clock
  readonly unixTimeMs: () => number
  readonly listenMs: number
}

export interface Heard {
  readonly heard: readonly HeardPacket[]
  readonly claims: readonly AddressClaim[]
  readonly problems: readonly string[]
}

/** Strangers may make up whatever they like. */
const heardMax = 256

/**
 * Asks once for each virtual IPv4 address, in a way that tells nobody of it, and listens who answers
 * and who speaks. Closes the transport.
 */
export async function listen(options: ListenOptions): Promise<Heard> {
  const { instances, links, transport, clock, unixTimeMs, listenMs } = options
  const heard = new Map<string, HeardPacket>()
  const claims = new Map<string, AddressClaim>()
  const wanted = new Set(
    instances.flatMap(({ heldAddresses }) => heldAddresses.map(({ address }) => address)),
  )
  const unsubscribe = transport.subscribe((packet: Packet) => {
    if (packet.kind === 'ethernet') {
      const claim = claimIn(packet)
      if (claim !== undefined && wanted.has(claim.address)) {
        claims.set(`${claim.interface} ${claim.address}`, claim)
      }
    } else if (advertOffset(packet.protocol) !== undefined) {
      const key = keyOf(packet)
      if (!heard.has(key) && heard.size >= heardMax) return
      const datagram = { ...packet, payload: packet.payload.slice() }
      heard.set(key, { datagram, unixTimeMs: unixTimeMs() })
    }
  })
  const problems: string[] = []
  for (const instance of instances) {
    const { interface: own, multicastGroup, unicastPeers, heldAddresses } = instance
    const groups = unicastPeers.length === 0 ? [multicastGroup] : []
    const names = heldAddresses.map((held) => linkAskedFor(instance, held.interface))
    for (const name of new Set([own, ...names])) {
      if (links.find((link) => link.name === name)?.isUp !== true) continue
      try {
        await transport.open([name], name === own ? groups : [])
      } catch (error) {
        problems.push(
          `who speaks on ${name}: ${error instanceof Error ? error.message : String(error)}`,
        )
      }
    }
  }
  probe(options)
  await new Promise<void>((resolve) => clock.schedule(clock.now() + listenMs, resolve))
  unsubscribe()
  await transport.close()
  return { heard: [...heard.values()], claims: [...claims.values()], problems }
}

function probe({ instances, links, transport }: ListenOptions): void {
  const asked = new Set<string>()
  const wanted = instances.flatMap((instance) =>
    instance.heldAddresses.map((held) => ({
      address: held.address,
      name: linkAskedFor(instance, held.interface),
    })),
  )
  for (const { address, name } of wanted) {
    const key = `${name} ${address}`
    const macAddress = links.find((link) => link.name === name)?.macAddress
    if (address.includes(':') || macAddress === undefined || asked.has(key)) continue
    asked.add(key)
    transport.send({ ...encodeArpProbe({ address, macAddress }), interface: name })
  }
}

/** An answer, or a gratuitous request: who says that an address is its own. */
function claimIn(frame: EthernetFrame): AddressClaim | undefined {
  if (frame.etherType !== arpEtherType) return undefined
  const decoded = decodeArp(frame.payload)
  if (!decoded.ok) return undefined
  const { senderAddress: address, senderMac: macAddress } = decoded.value
  return { interface: frame.interface, address, macAddress }
}

function keyOf(datagram: IpDatagram): string {
  const { interface: name, source, destination, protocol } = datagram
  return [name, source, destination, protocol, virtualRouterIdOf(datagram)].join(' ')
}
