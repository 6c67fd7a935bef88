import type { Profile, TrackerConfig, VrrpConfig } from '../config.js'
import type { VirtualRoute } from '../virtual-routing.js'
import type { Draw } from './draw.js'
import type { Scenario, ScenarioNode } from './scenario.js'

/** A virtual router, before the nodes give it their own priorities. */
interface Shape {
  readonly index: number
  readonly common: VrrpConfig
  /** Those that understand each other here. */
  readonly profiles: readonly [Profile, ...Profile[]]
  /** Intervals in milliseconds; several only where the master's is learned. */
  readonly intervals: readonly [number, ...number[]]
  readonly isGrouped: boolean
}

/** Who takes part in a scenario. */
export type Cast = Pick<Scenario, 'nodes' | 'groups'>

/** Two to five nodes, one to three virtual routers, every option of the configuration now and then. */
export function randomCluster(draw: Draw): Cast {
  const size = Number(draw.weighted({ 2: 35, 3: 40, 4: 16, 5: 9 }))
  const names = ['a', 'b', 'c', 'd', 'e'].slice(0, size)
  const count = Number(draw.weighted({ 1: 65, 2: 27, 3: 8 }))
  const isGrouped = count > 1 && draw.chance(0.5)
  const shapes = Array.from({ length: count }, (_, index) =>
    randomShape(draw, index, size, isGrouped),
  )
  const nodes = isGrouped ? groupedNodes(draw, names, shapes) : singleNodes(draw, names, shapes)
  return { nodes, groups: isGrouped ? { G1: shapes.map(({ common }) => common.name) } : {} }
}

/** Every virtual router is on its own: other nodes, other owners, other priorities. */
function singleNodes(
  draw: Draw,
  names: readonly string[],
  shapes: readonly Shape[],
): readonly ScenarioNode[] {
  const owners = shapes.map(() => randomOwners(draw, names, 0.12))
  return names.map((name): ScenarioNode => {
    const instances = shapes.flatMap((shape) => {
      const isOwner = owners[shape.index]?.includes(name) === true
      const isOut = shape.index > 0 && draw.chance(0.1)
      return isOut ? [] : [randomInstance(draw, shape, isOwner ? 255 : randomPriority(draw))]
    })
    return { name, instances, ...randomMachine(draw) }
  })
}

/** All virtual routers on all nodes, owned together; mostly they order the nodes the same way. */
function groupedNodes(
  draw: Draw,
  names: readonly string[],
  shapes: readonly Shape[],
): readonly ScenarioNode[] {
  const owners = randomOwners(draw, names, 0.04)
  const isOrderly = draw.chance(0.7)
  return names.map((name): ScenarioNode => {
    const common = owners.includes(name) ? 255 : isOrderly ? randomPriority(draw) : undefined
    const instances = shapes.map((shape) =>
      randomInstance(draw, shape, common ?? randomPriority(draw)),
    )
    return { name, instances, ...randomMachine(draw) }
  })
}

/** Mostly nobody; two of them are a configuration error that must do no harm (rule 82). */
function randomOwners(
  draw: Draw,
  names: readonly string[],
  probability: number,
): readonly (string | undefined)[] {
  if (!draw.chance(probability)) return []
  return draw.chance(0.2) ? [draw.any(names), draw.any(names)] : [draw.any(names)]
}

function randomMachine(draw: Draw): Omit<ScenarioNode, 'name' | 'instances'> {
  return {
    ...draw.maybe(0.5, () => ({
      driftPpm: draw.chance(0.8) ? draw.integer(-200, 200) : draw.integer(-10_000, 10_000),
    })),
    ...draw.maybe(0.25, () => ({ addressDelayMs: draw.ms(1, 500) })),
    scriptIntervalMs: draw.integer(2000, 8000),
  }
}

function randomPriority(draw: Draw): number {
  return draw.chance(0.3) ? draw.pick([1, 50, 100, 100, 150, 200, 254]) : draw.integer(1, 254)
}

/** 224.0.0.18 or the addresses of all nodes; VRRPv2, or VRRPv3 over IPv4 or IPv6. */
function randomShape(draw: Draw, index: number, nodes: number, isGrouped: boolean): Shape {
  const kind = draw.weighted({ v2: 40, v3: 33, v6: 27 })
  const isIpv6 = kind === 'v6'
  const version = kind === 'v2' ? 2 : 3
  const profiles = randomProfiles(draw, version)
  const addresses = isIpv6
    ? [`fe80::1${index}/64`, `2001:db8::1${index}/64`]
    : [`192.0.2.10${index}/24`, `192.0.2.11${index}/24`, `192.0.2.12${index}/24`]
  const peers = Array.from({ length: nodes }, (_, node) =>
    isIpv6 ? `fe80::${node + 1}` : `192.0.2.${node + 1}`,
  )
  const isPassword =
    version === 2 && profiles.every((each) => each === 'keepalived') && draw.chance(0.3)
  const common: VrrpConfig = {
    name: `VR_${index + 1}`,
    interface: draw.chance(0.25) ? 'eth1' : 'eth0',
    virtualRouterId: 51 + index,
    virtualAddresses: addresses.slice(0, draw.pick([1, 1, 2, 3])),
    version,
    // Drawn from nothing, so that seeds mean what they meant.
    ...(index % 2 === 0 ? { virtualRoutes: [routeOf(index)] } : {}),
    ...draw.maybe(0.15, () => ({ excludedAddresses: [`198.51.100.10${index}/24`] })),
    ...draw.maybe(0.2, () => ({ unicastPeers: peers, checkUnicastSource: draw.chance(0.5) })),
    ...(isPassword
      ? { authentication: { type: 'pass', password: draw.pick(['secret', '12345678']) } }
      : {}),
  }
  return { index, common, profiles, intervals: randomIntervals(draw, version, nodes), isGrouped }
}

