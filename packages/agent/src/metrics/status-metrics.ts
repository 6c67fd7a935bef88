import type { IpFamily } from '@holdfast/core'
import type { VrrpCounters, VrrpStatus } from '@holdfast/vrrp'
import type { Agent } from '../running/agent.js'
import type { MetricMaker } from './metric-maker.js'
import { oncePerTurn } from './once-per-turn.js'

const states = ['INIT', 'BACKUP', 'MASTER', 'FAULT'] as const

/**
 * What each instance says of itself when it is asked. The label is not called `instance`: that is
 * what Prometheus calls the process that it asks.
 */
export function readStatuses(agent: Agent, metrics: MetricMaker): void {
  const statuses = oncePerTurn(() =>
    agent.instances.map((instance) => {
      const { family } = instance.snapshot().parameters
      return { ...instance.status(), family }
    }),
  )
  readStates(agent, statuses, metrics)
  readPeers(agent, statuses, metrics)
  readCounters(statuses, metrics)
}

type Statuses = () => readonly (VrrpStatus & { readonly family: IpFamily })[]

function readStates(agent: Agent, statuses: Statuses, metrics: MetricMaker): void {
  // One series for each state: it can be read, summed over nodes and alerted on without a table of
  // numbers, and the sum of MASTER over a virtual router has to be 1. IPv4 and IPv6 count their VRIDs
  // on their own, and so does each interface (rule 22).
  metrics.readGauge(
    {
      name: 'holdfast_instance_state',
      help: 'Whether the instance is in this state: 1, else 0.',
      labelNames: ['vrrp_instance', 'interface', 'vrid', 'family', 'state'],
    },
    () =>
      statuses().flatMap((status) =>
        states.map((state) => {
          const { name: vrrp_instance, interface: device, virtualRouterId } = status
          const vrid = String(virtualRouterId)
          const family = status.family === 4 ? 'inet' : 'inet6'
          const labels = { vrrp_instance, interface: device, vrid, family, state }
          return [labels, Number(status.state === state)] as const
        }),
      ),
  )
  const gauge = (name: string, help: string, read: (status: VrrpStatus) => number | undefined) =>
    metrics.readGauge({ name, help, labelNames: ['vrrp_instance'] }, () =>
      statuses().flatMap((status) => {
        const value = read(status)
        return value === undefined ? [] : [[{ vrrp_instance: status.name }, value] as const]
      }),
    )
  gauge(
    'holdfast_instance_priority',
    'What it advertises: its base priority and what its trackers add.',
    ({ effectivePriority }) => effectivePriority,
  )
  gauge(
    'holdfast_instance_base_priority',
    'Its priority by the configuration, or as it was set since.',
    ({ basePriority }) => basePriority,
  )
  gauge(
    'holdfast_instance_faults',
    'Reasons why it may take no part in the election.',
    ({ faults }) => faults.length,
  )
  gauge(
    'holdfast_instance_addresses_held',
    'Whether all its virtual addresses are on this machine: 1, else 0.',
    ({ addresses }) => Number(addresses.status === 'held'),
  )
  gauge(
    'holdfast_instance_last_transition_timestamp_seconds',
    'When it last changed its state, since 1970.',
    ({ takenAt, forMs }) =>
      forMs === undefined ? undefined : agent.unixTimeMs(takenAt - forMs) / 1000,
  )
  metrics.readGauge(
    {
      name: 'holdfast_tracker_up',
      help: 'Whether what an instance tracks is well: 1, or 0; absent until that is known.',
      labelNames: ['vrrp_instance', 'tracker'],
    },
    () =>
      statuses().flatMap(({ name: vrrp_instance, trackers }) =>
        Object.entries(trackers).flatMap(([tracker, { verdict }]) =>
          verdict === 'unknown'
            ? []
            : [[{ vrrp_instance, tracker }, Number(verdict === 'up')] as const],
        ),
      ),
  )
}

function readPeers(agent: Agent, statuses: Statuses, metrics: MetricMaker): void {
  const labelNames = ['vrrp_instance', 'peer'] as const
  metrics.readGauge(
    {
      name: 'holdfast_peer_last_advert_timestamp_seconds',
      help: 'When another router of the virtual router was last heard, since 1970.',
      labelNames,
    },
    () =>
      statuses().flatMap(({ name: vrrp_instance, peers }) =>
        peers.map(({ address, heardAt }) => {
          const at = agent.unixTimeMs(heardAt)
          return [{ vrrp_instance, peer: address }, at / 1000] as const
        }),
      ),
  )
  metrics.readGauge(
    { name: 'holdfast_peer_priority', help: 'The priority it last said it has.', labelNames },
    () =>
      statuses().flatMap(({ name: vrrp_instance, peers }) =>
        peers.map(({ address, priority }) => [{ vrrp_instance, peer: address }, priority] as const),
      ),
  )
}

type Count = Exclude<keyof VrrpCounters, 'rejected'>

const counters: readonly (readonly [Count, name: string, help: string])[] = [
  ['advertSent', 'adverts_sent', 'Advertisements that were sent.'],
  ['advertRcvd', 'adverts_received', 'Advertisements that were accepted.'],
  ['priZeroSent', 'priority_zero_sent', 'Of those sent: with priority 0, to resign.'],
  ['priZeroRcvd', 'priority_zero_received', 'Of those accepted: with priority 0.'],
  ['becomeMaster', 'became_master', 'How often it became master.'],
  ['releaseMaster', 'released_master', 'How often it was master no longer.'],
  ['announcementsSent', 'announcements_sent', 'Gratuitous ARPs and neighbour advertisements.'],
  ['addressListMismatch', 'address_list_mismatches', 'Accepted adverts with other addresses.'],
  ['ownSource', 'own_source_adverts', 'Advertisements that came from our own address.'],
]

function readCounters(statuses: Statuses, metrics: MetricMaker): void {
  for (const [key, name, help] of counters) {
    metrics.readCounter(
      { name: `holdfast_${name}_total`, help, labelNames: ['vrrp_instance'] },
      () => statuses().map((status) => [{ vrrp_instance: status.name }, status.counters[key]]),
    )
  }
  metrics.readCounter(
    {
      name: 'holdfast_adverts_rejected_total',
      help: 'Packets that were not accepted, by the check that they failed.',
      labelNames: ['vrrp_instance', 'code'],
    },
    () =>
      statuses().flatMap(({ name: vrrp_instance, counters: { rejected } }) =>
        Object.entries(rejected).map(([code, count]) => [{ vrrp_instance, code }, count] as const),
      ),
  )
}
