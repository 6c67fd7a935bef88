import type { TrackerConfig, VrrpConfig } from '../config.js'
import { bareAddress } from './bare-address.js'
import type { Draw } from './draw.js'
import type { Cast } from './random-cluster.js'
import { randomPacket } from './random-packets.js'
import type { Disturbance, ScenarioEvent, ScenarioNode } from './scenario.js'

/** Long enough for the slowest of the random clusters to settle after everything is mended. */
const CALM_MS = 75_000
const LONGEST_CHAOS_MS = 130_000

const weights = {
  crash: 10,
  stop: 6,
  restart: 6,
  stall: 12,
  link: 8,
  partition: 8,
  cut: 6,
  clog: 3,
  heal: 3,
  network: 10,
  script: 8,
  file: 5,
  priority: 8,
  demote: 5,
  promote: 5,
  maintenance: 5,
  reconfigure: 8,
  addressFails: 4,
  inject: 12,
} as const

/** Disturbances, each with what ends it, in rounds that end with everything mended for a while. */
export function randomEvents(draw: Draw, cast: Cast, durationMs: number): readonly ScenarioEvent[] {
  const isTogether = draw.chance(0.3)
  const events: ScenarioEvent[] = cast.nodes.map(({ name: node }) => {
    return { at: isTogether ? 0 : draw.integer(0, 3000), verb: 'start', node }
  })
  let at = 5000
  while (at + CALM_MS < durationMs) {
    const left = durationMs - CALM_MS - at
    // A rest too short for another round goes to this one.
    const length =
      left < 2 * CALM_MS ? left : draw.integer(20_000, Math.min(left, LONGEST_CHAOS_MS))
    events.push(...randomChaos(draw, cast, at, at + length), { at: at + length, verb: 'calm' })
    at += length + CALM_MS
  }
  return events.sort((one, other) => one.at - other.at)
}

function randomChaos(draw: Draw, cast: Cast, from: number, to: number): readonly ScenarioEvent[] {
  const events: ScenarioEvent[] = []
  const meanMs = draw.pick([2500, 8000, 16_000])
  for (let at = from + draw.ms(1, meanMs); at < to; at += draw.ms(1, 4 * meanMs)) {
    const verb = draw.weighted(weights)
    const steps = randomSteps(draw, verb, cast)
    let when = at
    for (const step of steps) {
      if (when < to) events.push({ at: when, ...step })
      when += draw.ms(50, 25_000)
    }
  }
  return events
}

/** A disturbance and, some time later, its end. */
function randomSteps(draw: Draw, verb: keyof typeof weights, cast: Cast): readonly Disturbance[] {
  const node = draw.any(cast.nodes)
  if (node === undefined) return []
  switch (verb) {
    case 'crash':
    case 'stop':
      return [
        { verb, node: node.name },
        { verb: 'start', node: node.name },
      ]
    case 'restart':
      return [{ verb, node: node.name }]
    case 'stall':
      return [{ verb, node: node.name, ms: draw.ms(1, 20_000) }]
    case 'link':
    case 'partition':
    case 'cut':
    case 'clog':
    case 'heal':
    case 'network':
      return networkSteps(draw, verb, node, cast)
    case 'addressFails': {
      const addresses = node.instances.flatMap((instance) => instance.virtualAddresses)
      const chosen = draw.any(addresses)
      const address = chosen === undefined ? undefined : bareAddress(chosen)
      return address === undefined
        ? []
        : [{ verb, node: node.name, address, times: draw.integer(1, 2) }]
    }
    default: {
      const instance = draw.any(node.instances)
      return instance === undefined ? [] : orderSteps(draw, verb, node, instance, cast)
    }
  }
}

function networkSteps(
  draw: Draw,
  verb: 'link' | 'partition' | 'cut' | 'clog' | 'heal' | 'network',
  node: ScenarioNode,
  cast: Cast,
): readonly Disturbance[] {
  const names = cast.nodes.map(({ name }) => name)
  const other = draw.any(names.filter((name) => name !== node.name)) ?? node.name
  switch (verb) {
    case 'link': {
      const change = { verb, node: node.name, interface: draw.any(interfacesOf(node)) ?? 'eth0' }
      return [
        { ...change, up: false },
        { ...change, up: true },
      ]
    }
    case 'partition': {
      const side = draw.some(names, 0.5)
      const groups = [side, names.filter((name) => !side.includes(name))]
      return draw.chance(0.7) ? [{ verb, groups }, { verb: 'heal' }] : [{ verb, groups }]
    }
    case 'cut':
      return [
        { verb, from: node.name, to: other },
        ...(draw.chance(0.6) ? [{ verb: 'heal' } as const] : []),
      ]
    case 'clog':
      return [{ verb, from: node.name, to: other, ms: draw.ms(10, 3000) }]
    case 'heal':
      return [{ verb }]
    case 'network':
      return [randomFaults(draw), { verb, faults: { loss: 0, duplicate: 0, reorder: 0 } }]
  }
}

