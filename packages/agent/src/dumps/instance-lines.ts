import { masterDownIntervalMs } from '@holdfast/vrrp'
import type { TrackerParameters } from '@holdfast/vrrp'
import type { DumpFacts, InstanceFacts } from './dump-facts.js'
import { addressText, routeText, ruleText, scriptText, timeText } from './dump-words.js'
import { areSet, hiddenSecret, masterAdvertIntMs } from './json-dump.js'

type Lines = readonly string[]

/** An instance in keepalived.data: ` VRRP Instance = VI_1`, and all of it three columns further in. */
export function instanceLines(instance: InstanceFacts, facts: DumpFacts): Lines {
  const all = [
    ...stateLines(instance, facts),
    ...announcingLines(instance),
    ...electionLines(instance),
    ...addressLines(instance),
    ...trackerLines(instance, facts),
    ...notifyingLines(instance),
  ]
  return [` VRRP Instance = ${instance.status.name}`, ...all.map((line) => `   ${line}`)]
}

function stateLines(instance: InstanceFacts, { wallMs }: DumpFacts): Lines {
  const { status, parameters: its, config } = instance
  const { forMs, nextInMs, faults, state } = status
  const { virtualMac, unicastPeers } = its
  const isUnicast = unicastPeers.length > 0
  const waiting = its.trackers.filter(({ name }) => status.trackers[name]?.verdict === 'unknown')
  const down = masterDownIntervalMs(
    its.version,
    status.effectivePriority,
    masterAdvertIntMs(instance),
    its.downTimerAdverts,
  )
  const fixed = config?.sourceAddress === undefined ? '' : ' (from configuration)'
  return [
    `VRRP Version = ${its.version}`,
    ...(its.group === undefined ? [] : [`Sync group = ${its.group}`]),
    ...(its.family === 6 ? ['Using Native IPv6'] : []),
    `State = ${state}`,
    ...(state === 'BACKUP' ? masterLines(instance) : []),
    ...flagLines(isUnicast, its.preempt),
    `Wantstate = ${state}`,
    'Number of config faults = 0',
    `Number of interface and track script faults = ${faults.length}`,
    `Number of track scripts init = ${waiting.length}`,
    `Last transition = ${timeText(forMs === undefined ? 0 : wallMs - forMs)}`,
    `Read timeout = ${nextInMs === undefined ? 'DISABLED' : timeText(wallMs + nextInMs)}`,
    `Master down timer = ${Math.floor(down * 1000)} usecs`,
    ...(virtualMac === undefined
      ? [`Interface = ${its.interface}`]
      : [
          `Use VMAC, i/f name ${virtualMac.name}, is_up = ${isUp(instance)}, ` +
            `xmit_base = ${!virtualMac.carriesAdverts}`,
          `Interface = ${virtualMac.name}, vmac on ${its.interface}`,
        ]),
    `Using src_ip = ${status.sourceAddress ?? '(none)'}${fixed}`,
    ...(isUnicast ? [] : [`Multicast address ${its.multicastGroup}`]),
  ]
}

function masterLines(instance: InstanceFacts): Lines {
  const { status, parameters } = instance
  const nobody = parameters.family === 4 ? '0.0.0.0' : '::'
  const seconds = (masterAdvertIntMs(instance) / 1000).toFixed(2)
  return [
    `Master router = ${status.master?.address ?? nobody}`,
    `Master priority = ${status.master?.priority ?? 0}`,
    ...(parameters.version === 3 ? [`Master advert int = ${seconds} sec`] : []),
  ]
}

function flagLines(isUnicast: boolean, preempt: boolean): Lines {
  if (isUnicast) return ['Flags:', '  Using unicast']
  return [preempt ? 'Flags: none' : 'Flags:']
}

function announcingLines({ parameters: its }: InstanceFacts): Lines {
  const { announce } = its
  return [
    `Gratuitous ARP delay = ${announce.masterDelayMs / 1000}`,
    `Gratuitous ARP repeat = ${announce.masterRepeat}`,
    `Gratuitous ARP refresh = ${announce.refreshMs / 1000}`,
    `Gratuitous ARP refresh repeat = ${announce.refreshRepeat}`,
    `Gratuitous ARP lower priority delay = ${announce.lowerPrioDelayMs / 1000}`,
    `Gratuitous ARP lower priority repeat = ${announce.lowerPrioRepeat}`,
    `Down timer adverts = ${its.downTimerAdverts}`,
    `Send advert after receive lower priority advert = ${!its.lowerPrioNoAdvert}`,
    `Send advert after receive higher priority advert = ${its.higherPrioSendAdvert}`,
  ]
}

