import { Emitter, ipFamily, silentLogger, systemClock } from '@holdfast/core'
import type { Clock, IpAddress, IpDatagram, IpFamily, PacketTransport } from '@holdfast/core'
import type { VrrpPorts } from './ports.js'
import { decodeAdvertisement } from './wire/advertisement.js'
import type {
  AdvertRejection,
  ChecksumForm,
  ReceivedAdvertisement,
  VrrpVersion,
} from './wire/advertisement.js'
import { advertOffset } from './wire/authentication-header.js'

/** A router heard on a segment, as last heard. */
export interface HeardSpeaker {
  readonly interface: string
  readonly family: IpFamily
  readonly virtualRouterId: number
  readonly source: IpAddress
  readonly version: VrrpVersion
  readonly priority: number
  readonly advertIntMs: number
  readonly checksum: ChecksumForm
  readonly addresses: readonly IpAddress[]
  readonly adverts: number
  /** Monotonic milliseconds. */
  readonly heardAt: number
}

export interface ListenerEvents {
  /** A router that was not heard before, or not for long. */
  speaker: [speaker: HeardSpeaker]
  advertisement: [interfaceName: string, advertisement: ReceivedAdvertisement]
  /** Something with VRRP's protocol number that is no valid advert. */
  rejected: [interfaceName: string, source: IpAddress, rejection: AdvertRejection]
}

/** Strangers may make up addresses and VRIDs. */
const SPEAKERS_MAX = 4096

/**
 * Listens and never speaks: who is on this segment, and which VRIDs are free. Owns the transport it
 * is given.
 */
export class VrrpListener extends Emitter<ListenerEvents> implements AsyncDisposable {
  readonly #transport: PacketTransport
  readonly #clock: Clock
  readonly #interfaces: readonly string[]
  readonly #speakers = new Map<string, HeardSpeaker>()
  #unsubscribe: (() => void) | undefined

  constructor(
    interfaces: readonly string[],
    ports: Pick<VrrpPorts, 'transport' | 'clock' | 'logger'>,
  ) {
    const logger = ports.logger ?? silentLogger
    super((error, event) => {
      logger.error(`a listener of '${event}' threw`, { error })
    })
    this.#interfaces = interfaces
    this.#transport = ports.transport
    this.#clock = ports.clock ?? systemClock
  }

  /** Rejects with TransportError. */
  async start(): Promise<void> {
    this.#unsubscribe ??= this.#transport.subscribe((packet) => {
      if (packet.kind !== 'ip') return
      const offset = advertOffset(packet.protocol)
      if (offset === undefined) return
      this.#received({ ...packet, payload: packet.payload.subarray(offset) })
    })
    await this.#transport.open(this.#interfaces)
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    await this.#transport.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  /** Everybody heard within the last `withinMs`; by default ever. */
  speakers(withinMs?: number): readonly HeardSpeaker[] {
    const all = [...this.#speakers.values()]
    if (withinMs === undefined) return all
    const since = this.#clock.now() - withinMs
    return all.filter(({ heardAt }) => heardAt >= since)
  }

  /** VRIDs that nobody was heard with; listen for some advert intervals before you trust it. */
  freeVirtualRouterIds(interfaceName: string, family: IpFamily = 4): readonly number[] {
    const taken = new Set(
      this.speakers()
        .filter((speaker) => speaker.interface === interfaceName && speaker.family === family)
        .map(({ virtualRouterId }) => virtualRouterId),
    )
    return Array.from({ length: 255 }, (_, index) => index + 1).filter((vrid) => !taken.has(vrid))
  }

  #received(datagram: IpDatagram): void {
    // Signed or not: whoever only listens need not believe.
    const decoded = decodeAdvertisement(datagram, { checkTrailer: () => undefined })
    if (!decoded.ok) {
      this.emit('rejected', datagram.interface, datagram.source, decoded.error)
      return
    }
    this.#heard(datagram.interface, decoded.value)
    this.emit('advertisement', datagram.interface, decoded.value)
  }

  #heard(interfaceName: string, advert: ReceivedAdvertisement): void {
    const { source, virtualRouterId, version } = advert
    const key = `${interfaceName} ${virtualRouterId} ${source} ${version}`
    const known = this.#speakers.get(key)
    if (known === undefined && this.#speakers.size >= SPEAKERS_MAX) return
    const speaker: HeardSpeaker = {
      interface: interfaceName,
      family: ipFamily(source),
      virtualRouterId,
      source,
      version,
      priority: advert.priority,
      advertIntMs: advert.advertIntMs,
      checksum: advert.checksum,
      addresses: advert.addresses,
      adverts: (known?.adverts ?? 0) + 1,
      heardAt: this.#clock.now(),
    }
    this.#speakers.set(key, speaker)
    if (known === undefined) this.emit('speaker', speaker)
  }
}
