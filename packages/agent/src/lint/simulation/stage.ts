import { compareIpAddresses, ipFamily } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'
import type { TrackerConfig, VrrpConfig, VrrpStateName } from '@holdfast/vrrp'
import { SimCluster } from '@holdfast/vrrp/testing'
import type { NodePlan } from '@holdfast/vrrp/testing'
import type { Member } from '../cluster/member.js'
import { without } from '../cluster/without.js'

/** The interface that all members share on the stage, whatever each of them calls it. */
const stageInterface = 'lan'
/** The one instance of each node: the simulator's usual name, so that timelines name nodes only. */
const stageInstance = 'VI_1'

/** A change of state that was seen. */
export interface Seen {
  readonly at: number
  readonly node: string
  readonly from: VrrpStateName
  readonly to: VrrpStateName
}

/** The members of one virtual router as real routers on virtual time. */
export interface Stage {
  readonly cluster: SimCluster
  readonly members: readonly Member[]
  readonly seen: readonly Seen[]
  /** Long enough for every election to end, in milliseconds. */
  readonly settleMs: number
}

/**
 * Builds the cluster. Nodes get the simulator's addresses, in the order of their own, so that ties
 * end as they would; interfaces of one name are one segment, so all use the same.
 */
export function buildStage(members: readonly Member[], absent: readonly Member[] = []): Stage {
  const cast = inOrderOfAddress(members)
  const seen: Seen[] = []
  const plans = cast.map((member): readonly [string, NodePlan] => [
    member.node.name,
    { instances: [staged(member, cast, absent)] },
  ])
  const cluster: SimCluster = new SimCluster(Object.fromEntries(plans), {
    // Packets take a while: two timers that end at one instant are two adverts.
    faults: { latencyMs: [0.2, 0.2] },
    onInstance: ({ name }, instance) => {
      instance.on('transition', ({ from, to }) => {
        seen.push({ at: cluster.clock.now(), node: name, from, to })
      })
      const tell = (text: string): void => cluster.timeline.add(cluster.clock.now(), name, text)
      instance.on('note', ({ note, text }) => {
        if (note.kind === 'priorityChanged') tell(text)
      })
      instance.on('split', ({ text }) => tell(`warning: ${text}`))
    },
  })
  return { cluster, members: cast, seen, settleMs: settleMsOf(cast) }
}

/**
 * The config on the stage: what takes part in an election, and nothing that needs a kernel, or that
 * only takes long.
 */
export function staged(
  member: Member,
  cast: readonly Member[],
  absent: readonly Member[] = [],
): VrrpConfig {
  const { config, parameters } = member
  return {
    ...without(config, [
      'sourceAddress',
      'trackSourceAddress',
      'useVmac',
      'vmacXmitBase',
      'acceptMode',
      'startupDelayMs',
    ]),
    ...stagedSource(member, cast),
    name: stageInstance,
    interface: stageInterface,
    unicastPeers: parameters.unicastPeers.map((peer, at) =>
      stagedPeer(peer, at, { member, cast, absent }),
    ),
    trackers: (config.trackers ?? []).map((tracker) => stagedTracker(tracker, config.interface)),
  }
}

/** Every node has its own address there, unless it shares one with another. */
function stagedSource(member: Member, cast: readonly Member[]): Pick<VrrpConfig, 'sourceAddress'> {
  const { sourceAddress } = member.parameters
  if (sourceAddress === undefined) return {}
  const first = cast.findIndex(({ parameters }) => parameters.sourceAddress === sourceAddress)
  return cast[first] === member ? {} : { sourceAddress: stageAddress(sourceAddress, first + 1) }
}

interface Casting {
  readonly member: Member
  readonly cast: readonly Member[]
  readonly absent: readonly Member[]
}

/** The address that a peer has on the stage; one that is nobody's there stays nobody's. */
function stagedPeer(peer: IpAddress, at: number, { member, cast, absent }: Casting): IpAddress {
  const known = cast.findIndex(({ parameters }) => parameters.sourceAddress === peer)
  if (known >= 0) return stageAddress(peer, known + 1)
  const silent = cast.filter(
    (each) => each !== member && each.parameters.sourceAddress === undefined,
  )
  const strangers = member.parameters.unicastPeers.filter((each) =>
    [...cast, ...absent].every(({ parameters }) => parameters.sourceAddress !== each),
  )
  const meant = silent[strangers.indexOf(peer)]
  return stageAddress(peer, meant === undefined ? 200 + at : cast.indexOf(meant) + 1)
}

function stageAddress(like: IpAddress, number: number): IpAddress {
  return ipFamily(like) === 4 ? `192.0.2.${number}` : `fe80::${number.toString(16)}`
}

/** Longer rows of failures show nothing more. */
const longestRow = 10

function stagedTracker(tracker: TrackerConfig, own: string): TrackerConfig {
  if (tracker.kind === 'script') {
    const { rise = 1, fall = 1 } = tracker
    return { ...tracker, rise: Math.min(rise, longestRow), fall: Math.min(fall, longestRow) }
  }
  const isOwn = tracker.kind === 'interface' && tracker.name === own
  return isOwn ? { ...tracker, name: stageInterface } : tracker
}

function inOrderOfAddress(members: readonly Member[]): readonly Member[] {
  const addresses = members.map(({ parameters }) => parameters.sourceAddress)
  if (addresses.includes(undefined)) return members
  return members.toSorted((a, b) =>
    compareIpAddresses(a.parameters.sourceAddress ?? '', b.parameters.sourceAddress ?? ''),
  )
}

/** Two master-down intervals of the slowest, and its patience with a weaker master. */
export function settleMsOf(members: readonly Member[]): number {
  return Math.max(
    ...members.map(
      ({ parameters }) =>
        parameters.preemptDelayMs + 2 * (parameters.downTimerAdverts + 1) * parameters.advertIntMs,
    ),
  )
}