function randomFaults(draw: Draw): Disturbance {
  const faults = {
    ...draw.maybe(0.6, () => ({ loss: draw.pick([0.01, 0.1, 0.3, 0.7]) })),
    ...draw.maybe(0.4, () => ({ duplicate: draw.pick([0.05, 0.5]) })),
    ...draw.maybe(0.4, () => ({ reorder: 0.2, reorderMs: draw.ms(1, 1000) })),
    ...draw.maybe(0.3, () => ({ latencyMs: [0, draw.ms(1, 400)] as const })),
  }
  return { verb: 'network', faults }
}

function orderSteps(
  draw: Draw,
  verb:
    | 'script'
    | 'file'
    | 'priority'
    | 'demote'
    | 'promote'
    | 'maintenance'
    | 'reconfigure'
    | 'inject',
  node: ScenarioNode,
  config: VrrpConfig,
  cast: Cast,
): readonly Disturbance[] {
  const target = { node: node.name, instance: config.name }
  const tracker = config.trackers?.find(({ kind }) => kind === verb)?.name
  const isOwner = config.priority === 255
  switch (verb) {
    case 'script': {
      if (tracker === undefined) return []
      const change = { verb, ...target, tracker }
      return [
        { ...change, passes: false },
        { ...change, passes: true },
      ]
    }
    case 'file':
      if (tracker === undefined) return []
      return [{ verb, ...target, tracker, content: String(draw.pick([0, 1, 2, -1, -3])) }]
    case 'priority':
      return isOwner ? [] : [{ verb, ...target, priority: draw.integer(1, 254) }]
    case 'demote':
      return [{ verb, ...target }]
    case 'promote':
      // Of a group it is a wish, which only the instance itself knows to be granted or refused.
      return Object.keys(cast.groups).length > 0 ? [] : [{ verb, ...target }]
    case 'maintenance':
      return [
        { verb, ...target, on: true },
        { verb, ...target, on: false },
      ]
    case 'reconfigure':
      return [{ verb, ...target, changes: randomChanges(draw, config) }]
    case 'inject': {
      const isFlood = draw.chance(0.2)
      const packet = randomPacket(draw, config, cast.nodes.length)
      const often = isFlood
        ? { times: draw.integer(5, 40), everyMs: draw.ms(10, 900) }
        : { times: 1, everyMs: 0 }
      return [{ verb, interface: config.interface, packet, ...often }]
    }
  }
}

/** What an operator may change while it runs: everything but what a virtual router is. */
function randomChanges(draw: Draw, config: VrrpConfig): Partial<VrrpConfig> {
  const { virtualAddresses, version, advertIntMs = 1000, trackers = [] } = config
  const isOwner = config.priority === 255
  const isMovable =
    config.profile === 'keepalived' &&
    config.authentication === undefined &&
    virtualAddresses[0] !== undefined &&
    !bareAddress(virtualAddresses[0]).includes(':') &&
    advertIntMs % 1000 === 0
  const intervals: readonly [number, ...number[]] =
    version === 2 || isMovable ? [1000, 2000, 3000] : [300, 1000, 2000]
  return {
    ...(isOwner ? {} : draw.maybe(0.4, () => ({ priority: draw.integer(1, 254) }))),
    ...(isOwner ? {} : draw.maybe(0.3, () => ({ preempt: draw.chance(0.5) }))),
    ...(isOwner ? {} : draw.maybe(0.2, () => ({ preemptDelayMs: draw.ms(1, 10_000) }))),
    ...draw.maybe(version === 2 ? 0.1 : 0.3, () => ({ advertIntMs: draw.pick(intervals) })),
    ...draw.maybe(0.2, () => ({ virtualAddresses: virtualAddresses.slice(0, 1) })),
    ...(config.profile === 'keepalived'
      ? draw.maybe(0.1, () => ({ downTimerAdverts: draw.integer(2, 4) }))
      : {}),
    ...draw.maybe(0.2, () => ({ garpMasterRefreshMs: draw.pick([0, 3000]) })),
    ...draw.maybe(0.1, () => ({ lowerPrioNoAdvert: draw.chance(0.5) })),
    ...draw.maybe(0.1, () => ({ dontTrackPrimary: draw.chance(0.5) })),
    ...draw.maybe(0.3, () => ({ trackers: otherTrackers(draw, trackers, isOwner) })),
    ...(isMovable ? draw.maybe(0.1, () => ({ version: draw.pick([2, 3] as const) })) : {}),
  }
}

/** Some are gone, or back; those that stay weigh something else. */
function otherTrackers(
  draw: Draw,
  trackers: readonly TrackerConfig[],
  isOwner: boolean,
): readonly TrackerConfig[] {
  return draw
    .some(trackers, 0.7)
    .map((tracker) => (isOwner ? tracker : { ...tracker, weight: draw.integer(-100, 100) }))
}

function interfacesOf({ instances }: ScenarioNode): readonly string[] {
  return [
    ...new Set(
      instances.flatMap(({ interface: own, trackers = [] }) => [
        own,
        ...trackers.flatMap(({ kind, name }) => (kind === 'interface' ? [name] : [])),
      ]),
    ),
  ]
}
