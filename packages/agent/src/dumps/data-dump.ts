import type { DumpFacts } from './dump-facts.js'
import { scriptText, commandText } from './dump-words.js'
import { instanceLines } from './instance-lines.js'

type Lines = readonly string[]

/** The file keepalived.data: what there is to know, in keepalived's words and order. */
export function dataDump(facts: DumpFacts): string {
  const sections = [
    section('Global definitions', globalLines(facts)),
    section(
      'VRRP Topology',
      facts.instances.flatMap((instance) => instanceLines(instance, facts)),
    ),
    section('VRRP Sync groups', groupLines(facts)),
    section('VRRP Scripts', scriptLines(facts)),
    section('VRRP Track files', fileLines(facts)),
    section('VRRP Track processes', processLines(facts)),
  ]
  return sections.flat().join('')
}

function section(title: string, lines: Lines): Lines {
  if (lines.length === 0) return []
  return [`------< ${title} >------\n`, ...lines.map((line) => `${line}\n`)]
}

function globalLines({ globals, netNamespace, hostName }: DumpFacts): Lines {
  const alert = (is: boolean | undefined): string =>
    is === undefined ? 'unset' : is ? 'on' : 'off'
  return [
    ` Network namespace = ${netNamespace ?? '(default)'}`,
    ` Router ID = ${globals.routerId ?? hostName}`,
    ` Default smtp_alert = ${alert(globals.smtpAlert)}`,
    ` Default smtp_alert_vrrp = ${alert(globals.smtpAlertVrrp)}`,
    ` FIFO write vrrp states on reload = ${globals.fifoWriteVrrpStatesOnReload ?? false}`,
    ` VRRP notify priority changes = ${globals.vrrpNotifyPriorityChanges ?? false}`,
    ` VRRP IPv4 mcast group = ${globals.vrrpMcastGroup4 ?? '224.0.0.18'}`,
    ` VRRP IPv6 mcast group = ${globals.vrrpMcastGroup6 ?? 'ff02::12'}`,
    ` VRRP default protocol version = ${globals.vrrpVersion ?? 2}`,
    ` VRRP strict mode = ${globals.vrrpStrict ?? false}`,
    ` Script security ${globals.enableScriptSecurity === true ? 'enabled' : 'disabled'}`,
  ]
}

function groupLines({ groups, instances, plan }: DumpFacts): Lines {
  return groups.flatMap(({ name, state, members }) => {
    const inState = (wanted: string): number =>
      instances.filter(({ status }) => members.includes(status.name) && status.state === wanted)
        .length
    const subject = plan?.groups.find((each) => each.name === name)?.subject
    const { notifyMaster, notifyBackup, notifyFault, notifyStop, notify } = subject?.scripts ?? {}
    const named = [
      ['Master', notifyMaster],
      ['Backup', notifyBackup],
      ['Fault', notifyFault],
      ['Stop', notifyStop],
      ['Generic', notify],
    ] as const
    return [
      ` VRRP Sync Group = ${name}, ${state}`,
      `   Num member fault ${inState('FAULT')}, num member init ${inState('INIT')}`,
      '   VRRP member instances :',
      ...members.map((member) => `     ${member}`),
      `   Using smtp notification = ${subject?.isMailed === true ? 'yes' : 'no'}`,
      ...named.flatMap(([word, program]) =>
        program === undefined
          ? []
          : [`   ${word} state transition script = ${scriptText(program)}`],
      ),
    ]
  })
}

function scriptLines(facts: DumpFacts): Lines {
  return (facts.plan?.scripts ?? []).flatMap(({ name, program, intervalMs, timeoutMs }) => {
    const { uid, gid } = program.identity ?? { uid: ownUser(), gid: ownGroup() }
    const [tracker] = trackersNamed(facts, name)
    return [
      ` VRRP Script = ${name}`,
      `   Command = ${commandText(program)}`,
      `   Interval = ${intervalMs / 1000} sec`,
      `   Timeout = ${timeoutMs / 1000} sec`,
      `   Rise = ${tracker?.rise ?? 1}`,
      `   Fall = ${tracker?.fall ?? 1}`,
      `   Status = ${{ up: 'GOOD', down: 'BAD', unknown: 'INIT' }[tracker?.verdict ?? 'unknown']}`,
      `   Script uid:gid = ${uid}:${gid}`,
      ...trackingLines(facts, name),
    ]
  })
}

function fileLines(facts: DumpFacts): Lines {
  return (facts.plan?.files ?? []).flatMap(({ name, path }) => [
    ` Track file = ${name}`,
    `   File = ${path}`,
    `   Status = ${trackersNamed(facts, name)[0]?.value ?? 0}`,
    ...trackingLines(facts, name),
  ])
}

function processLines(facts: DumpFacts): Lines {
  return (facts.plan?.processes ?? []).flatMap(({ name, process, quorum = 1, fullCommand }) => [
    ` VRRP Track process = ${name}`,
    `   Process = ${process.join(' ')}`,
    `   Min processes = ${quorum}`,
    `   Have quorum = ${trackersNamed(facts, name)[0]?.verdict === 'up'}`,
    `   Full command = ${fullCommand ?? false}`,
    ...trackingLines(facts, name),
  ])
}

function trackingLines(facts: DumpFacts, name: string): Lines {
  const lines = trackersNamed(facts, name).map(
    ({ instance, weight }) => `     ${instance}, weight ${weight}`,
  )
  return lines.length === 0 ? [] : ['   Tracking instances :', ...lines]
}

/** What the instances that track something say of it. */
function trackersNamed({ instances }: DumpFacts, name: string) {
  return instances.flatMap(({ parameters, status }) =>
    parameters.trackers
      .filter((tracker) => tracker.name === name && tracker.kind !== 'interface')
      .map(({ weight, rise, fall }) => ({
        ...{ instance: status.name, weight, rise, fall },
        verdict: status.trackers[name]?.verdict ?? ('unknown' as const),
        value: status.trackers[name]?.value ?? 0,
      })),
  )
}

const ownUser = (): number => process.getuid?.() ?? 0
const ownGroup = (): number => process.getgid?.() ?? 0
