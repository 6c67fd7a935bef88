import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../../test/interop/lab/client.js'
import { Lab } from '../../test/interop/lab/lab.js'
import { isAdvertOf } from '../../test/interop/lab/observation.js'
import type { AdvertObservation, Observed } from '../../test/interop/lab/observation.js'
import type { Peer } from '../../test/interop/peers/peer.js'
import type { RouterSpec } from '../../test/interop/peers/router-spec.js'
import { masterDownMs, skewMs } from '../../test/interop/scenarios/theory.js'
import { AddressMonitor } from './address-monitor.js'
import type { Mode } from './mode.js'

/** What one takeover took, in milliseconds. */
export interface Measurement {
  /** From the last advert of the master to the first of the backup, beyond what the rules say. */
  readonly overshootMs: number
  /** From there to the address in the kernel; before it is negative. Absent where it always was. */
  readonly vipMs: number | undefined
  /** From there to the first gratuitous ARP. */
  readonly garpMs: number | undefined
  /** The longest time a client had no answer. */
  readonly gapMs: number
}

const ADDRESS = '10.77.0.100'
const PATIENCE_MS = 10_000

/**
 * Two routers of one kind, the stronger one lost; seen from the switch, a client, and the kernel.
 * `phase`, 0..1, is when between two adverts: the client's gap depends on it more than on anything else.
 */
export async function measureTakeover(
  peer: Peer,
  mode: Mode,
  advertIntMs: number,
  phase: number,
): Promise<Measurement> {
  using lab = new Lab()
  const monitor = new AddressMonitor(lab, 'B')
  const [a, b] = [specOf(150, advertIntMs), specOf(100, advertIntMs)]
  const master = await peer.start(lab, 'A', a)
  const backup = await peer.start(lab, 'B', b)
  if ((await firstAdvert(lab, 'A', 0)) === undefined) throw new Error('A never became master')
  for (const router of ['A', 'B'] as const) lab.spawnHelper(router, 'echo.mjs')
  // The backup has to have followed for a while.
  await sleep(Math.max(500, 3 * advertIntMs))
  const client = new Client(lab, ADDRESS)
  await client.answered()
  await sleep(100)
  await reachPhase(lab, phase, advertIntMs)

  const since = Date.now()
  await mode.act(lab, master)
  const first = await firstAdvert(lab, 'B', since)
  if (first === undefined) throw new Error('B did not take over')
  const last = lab.observer.observed.findLast(
    (seen) => isAdvertOf(seen, 'A') && seen.at < first.at && isLastWord(seen, mode),
  )
  if (last === undefined) throw new Error('A never spoke')
  await sleep(500)
  const { longestGapMs } = await client.finish()
  const vipAt = monitor.gotAddress(ADDRESS, since - 5)
  const announced = lab.observer.observed.find(
    ({ kind, station, at }) => kind === 'announcement' && station === 'B' && at >= since,
  )
  await backup.kill()
  const timing = { version: 3, advertIntMs, priority: 100 } as const
  const theoryMs = mode.saysGoodbye ? skewMs(timing) : masterDownMs(timing)
  return {
    overshootMs: first.at - last.at - theoryMs,
    vipMs: vipAt === undefined ? undefined : vipAt - first.at,
    garpMs: announced === undefined ? undefined : announced.at - first.at,
    gapMs: longestGapMs,
  }
}

/** Returns at that part of the time between two adverts of the master. */
async function reachPhase(lab: Lab, phase: number, advertIntMs: number): Promise<void> {
  const advert = await firstAdvert(lab, 'A', Date.now())
  if (advert === undefined) throw new Error('A fell silent')
  const now = (): number => performance.timeOrigin + performance.now()
  const intervals = Math.max(0, Math.ceil((now() + 3 - advert.at) / advertIntMs - phase))
  const at = advert.at + (intervals + phase) * advertIntMs
  await sleep(Math.max(0, at - now() - 2))
  while (now() < at) await new Promise(setImmediate)
}

function isLastWord(seen: Observed, mode: Mode): boolean {
  return seen.kind === 'advert' && (seen.priority === 0) === mode.saysGoodbye
}

function firstAdvert(
  lab: Lab,
  router: 'A' | 'B',
  since: number,
): Promise<AdvertObservation | undefined> {
  return lab.observer.see(
    (seen): seen is AdvertObservation =>
      isAdvertOf(seen, router) && seen.priority > 0 && seen.at >= since,
    PATIENCE_MS,
  )
}

function specOf(priority: number, advertIntMs: number): RouterSpec {
  return {
    interface: 'eth0',
    vrid: 51,
    version: 3,
    family: 4,
    priority,
    preempt: true,
    advertIntMs,
    virtualAddresses: [`${ADDRESS}/24`],
    virtualMac: false,
  }
}
