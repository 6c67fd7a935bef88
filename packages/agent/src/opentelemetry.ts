/**
 * What an agent does, told to OpenTelemetry: its metrics, and spans of takeovers, reloads and scripts.
 * It needs the package `@opentelemetry/api`, which nothing else of the agent does.
 *
 * @packageDocumentation
 */
import { metrics, trace } from '@opentelemetry/api'
import type { Meter, Tracer } from '@opentelemetry/api'
import { measureAgent } from './metrics/agent-metrics.js'
import type { Agent } from './running/agent.js'
import { meterMetrics } from './telemetry/meter-metrics.js'
import { traceAgent } from './telemetry/trace-agent.js'
import { version } from './version.js'

export interface InstrumentAgentOptions {
  /** Default: one of the provider that the application registered. */
  readonly meter?: Meter
  /** Default: one of the provider that the application registered. */
  readonly tracer?: Tracer
  /** Whether each run of a script is a span; they are many. Default true. */
  readonly scripts?: boolean
}

const scope = '@holdfast/agent'

/** Call it once, before the agent starts, with the providers registered; it ends with the agent. */
export function instrumentAgent(agent: Agent, options: InstrumentAgentOptions = {}): void {
  const {
    meter = metrics.getMeter(scope, version()),
    tracer = trace.getTracer(scope, version()),
    scripts = true,
  } = options
  measureAgent(agent, meterMetrics(meter))
  traceAgent(agent, { tracer, scripts })
}
