import type { Explanation } from '@holdfast/vrrp'
import type { HistoryEntry } from '../history/history-entry.js'
import type { ControlRequest } from '../control/control-request.js'
import type { Promoted } from '../control/perform-control.js'
import type { AgentStatus } from '../running/agent-status.js'
import type { VirtualServerExplanation } from '../running/virtual-servers/explain-virtual-server.js'
import type { VirtualServerStatus } from '../running/virtual-servers/virtual-server-status.js'
import { duration } from './duration.js'

type ExplainedInstance = Explanation & { readonly name: string }
type Explained = (ExplainedInstance | VirtualServerExplanation) & {
  readonly recent: readonly HistoryEntry[]
}

/** What an agent answered, for people. */
export function replyText(request: ControlRequest, value: unknown): string {
  switch (request.do) {
    case 'status':
      return statusText(value as AgentStatus)
    case 'explain':
      return (value as readonly Explained[]).map(explanationText).join('\n\n')
    case 'history':
      return historyText(value as readonly HistoryEntry[])
    case 'dump':
      return (value as string).trimEnd()
    case 'reload': {
      if (request.dryRun !== true) return 'reloaded'
      const lines = value as readonly string[]
      return lines.length === 0 ? 'nothing would change' : lines.join('\n')
    }
    case 'drain':
    case 'undrain':
      return `${request.do} ${request.server}: ${(value as readonly string[]).join(', ')}`
    case 'promote':
      return `promote: ${(value as readonly Promoted[]).map(promotedText).join(', ')}`
    case 'demote':
    case 'announce':
    case 'maintenance':
      return `${request.do}: ${(value as readonly string[]).join(', ')}`
    case 'set-priority':
    case 'set-weight':
    case 'events':
      return 'done'
  }
}

function promotedText({ name, waitsFor }: Promoted): string {
  if (waitsFor === undefined) return name
  const what = waitsFor === 'claim' ? 'an answer to its claim' : 'the rest of its sync group'
  return `${name} (waits for ${what})`
}

/** An event that was followed: when, what it is about, and what happened. */
export function eventLine(event: Readonly<Record<string, unknown>>): string {
  const { time, event: kind, name, text } = event
  const subject = typeof name === 'string' ? `(${name}) ` : ''
  return `${String(time)} ${String(kind)} ${subject}${typeof text === 'string' ? text : askedText(event)}`.trimEnd()
}

function askedText({ by, request, outcome }: Readonly<Record<string, unknown>>): string {
  return request === undefined
    ? ''
    : `${String(by)}: ${JSON.stringify(request)}: ${String(outcome)}`
}

function statusText(status: AgentStatus): string {
  const served = status.virtualServers.map((each) => virtualServerText(each).join('\n'))
  if (served.length === 0) return routersText(status)
  const routers = status.instances.length === 0 ? [] : [routersText(status)]
  return [...routers, ...served].join('\n\n')
}

function virtualServerText(server: VirtualServerStatus): readonly string[] {
  const { name, isUp, forMs, liveWeight, quorum, servers, sorryServer, isSorry, failures } = server
  const notes = [
    ...(server.isSuspended ? ['suspended: its address is not here'] : []),
    ...(isSorry && sorryServer !== undefined ? [`${sorryServer} stands in`] : []),
  ]
  const about = `VS ${name} is ${isUp ? 'up' : 'down'} for ${duration(forMs)}: weight ${liveWeight} of ${quorum}`
  const rows = servers.map((each) => [
    each.name,
    each.isUp ? 'UP' : 'DOWN',
    each.weight === undefined ? '-' : String(each.weight),
    duration(each.forMs),
    [...(each.duty === 'serving' ? [] : [each.duty]), each.because ?? ''].join(' ').trim(),
  ])
  return [
    [about, ...notes].join(', '),
    ...table([['SERVER', 'STATE', 'WEIGHT', 'FOR', 'WHY'], ...rows]),
    ...failures.map((failure) => `not in the kernel as it should be: ${failure}`),
  ]
}

function routersText({ phase, instances, groups }: AgentStatus): string {
  const head = ['INSTANCE', 'STATE', 'PRIORITY', 'FOR', 'MASTER', 'ADDRESSES']
  const rows = instances.map((status) => {
    const { state, effectivePriority, forMs, master, addresses } = status
    return [
      status.name,
      state,
      String(effectivePriority),
      forMs === undefined ? '-' : duration(forMs),
      state === 'MASTER' ? 'this one' : (master?.address ?? '-'),
      `${addresses.virtual.join(' ')} (${addresses.status})`,
    ]
  })
  const members = groups.map(
    ({ name, state, members: names }) => `sync group ${name} is ${state}: ${names.join(', ')}`,
  )
  const troubles = instances.flatMap(({ name, state, because }) =>
    state === 'FAULT' && because !== undefined ? [`${name}: ${because}`] : [],
  )
  const rest = [...members, ...troubles]
  const about =
    instances.length === 0 ? [`the agent is ${phase} and has no instances`] : table([head, ...rows])
  return [...about, ...(rest.length === 0 ? [] : ['', ...rest])].join('\n')
}

function historyText(entries: readonly HistoryEntry[]): string {
  return entries.length === 0 ? 'nothing has happened yet' : entries.map(entryLine).join('\n')
}

function entryLine({ time, instance, kind, text }: HistoryEntry): string {
  return `${time} ${instance === undefined ? '' : `(${instance}) `}${kind}: ${text}`
}

function explanationText(explained: Explained): string {
  const { name, state, outlook, recent } = explained
  const past = recent.map(({ time, kind, text }) => `    ${time} ${kind}: ${text}`)
  return [
    `${name} is ${state}`,
    ...('priority' in explained ? [`  priority ${explained.priority}`] : []),
    ...outlook.map((line) => `  ${line}`),
    ...('servers' in explained ? explained.servers : []).flatMap((server) => [
      `  ${server.name} is ${server.state}`,
      ...server.outlook.map((line) => `    ${line}`),
    ]),
    ...(past.length === 0 ? [] : ['  what happened last:', ...past]),
  ].join('\n')
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const [first = []] = rows
  const widths = first.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
