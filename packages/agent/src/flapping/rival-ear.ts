import { ipFamily } from '@holdfast/core'
import type { Clock, IpDatagram, PacketTransport } from '@holdfast/core'
import { advertOffset, decodeAdvertisement } from '@holdfast/vrrp'
import type { VrrpInstance } from '@holdfast/vrrp'

/** How long nobody may be heard before that means that nobody is there; milliseconds. */
const patienceMs = 5000

/** Whether somebody else is master while an instance hears nothing itself, being in FAULT (rule 24). */
export class RivalEar {
  readonly #clock: Clock
  readonly #instance: VrrpInstance
  readonly #close: () => void
  /** Until when all is well, though nobody is heard; monotonic milliseconds. */
  #goodUntil: number

  constructor(instance: VrrpInstance, transport: PacketTransport, clock: Clock) {
    this.#clock = clock
    this.#instance = instance
    // As long as a takeover takes: some intervals of who will be master now.
    const { advertIntMs } = instance.snapshot().parameters
    this.#goodUntil = clock.now() + Math.max(patienceMs, 4 * advertIntMs)
    this.#close = transport.subscribe((packet) => {
      if (packet.kind === 'ip') this.#received(packet)
    })
  }

  /** Nobody is master any more. */
  get isAlone(): boolean {
    return this.#clock.now() > this.#goodUntil
  }

  close(): void {
    this.#close()
  }

  #received(datagram: IpDatagram): void {
    const { protocol, payload, source } = datagram
    const { parameters, state } = this.#instance.snapshot()
    if (datagram.interface !== parameters.interface) return
    const offset = advertOffset(protocol)
    if (offset === undefined) return
    // Who says so need not be proved: whoever lies keeps this router out of the election no longer
    // than the hold-down does.
    const decoded = decodeAdvertisement(
      { ...datagram, payload: payload.subarray(offset) },
      { virtualRouterId: parameters.virtualRouterId, checkTrailer: () => undefined },
    )
    if (!decoded.ok || ipFamily(source) !== parameters.family) return
    if (source === state.standing.link.sourceAddress) return
    const { priority, advertIntMs } = decoded.value
    // Who resigns is there no longer; the next one has to speak up.
    const lasts = priority === 0 ? Math.max(1000, advertIntMs) : Math.max(3000, 4 * advertIntMs)
    this.#goodUntil = this.#clock.now() + lasts
  }
}
