import type { Result } from '@holdfast/core'

/**
 * What can be asked of a running agent: one JSON object on a line. Without `instance` it is about
 * every instance; `explain` and `history` take a virtual server as well. `by` is who asks, for the event and the log.
 */
export type ControlRequest = { readonly by?: string } & (
  | { readonly do: 'status' }
  | { readonly do: 'explain'; readonly instance?: string }
  /** A text as keepalived writes it to a file at a signal. */
  | { readonly do: 'dump'; readonly what: string }
  | { readonly do: 'history'; readonly instance?: string }
  | { readonly do: 'demote' | 'promote' | 'announce'; readonly instance?: string }
  | { readonly do: 'maintenance'; readonly instance?: string; readonly on: boolean }
  | { readonly do: 'set-priority'; readonly instance: string; readonly priority: number }
  | {
      readonly do: 'set-weight'
      readonly instance: string
      /** A script, process, file or interface that it tracks. */
      readonly tracker: string
      readonly weight: number
    }
  /** `server` is `198.51.100.1:80`; `of` names its virtual server, else all that have it. */
  | {
      readonly do: 'drain'
      readonly server: string
      readonly of?: string
      /** How long connections are waited for; milliseconds. */
      readonly withinMs?: number
    }
  | { readonly do: 'undrain'; readonly server: string; readonly of?: string }
  | { readonly do: 'reload'; readonly dryRun?: boolean }
  /** Answered with a line for every event from now on, until the asker hangs up. */
  | { readonly do: 'events' }
)

export type ControlVerb = ControlRequest['do']

/** The answer to a request, on a line. */
export type ControlReply =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string }

const fields: Readonly<Record<ControlVerb, Readonly<Record<string, FieldRule>>>> = {
  status: {},
  explain: { instance: 'text?' },
  dump: { what: 'text' },
  history: { instance: 'text?' },
  demote: { instance: 'text?' },
  promote: { instance: 'text?' },
  announce: { instance: 'text?' },
  maintenance: { instance: 'text?', on: 'boolean' },
  'set-priority': { instance: 'text', priority: 'number' },
  'set-weight': { instance: 'text', tracker: 'text', weight: 'number' },
  drain: { server: 'text', of: 'text?', withinMs: 'number?' },
  undrain: { server: 'text', of: 'text?' },
  reload: { dryRun: 'boolean?' },
  events: {},
}

type FieldRule = 'text' | 'text?' | 'boolean' | 'boolean?' | 'number' | 'number?'

/** Reads a line that anybody may have written. */
export function parseControlRequest(line: string): Result<ControlRequest, string> {
  let given: unknown
  try {
    given = JSON.parse(line)
  } catch {
    return refused('a request is a JSON object on a line')
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return refused('a request is a JSON object on a line')
  }
  const request = new Map<string, unknown>(Object.entries(given))
  const verb = request.get('do')
  if (typeof verb !== 'string' || !Object.hasOwn(fields, verb)) {
    return refused(`\`do\` is one of ${Object.keys(fields).join(', ')}`)
  }
  const rules: Readonly<Record<string, FieldRule>> = {
    do: 'text',
    by: 'text?',
    ...fields[verb as ControlVerb],
  }
  for (const [name, rule] of Object.entries(rules)) {
    const problem = problemWith(name, rule, request.get(name))
    if (problem !== undefined) return refused(problem)
  }
  const stranger = [...request.keys()].find((name) => !Object.hasOwn(rules, name))
  if (stranger !== undefined) return refused(`${verb} knows no \`${stranger}\``)
  return { ok: true, value: given as ControlRequest }
}

function problemWith(name: string, rule: FieldRule, value: unknown): string | undefined {
  if (value === undefined) return rule.endsWith('?') ? undefined : `\`${name}\` is missing`
  const type = rule.startsWith('text') ? 'string' : rule.replace('?', '')
  return typeof value === type ? undefined : `\`${name}\` is a ${type}`
}

function refused(error: string): Result<ControlRequest, string> {
  return { ok: false, error }
}