function electionLines(instance: InstanceFacts): Lines {
  const { status, parameters: its } = instance
  const { version, advertIntMs, preempt, preemptDelayMs, authentication } = its
  const accepts = its.heldAddresses.every(({ accept }) => accept)
  const interval = version === 2 ? `${advertIntMs / 1000} sec` : `${advertIntMs} milli-sec`
  const isLearned = version === 3 && status.state === 'BACKUP'
  return [
    `Virtual Router ID = ${its.virtualRouterId}`,
    `Priority = ${status.basePriority}`,
    `Effective priority = ${status.effectivePriority}`,
    `Total priority = ${status.effectivePriority}`,
    `Advert interval = ${interval}`,
    ...(isLearned ? [`Master advert interval = ${masterAdvertIntMs(instance)} milli-sec`] : []),
    `Accept = ${enabled(accepts)}`,
    `Preempt = ${enabled(preempt)}`,
    ...(preempt && preemptDelayMs > 0 ? [`Preempt delay = ${preemptDelayMs / 1000} secs`] : []),
    'Promote_secondaries = disabled',
    ...(version === 2 ? authenticationLines(authentication.type) : []),
  ]
}

function authenticationLines(type: InstanceFacts['parameters']['authentication']['type']): Lines {
  const names = { none: 'none', pass: 'SIMPLE_PASSWORD', ah: 'IPSEC_AH', hmac: 'none' } as const
  const line = `Authentication type = ${names[type]}`
  return type === 'pass' || type === 'ah' ? [line, `Password = ${hiddenSecret}`] : [line]
}

function addressLines(instance: InstanceFacts): Lines {
  const { parameters: its } = instance
  const { routes, rules } = its.routing
  const isSet = areSet(instance)
  const text = (wanted: boolean): Lines =>
    its.heldAddresses
      .filter(({ address }) => its.virtualAddresses.includes(address) === wanted)
      .map((address) => addressText(address, its, isSet))
  const peers = its.unicastPeers.map((peer) => {
    const { min = 0, max = 255 } = its.unicastTtlRanges[peer] ?? {}
    return `${peer} min_ttl ${min} max_ttl ${max}`
  })
  return [
    ...list(`Virtual IP (${its.virtualAddresses.length}):`, text(true)),
    ...list('Virtual IP Excluded :', text(false)),
    ...(peers.length === 0
      ? []
      : [
          `Unicast TTL = ${its.unicastTtl}`,
          `Check unicast src : ${its.checkUnicastSource ? 'yes' : 'no'}`,
          ...list('Unicast Peer :', peers),
          'Unicast checksum compatibility = no',
        ]),
    ...list('Virtual Routes :', routes.map(routeText)),
    ...list('Virtual Rules :', rules.map(ruleText)),
  ]
}

function trackerLines({ parameters: its }: InstanceFacts, { plan }: DumpFacts): Lines {
  const isProcess = ({ name }: TrackerParameters): boolean =>
    plan?.processes.some((each) => each.name === name) ?? false
  const of = (kind: TrackerParameters['kind']): readonly TrackerParameters[] =>
    its.trackers.filter((tracker) => tracker.kind === kind)
  const weight = ({ name, weight: by, reverse }: TrackerParameters, separator = ''): string =>
    `${name}${separator} weight ${by}${reverse ? ' reverse' : ''}`
  return [
    ...list(
      'Tracked interfaces :',
      of('interface').map((each) => weight(each)),
    ),
    ...list(
      'Tracked scripts :',
      of('script')
        .filter((each) => !isProcess(each))
        .map((each) => weight(each)),
    ),
    ...list(
      'Tracked files :',
      of('file').map((each) => weight(each, ',')),
    ),
    ...list(
      'Tracked processes :',
      of('script')
        .filter(isProcess)
        .map((each) => weight(each, ',')),
    ),
  ]
}

function notifyingLines({ subject }: InstanceFacts): Lines {
  const { scripts = {}, isMailed = false, deletedAs, tellsPriority = false } = subject ?? {}
  const named = [
    ['Master', scripts.notifyMaster],
    ['Backup', scripts.notifyBackup],
    ['Fault', scripts.notifyFault],
    ['Stop', scripts.notifyStop],
    ['Generic', scripts.notify],
  ] as const
  return [
    `Using smtp notification = ${isMailed ? 'yes' : 'no'}`,
    `Notify deleted = ${deletedAs === 'DELETED' ? 'Deleted' : 'Fault'}`,
    ...named.flatMap(([state, program]) =>
      program === undefined ? [] : [`${state} state transition script = ${scriptText(program)}`],
    ),
    `Notify priority changes = ${tellsPriority}`,
  ]
}

function list(title: string, lines: Lines): Lines {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]
}

function enabled(is: boolean): string {
  return is ? 'enabled' : 'disabled'
}

function isUp({ status }: InstanceFacts): boolean {
  return !status.faults.some(({ kind }) => kind === 'interface')
}
