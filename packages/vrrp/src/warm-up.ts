import type { Clock, IpDatagram, Packet, PacketTransport } from '@holdfast/core'
import type { MemberListener } from './member.js'
import { resolveConfig } from './resolve.js'
import type { VrrpRouter } from './router.js'
import type { VrrpPorts } from './ports.js'
import {
  encodeAdvertisement,
  vrrpGroup,
  vrrpProtocol,
  vrrpTos,
  vrrpTtl,
} from './wire/advertisement.js'

/** Enough for the engine to compile the path; some tens of milliseconds once in a process. */
const ROUNDS = 50
const OURS = '192.0.2.1'
const THEIRS = '192.0.2.2'

let isWarm = false

/**
 * Lets a router of its own lose and take over mastership, on a clock that does not wait and a
 * transport that leads nowhere, once in a process: the first, cold takeover costs half a millisecond
 * that later ones do not.
 */
export function warmUp(makeRouter: (ports: VrrpPorts) => VrrpRouter): void {
  if (isWarm) return
  isWarm = true
  const clock = new RehearsalClock()
  const transport = new RehearsalTransport()
  const links = {
    watch: (
      _: readonly string[],
      onChange: Parameters<NonNullable<VrrpPorts['links']>['watch']>[1],
    ) => {
      onChange({ interface: 'none', up: true, addresses: [OURS], macAddress: '02:00:00:00:00:01' })
      return () => undefined
    },
  }
  const router = makeRouter({ transport, clock, links })
  const { parameters } = resolveConfig({
    name: 'warm-up',
    interface: 'none',
    virtualRouterId: 1,
    virtualAddresses: ['192.0.2.3/32'],
  })
  const member = router.add({ ...parameters, claim: undefined }, audience)
  void router.open(member)
  router.start(member)
  for (let round = 0; round < ROUNDS; round += 1) {
    transport.deliver(strongerAdvert)
    // A timer armed for an earlier deadline fires first, and only looks.
    for (let wake = 0; wake < 3 && member.state.role.name === 'BACKUP'; wake += 1) {
      clock.runToNext()
    }
  }
  void router.close()
}

const audience: MemberListener = {
  event: () => undefined,
  claimAsked: () => undefined,
  claimWithdrawn: () => undefined,
}

const strongerAdvert: IpDatagram = {
  kind: 'ip',
  interface: 'none',
  source: THEIRS,
  destination: vrrpGroup(4),
  protocol: vrrpProtocol,
  ttl: vrrpTtl,
  tos: vrrpTos,
  payload: encodeAdvertisement(
    { version: 2, virtualRouterId: 1, priority: 200, advertIntMs: 1000, addresses: ['192.0.2.3'] },
    { source: THEIRS, destination: vrrpGroup(4) },
  ),
}

/** Goes to its next deadline when told to. */
class RehearsalClock implements Clock {
  readonly timerSlackMs = 0
  #now = 0
  #timer: { readonly at: number; readonly callback: () => void } | undefined
  readonly #deferred: (() => void)[] = []

  now(): number {
    return this.#now
  }

  schedule(at: number, callback: () => void): () => void {
    this.#timer = { at, callback }
    return () => (this.#timer = undefined)
  }

  defer(callback: () => void): void {
    this.#deferred.push(callback)
  }

  runToNext(): void {
    const timer = this.#timer
    this.#timer = undefined
    this.#now = Math.max(this.#now, timer?.at ?? 0)
    timer?.callback()
    for (let run = this.#deferred.shift(); run !== undefined; run = this.#deferred.shift()) run()
  }
}

/** Swallows what is sent, and delivers what it is given. */
class RehearsalTransport implements PacketTransport {
  #onPacket: ((packet: Packet) => void) | undefined

  open(): Promise<void> {
    return Promise.resolve()
  }

  subscribe(onPacket: (packet: Packet) => void): () => void {
    this.#onPacket = onPacket
    return () => (this.#onPacket = undefined)
  }

  send(): void {
    return
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  deliver(packet: Packet): void {
    this.#onPacket?.(packet)
  }
}
