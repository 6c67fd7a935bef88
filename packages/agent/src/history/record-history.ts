import type { Agent } from '../running/agent.js'
import type { AskedEvent } from '../running/agent-events.js'
import type { History } from './history.js'
import type { HistoryEntry } from './history-entry.js'

/** Whatever is said once is not said again for so long where it may be said with each packet. */
const repeatAfterMs = 60_000
/** An error message may be of any length; characters. */
const textMax = 500

/** Remembers what an agent tells; `wallClock` in milliseconds since 1970. */
export function recordHistory(agent: Agent, history: History, wallClock: () => number): void {
  const toldAt = new Map<string, number>()
  const add = (entry: Omit<HistoryEntry, 'time'>): void => {
    const text = entry.text.slice(0, textMax)
    history.add({ time: new Date(wallClock()).toISOString(), ...entry, text })
  }
  /** What fails, fails often, and would leave nothing else to be read. */
  const addOnce = (entry: Omit<HistoryEntry, 'time'>, what: string): void => {
    const key = `${entry.instance ?? ''} ${entry.kind} ${what}`
    const now = wallClock()
    const before = toldAt.get(key)
    // A wall clock that is put back makes no secret of anything.
    if (before !== undefined && now >= before && now < before + repeatAfterMs) return
    // Strangers may make up addresses.
    if (toldAt.size >= 1000) toldAt.clear()
    toldAt.set(key, now)
    add(entry)
  }
  agent.on('transition', ({ name: instance, text, from, to, reason }) => {
    add({ instance, kind: 'transition', text, from, to, reason: reason.kind })
  })
  agent.on('split', ({ name: instance, text, kind, rival }) => {
    addOnce({ instance, kind: 'split', text }, `${kind} ${rival}`)
  })
  agent.on('effectFailed', ({ name: instance, effect, text }) => {
    addOnce({ instance, kind: 'effectFailed', text: `${effect}: ${text}` }, effect)
  })
  agent.on('flapping', ({ name: instance, text }) => add({ instance, kind: 'flapping', text }))
  agent.on('serverChanged', ({ kind, name, isUp, text }) => {
    // A real server's own name comes first.
    const instance = kind === 'RS' ? name.split(' ').slice(1).join(' ') : name
    add({ instance, kind: 'server', text: `${kind} ${name} is ${isUp ? 'up' : 'down'}: ${text}` })
  })
  agent.on('asked', (event) => add({ ...about(event), kind: 'asked', text: askedText(event) }))
  agent.on('reloaded', ({ changes }) => {
    const count = changes.length === 1 ? 'a change' : `${changes.length} changes`
    add({ kind: 'reloaded', text: `a configuration was put in force, with ${count}` })
    for (const { name: instance } of agent.instances) {
      const title = `instance ${instance}: `
      const own = changes.filter((line) => line.startsWith(title))
      if (own.length === 0) continue
      const text = own.map((line) => line.slice(title.length)).join('; ')
      add({ instance, kind: 'reloaded', text })
    }
  })
}

function about({ request }: AskedEvent): Pick<HistoryEntry, 'instance'> {
  const { instance } = request as { readonly instance?: unknown }
  return typeof instance === 'string' ? { instance } : {}
}

/** `anna: maintenance (on true): done` */
function askedText({ by, request, outcome }: AskedEvent): string {
  const { do: verb } = request
  const details = Object.entries<unknown>(request)
    .filter(([name]) => !['do', 'instance', 'dryRun'].includes(name))
    .map(([name, value]) => `${name} ${String(value)}`)
  const what = details.length === 0 ? verb : `${verb} (${details.join(', ')})`
  return `${by}: ${what}: ${outcome}`
}