function routeOf(index: number): VirtualRoute {
  return { destination: `203.0.113.${16 * index}/28`, gateway: '192.0.2.254' }
}

function randomProfiles(draw: Draw, version: 2 | 3): Shape['profiles'] {
  if (draw.chance(0.45)) return ['keepalived']
  if (version === 2) return draw.pick<Shape['profiles']>([['rfc3768'], ['rfc3768', 'keepalived']])
  return draw.pick<Shape['profiles']>([
    ['rfc5798'],
    ['rfc9568'],
    ['rfc5798', 'rfc9568', 'keepalived'],
  ])
}

/** Mostly a second or two: short intervals cost many events and find little that long ones do not. */
function randomIntervals(draw: Draw, version: 2 | 3, nodes: number): Shape['intervals'] {
  if (version === 2) return [draw.pick([1000, 2000, 3000])]
  if (nodes < 4 && draw.chance(0.04))
    return draw.pick<Shape['intervals']>([[100], [200], [250, 100]])
  const usual = draw.pick([500, 1000, 1000, 1500, 2000, 2000, 3000])
  return draw.chance(0.25) ? [usual, 700, 2000] : [usual]
}

function randomInstance(draw: Draw, shape: Shape, priority: number): VrrpConfig {
  const profile = draw.pick(shape.profiles)
  const isOwner = priority === 255
  const isKeepalived = profile === 'keepalived'
  const { version } = shape.common
  return {
    ...shape.common,
    priority,
    profile,
    advertIntMs: draw.pick(shape.intervals),
    ...draw.maybe(0.12, () => ({ state: 'MASTER' as const })),
    ...(isOwner ? draw.maybe(0.2, () => ({ ownerIgnoreAdverts: true })) : randomPreemption(draw)),
    ...draw.maybe(0.12, () => ({ startupDelayMs: draw.ms(100, 6000) })),
    ...(isKeepalived ? draw.maybe(0.12, () => ({ downTimerAdverts: draw.integer(2, 5) })) : {}),
    ...draw.maybe(0.1, () => ({ lowerPrioNoAdvert: draw.chance(0.7) })),
    ...draw.maybe(0.12, () => ({ higherPrioSendAdvert: draw.chance(0.3) })),
    ...draw.maybe(0.05, () => ({ dontTrackPrimary: true })),
    ...(version === 3 ? draw.maybe(0.2, () => ({ v3ChecksumAsV2: draw.chance(0.5) })) : {}),
    ...(shape.isGrouped ? draw.maybe(0.3, () => ({ syncGroupTrackingWeight: true })) : {}),
    ...draw.maybe(0.9, () => randomAnnouncing(draw)),
    ...draw.maybe(0.4, () => ({ trackers: randomTrackers(draw, isOwner) })),
  }
}

function randomPreemption(draw: Draw): Partial<VrrpConfig> {
  const kind = draw.weighted({ plain: 6, nopreempt: 3, delayed: 2 })
  if (kind === 'plain') return {}
  return kind === 'nopreempt' ? { preempt: false } : { preemptDelayMs: draw.ms(500, 15_000) }
}

function randomAnnouncing(draw: Draw): Partial<VrrpConfig> {
  return {
    garpMasterRepeat: draw.pick([0, 1, 1, 1, 2]),
    garpMasterDelayMs: draw.pick([0, 500, 5000]),
    garpMasterRefreshMs: draw.pick([0, 0, 7000]),
    // Slow enough that mastership may end with announcements still waiting.
    ...draw.maybe(0.1, () => ({
      garpMasterRepeat: draw.integer(1, 4),
      garpIntervalMs: draw.ms(20, 1500),
      gnaIntervalMs: draw.ms(20, 1500),
    })),
  }
}

function randomTrackers(draw: Draw, isOwner: boolean): readonly TrackerConfig[] {
  const weight = (): number => (isOwner || draw.chance(0.3) ? 0 : draw.integer(-120, 120))
  const reverse = (): object => draw.maybe(0.15, () => ({ reverse: true }))
  const trackers: TrackerConfig[] = []
  if (draw.chance(0.6)) {
    const turns = { rise: draw.integer(1, 3), fall: draw.integer(1, 3) }
    const initFail = draw.maybe(0.2, () => ({ initFail: true }))
    trackers.push({
      kind: 'script',
      name: 'chk',
      weight: weight(),
      ...turns,
      ...initFail,
      ...reverse(),
    })
  }
  if (draw.chance(0.4))
    trackers.push({ kind: 'interface', name: 'eth2', weight: weight(), ...reverse() })
  if (draw.chance(0.3))
    trackers.push({ kind: 'file', name: 'load', weight: weight(), ...reverse() })
  return trackers
}
