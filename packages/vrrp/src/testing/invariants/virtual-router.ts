import { compareIpAddresses } from '@holdfast/core'
import type { InstanceModel } from './instance-model.js'
import { flawOf } from './wire-advert.js'

/** The instances of all nodes that share a VRID, a family and an interface. */
export class VirtualRouter {
  /** By node; of a node that was restarted only the present one. */
  readonly members: Map<string, InstanceModel> = new Map()
  /** The longest interval that anybody may have learned (rule 50). */
  longestIntervalMs = 0
  /** How many of its instances became MASTER and did not leave it, on whatever node. */
  masters = 0
  /** How many changes of state there were. */
  transitions = 0
  readonly #lost = new Map<string, number>()

  /** Those who take part: also while they are stalled. */
  present(): readonly InstanceModel[] {
    return [...this.members.values()].filter(
      ({ node: { status } }) => status === 'running' || status === 'stalled',
    )
  }

  hears(intervalMs: number): void {
    if (intervalMs > this.longestIntervalMs) this.longestIntervalMs = intervalMs
  }

  lost(from: string, to: string, now: number): void {
    this.#lost.set(`${from} ${to}`, now)
  }

  /** When an advert between two nodes was last lost. */
  lostAt(from: string, to: string): number {
    return this.#lost.get(`${from} ${to}`) ?? -Infinity
  }
}

/** Which of two routers wins an election: rule 66. */
export function isStronger(one: InstanceModel, other: InstanceModel): boolean {
  const order = one.priority - other.priority
  return order === 0 ? compareIpAddresses(one.ownAddress, other.ownAddress) > 0 : order > 0
}

/** Whether `listener` would accept what `speaker` says as master, were it to arrive. */
export function understands(listener: InstanceModel, speaker: InstanceModel): boolean {
  const { reading, ownAddress: source } = speaker
  const isUnicast = reading.peers.length > 0
  if (isUnicast && !reading.peers.includes(listener.ownAddress)) return false
  const group = reading.family === 4 ? '224.0.0.18' : 'ff02::12'
  const advert = {
    version: reading.version,
    type: 1,
    vrid: reading.vrid,
    priority: speaker.priority,
    count: reading.advertised.length,
    intervalMs: reading.intervalMs,
    authType: reading.password === undefined ? 0 : 1,
    password: reading.password ?? '',
    list: reading.list,
    isWhole: true,
    isSound: true,
  }
  const packet = { source, destination: isUnicast ? listener.ownAddress : group, ttl: 255 }
  return flawOf(advert, packet, listener.reading, listener.ownAddress) === undefined
}
