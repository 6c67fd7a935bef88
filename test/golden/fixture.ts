import { readFileSync } from 'node:fs'
import type { RouterName } from '../interop/lab/stations.js'
import { parseTrace } from './trace/trace-text.js'
import type { TraceEvent } from './trace/trace-event.js'

export const scenarioFolder: URL = new URL('scenarios/', import.meta.url)

export function configurationOf(scenario: string, router: RouterName): string {
  return read(`${scenario}/${router.toLowerCase()}.conf`)
}

/** What keepalived 2.2.7 did in both places. */
export function recordingOf(scenario: string): readonly TraceEvent[] {
  return parseTrace(read(`${scenario}/trace.txt`))
}

function read(path: string): string {
  return readFileSync(new URL(path, scenarioFolder), 'utf8')
}
