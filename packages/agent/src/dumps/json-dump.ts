import type { NotifyScripts } from '@holdfast/check'
import type { DumpFacts, InstanceFacts } from './dump-facts.js'
import { addressText, commandText, epochText, routeText, ruleText } from './dump-words.js'
import { dumpedStats } from './stats-dump.js'

/** keepalived's numbers of the states. */
const states = { INIT: 0, BACKUP: 1, MASTER: 2, FAULT: 3 } as const

/** Whoever reads a dump is not meant to join the virtual router. */
export const hiddenSecret = '********'

/** The file keepalived.json, in its version 1. */
export function jsonDump(facts: DumpFacts): string {
  return JSON.stringify(
    facts.instances.map((instance) => ({
      data: dataOf(instance, facts),
      stats: dumpedStats(instance.status.counters),
    })),
  )
}

function dataOf(instance: InstanceFacts, facts: DumpFacts): object {
  const { status, parameters: its, config, subject } = instance
  const { announce, virtualMac } = its
  const device = virtualMac?.name ?? its.interface
  const { forMs } = status
  return {
    iname: status.name,
    dont_track_primary: Number(its.dontTrackPrimary),
    skip_check_adv_addr: Number(its.skipCheckAdvAddr),
    strict_mode: Number(config?.strictMode ?? false),
    vmac_ifname: virtualMac?.name ?? '',
    ifp_ifname: device,
    master_priority: status.master?.priority ?? 0,
    last_transition: forMs === undefined ? 0 : Number(epochText(facts.wallMs - forMs)),
    garp_delay: announce.masterDelayMs / 1000,
    garp_refresh: announce.refreshMs / 1000,
    garp_rep: announce.masterRepeat,
    garp_refresh_rep: announce.refreshRepeat,
    garp_lower_prio_delay: announce.lowerPrioDelayMs / 1000,
    garp_lower_prio_rep: announce.lowerPrioRepeat,
    lower_prio_no_advert: Number(its.lowerPrioNoAdvert),
    higher_prio_send_advert: Number(its.higherPrioSendAdvert),
    vrid: its.virtualRouterId,
    base_priority: status.basePriority,
    effective_priority: status.effectivePriority,
    vipset: areSet(instance),
    promote_secondaries: false,
    adver_int: its.advertIntMs / 1000,
    master_adver_int: masterAdvertIntMs(instance) / 1000,
    accept: Number(its.heldAddresses.every(({ accept }) => accept)),
    nopreempt: !its.preempt,
    preempt_delay: its.preempt ? its.preemptDelayMs / 1000 : 0,
    state: states[status.state],
    wantstate: states[status.state],
    version: its.version,
    smtp_alert: subject?.isMailed ?? false,
    notify_deleted: subject?.deletedAs === 'DELETED',
    ...scriptsOf(subject?.scripts ?? {}),
    ...listsOf(instance, facts),
    ...authenticationOf(its.authentication),
  }
}

/** What there is none of is left out. */
function listsOf({ parameters: its, ...rest }: InstanceFacts, { plan }: DumpFacts): object {
  const isSet = areSet({ parameters: its, ...rest })
  const text = (wanted: boolean): readonly string[] =>
    its.heldAddresses
      .filter(({ address }) => its.virtualAddresses.includes(address) === wanted)
      .map((address) => addressText(address, its, isSet))
  const tracked = (kind: string): readonly string[] =>
    its.trackers.filter((each) => each.kind === kind).map(({ name }) => name)
  const scripts = tracked('script').flatMap((name) => {
    const script = plan?.scripts.find((each) => each.name === name)
    return script === undefined ? [] : [commandText(script.program)]
  })
  const lists = {
    vips: text(true),
    evips: text(false),
    vroutes: its.routing.routes.map(routeText),
    vrules: its.routing.rules.map(ruleText),
    track_ifp: tracked('interface'),
    track_script: scripts,
  }
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0))
}

function scriptsOf(scripts: NotifyScripts): object {
  const named = {
    script_master: scripts.notifyMaster,
    script_backup: scripts.notifyBackup,
    script_fault: scripts.notifyFault,
    script_stop: scripts.notifyStop,
    script_deleted: scripts.notifyDeleted,
    script: scripts.notify,
    script_master_rx_lower_pri: scripts.notifyMasterRxLowerPri,
  }
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, program]) =>
      program === undefined ? [] : [[name, commandText(program)]],
    ),
  )
}

function authenticationOf({ type }: InstanceFacts['parameters']['authentication']): object {
  if (type === 'pass') return { auth_type: 1, auth_data: hiddenSecret }
  return type === 'ah' ? { auth_type: 2, auth_data: hiddenSecret } : { auth_type: 0 }
}

/** Whether all addresses are where they belong. */
export function areSet({ status }: InstanceFacts): boolean {
  return status.state === 'MASTER' && status.addresses.status === 'held'
}

/** The interval of the master that is followed; the own one where there is none. */
export function masterAdvertIntMs({ status, parameters }: InstanceFacts): number {
  const { master, peers } = status
  if (master === undefined || parameters.version === 2) return parameters.advertIntMs
  return (
    peers.find(({ address }) => address === master.address)?.advertIntMs ?? parameters.advertIntMs
  )
}
