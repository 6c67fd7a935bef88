import type { IpAddress, IpDatagram, Logger, Packet } from '@holdfast/core'
import { MemoryAddresses, SimClock, SimNetwork, SimProcess } from '@holdfast/core/testing'
import type { SimTransport } from '@holdfast/core/testing'
import type { VrrpConfig } from '../../src/config.js'
import { VrrpInstance } from '../../src/instance.js'
import type { VrrpInstanceOptions } from '../../src/instance.js'
import type { VrrpPorts } from '../../src/ports.js'
import type { VrrpRouter } from '../../src/router.js'
import { encodeAdvertisement } from '../../src/wire/advertisement.js'
import type { Advertisement, EncodeOptions } from '../../src/wire/advertisement.js'

/** One packet as it left a node. */
export interface Sent {
  readonly at: number
  readonly from: string
  readonly packet: Packet
}

/** VRID 51 on eth0 with one address; a test says what differs. */
export function config(changes: Partial<VrrpConfig> = {}): VrrpConfig {
  return {
    name: 'VI_1',
    interface: 'eth0',
    virtualRouterId: 51,
    virtualAddresses: ['192.0.2.10/24'],
    ...changes,
  }
}

/** Lets every promise that can be settled be settled; virtual time stands still. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
}

/** A segment on virtual time, and everything that was sent on it. */
export class Lan {
  readonly clock: SimClock = new SimClock()
  readonly network: SimNetwork = new SimNetwork(this.clock)
  readonly #sent: Sent[] = []

  constructor() {
    this.network.tap(({ kind, atMs, node, packet }) => {
      if (kind === 'sent') this.#sent.push({ at: atMs, from: node, packet })
    })
  }

  node(name: string, ...addresses: readonly IpAddress[]): LanNode {
    return new LanNode(this, name, addresses)
  }

  /** Everything sent since the last look. */
  sent(): readonly Sent[] {
    return this.#sent.splice(0)
  }

  /** IP packets since the last look; others are dropped. */
  datagrams(): readonly IpDatagram[] {
    return this.sent().flatMap(({ packet }) => (packet.kind === 'ip' ? [packet] : []))
  }

  /** Adverts since the last look, as `at from priority`; other packets are dropped. */
  adverts(): readonly string[] {
    return this.sent().flatMap(({ at, from, packet }) =>
      isAdvert(packet) ? [`${at} ${from} ${packet.payload[2] ?? '?'}`] : [],
    )
  }

  /** Announcements (GARP, NA) since the last look, as `at from address`; adverts are dropped. */
  announcements(): readonly string[] {
    return this.sent().flatMap(({ at, from, packet }) =>
      isAdvert(packet) ? [] : [`${at} ${from} ${announced(packet)}`],
    )
  }

  /** Lets time pass in steps, so that promises are settled in between as in a real process. */
  async pass(ms: number, stepMs: number = ms): Promise<void> {
    const end = this.clock.now() + ms
    while (this.clock.now() < end) {
      this.clock.advanceTo(Math.min(end, this.clock.now() + stepMs))
      await settled()
    }
  }
}

/** A machine on the segment, with one interface eth0. */
export class LanNode {
  readonly name: string
  readonly process: SimProcess
  readonly transport: SimTransport
  readonly addresses: MemoryAddresses = new MemoryAddresses()
  /** Warnings and errors that were logged. */
  readonly warnings: string[] = []
  readonly ports: VrrpPorts
  readonly #lan: Lan

  constructor(lan: Lan, name: string, addresses: readonly IpAddress[]) {
    this.#lan = lan
    this.name = name
    this.process = new SimProcess(lan.clock, { name })
    this.transport = lan.network.attach(this.process, { eth0: { address: addresses } })
    const warn = (message: string): void => void this.warnings.push(message)
    const quiet = (): void => undefined
    const logger: Logger = { debug: quiet, info: quiet, warn, error: warn }
    const { transport } = this
    this.ports = {
      transport,
      links: transport.links,
      addresses: this.addresses,
      clock: this.process.clock,
      logger,
    }
  }

  /** An instance with a router of its own, or of the given one. */
  instance(
    changes: Partial<VrrpConfig> = {},
    options: VrrpInstanceOptions = {},
    router?: VrrpRouter,
  ): VrrpInstance {
    return new VrrpInstance(config(changes), router ?? this.ports, options)
  }

  async started(
    changes: Partial<VrrpConfig> = {},
    options: VrrpInstanceOptions = {},
    router?: VrrpRouter,
  ): Promise<VrrpInstance> {
    const instance = this.instance(changes, options, router)
    await instance.start()
    return instance
  }

  /** Sends whatever a test makes up. */
  send(datagram: Partial<IpDatagram> & Pick<IpDatagram, 'payload'>): void {
    this.transport.send({
      kind: 'ip',
      interface: 'eth0',
      source: this.transport.links.get('eth0').addresses[0] ?? '0.0.0.0',
      destination: '224.0.0.18',
      protocol: 112,
      ttl: 255,
      tos: 0xc0,
      ...datagram,
    })
  }

  /** Sends an advert, right unless a test changes it or its bytes. */
  async advertise(
    advertisement: Partial<Advertisement> = {},
    datagram: Partial<IpDatagram> = {},
    options: Partial<EncodeOptions> = {},
    spoil: (payload: Uint8Array) => void = () => undefined,
  ): Promise<void> {
    await this.transport.open(['eth0'])
    const source = datagram.source ?? this.transport.links.get('eth0').addresses[0] ?? '0.0.0.0'
    const destination = datagram.destination ?? '224.0.0.18'
    const payload = encodeAdvertisement(
      {
        version: 2,
        virtualRouterId: 51,
        priority: 200,
        advertIntMs: 1000,
        addresses: ['192.0.2.10'],
        ...advertisement,
      },
      { source, destination, ...options },
    )
    spoil(payload)
    this.send({ source, destination, ...datagram, payload })
    this.#lan.clock.advance(0)
  }

  get held(): readonly IpAddress[] {
    return this.addresses.held().map(({ address }) => address)
  }
}

export function spoilChecksum(payload: Uint8Array): void {
  payload[7] = (payload[7] ?? 0) ^ 0xff
}

function isAdvert(packet: Packet): boolean {
  return packet.kind === 'ip' && packet.protocol === 112
}

/** The address that an ARP announcement or a neighbour advertisement is about. */
function announced(packet: Packet): string {
  const { payload } = packet
  if (packet.kind === 'ethernet') return [...payload.subarray(14, 18)].join('.')
  return [...payload.subarray(8, 24)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
