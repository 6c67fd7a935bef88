import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { Attributes, Span, Tracer } from '@opentelemetry/api'
import type { NoteEvent, TransitionEvent } from '@holdfast/vrrp'
import type { Agent } from '../running/agent.js'
import type { ScriptRanEvent } from '../running/agent-events.js'

export interface TraceOptions {
  readonly tracer: Tracer
  /** Whether each run of a script is a span. */
  readonly scripts: boolean
}

/** Makes spans of what an agent does: takeovers, other transitions, reloads and runs of scripts. */
export function traceAgent(agent: Agent, { tracer, scripts }: TraceOptions): void {
  traceTransitions(agent, tracer)
  traceReloads(agent, tracer)
  if (scripts) agent.on('scriptRan', (event) => traceScript(agent, tracer, event))
}

/**
 * A takeover begins when it was due, and ends when all addresses are held. An instance has one span
 * at a time: whatever comes instead of the addresses ends it too.
 */
function traceTransitions(agent: Agent, tracer: Tracer): void {
  const takeovers = new Map<string, Span>()
  const end = (name: string, at: number, problem?: string): void => {
    const span = takeovers.get(name)
    if (span === undefined) return
    takeovers.delete(name)
    if (problem !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: problem })
    span.end(agent.unixTimeMs(at))
  }
  agent.on('transition', (event) => {
    const { name, from, to, at } = event
    end(name, at, `became ${to} before it had its addresses`)
    const span = startTransition(agent, tracer, event)
    const { addresses } = agent.instances.find((each) => each.name === name)?.status() ?? {}
    if (to !== 'MASTER') {
      span.end(agent.unixTimeMs(at))
      return
    }
    span.addEvent('master', { 'holdfast.state.from': from }, agent.unixTimeMs(at))
    takeovers.set(name, span)
    // Nothing is told of them where there are none to be added, or where they were there at once.
    if (addresses?.status === 'held') end(name, at)
  })
  agent.on('note', ({ name, note, at }) => {
    if (note.kind === 'addressesHeld') end(name, at)
    const failure = failureIn(note)
    if (failure !== undefined) {
      takeovers.get(name)?.addEvent('addresses failed', failure, agent.unixTimeMs(at))
    }
  })
  agent.on('stopped', () => {
    for (const name of takeovers.keys()) end(name, agent.clock.now(), 'stopped')
  })
}

function startTransition(agent: Agent, tracer: Tracer, event: TransitionEvent): Span {
  const { name, from, to, reason, text, at, priority } = event
  const lateMs = 'lateMs' in reason ? reason.lateMs : 0
  const status = agent.instances.find((each) => each.name === name)?.status()
  return tracer.startSpan(to === 'MASTER' ? 'vrrp takeover' : 'vrrp transition', {
    kind: SpanKind.INTERNAL,
    root: true,
    startTime: agent.unixTimeMs(at - lateMs),
    attributes: {
      vrrp_instance: name,
      ...(status === undefined
        ? {}
        : { interface: status.interface, vrid: String(status.virtualRouterId) }),
      'holdfast.state.from': from,
      'holdfast.state.to': to,
      'holdfast.reason': reason.kind,
      'holdfast.reason.text': text,
      'holdfast.priority': priority,
    },
  })
}

function failureIn(note: NoteEvent['note']): Attributes | undefined {
  if (note.kind !== 'addressesFailed') return undefined
  const addresses = note.failures.map(({ address }) => address)
  return { 'holdfast.addresses': addresses, 'holdfast.attempt': note.attempt }
}

function traceReloads(agent: Agent, tracer: Tracer): void {
  const trace = (durationMs: number, attributes: Attributes): Span => {
    const now = agent.clock.now()
    const startTime = agent.unixTimeMs(now - durationMs)
    const span = tracer.startSpan('holdfast reload', { root: true, startTime, attributes })
    return span
  }
  agent.on('reloaded', ({ changes, durationMs }) => {
    const span = trace(durationMs, { 'holdfast.changes': changes.length })
    span.end(agent.unixTimeMs(agent.clock.now()))
  })
  agent.on('reloadRefused', ({ error, durationMs }) => {
    const span = trace(durationMs, {})
    const problem = error instanceof Error ? error : new Error(String(error))
    span.recordException(problem, agent.unixTimeMs(agent.clock.now()))
    span.setStatus({ code: SpanStatusCode.ERROR, message: problem.message })
    span.end(agent.unixTimeMs(agent.clock.now()))
  })
}

function traceScript(agent: Agent, tracer: Tracer, event: ScriptRanEvent): void {
  const { name, durationMs, result } = event
  const now = agent.clock.now()
  const span = tracer.startSpan('holdfast script', {
    root: true,
    startTime: agent.unixTimeMs(now - durationMs),
    attributes: { script: name, result },
  })
  if (result !== 'success') span.setStatus({ code: SpanStatusCode.ERROR, message: result })
  span.end(agent.unixTimeMs(now))
}
