import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

export const usage = `Runs random clusters on virtual time and checks every promise after every event.

  npm run sim -- [--seeds N] [--from S] [--minutes M] [--jobs J]   N seeds from S on
  npm run sim -- --seed S [--minutes M]                            one seed, with its timeline
  npm run sim -- --scenario FILE                                   a scenario in JSON
  ... --html FILE                                                  of one run: a page to look at

Without options: 100 seeds from 1 on, 10 virtual minutes each, a job for each core. docs/invariants.md
says what is checked. The exit code is 1 when a promise was broken.`

/** What the command line asks for. */
export type Task =
  | { readonly kind: 'help' }
  | { readonly kind: 'scenario'; readonly file: string; readonly html?: string }
  | {
      readonly kind: 'seed'
      readonly seed: number
      readonly minutes: number
      readonly html?: string
    }
  | {
      readonly kind: 'seeds'
      readonly from: number
      readonly count: number
      readonly minutes: number
      readonly jobs: number
    }

/** Throws an Error whose message says what is wrong. */
export function readArguments(args: readonly string[]): Task {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: text,
      from: text,
      seed: text,
      minutes: text,
      jobs: text,
      scenario: text,
      html: text,
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help === true) return { kind: 'help' }
  const html = values.html === undefined ? {} : { html: values.html }
  if (values.scenario !== undefined) return { kind: 'scenario', file: values.scenario, ...html }
  const minutes = readNumber('minutes', values.minutes ?? '10', 0.1)
  if (values.seed !== undefined) {
    return { kind: 'seed', seed: readWhole('seed', values.seed, 0), minutes, ...html }
  }
  if (values.html !== undefined) throw new Error('--html is for one run: name its --seed')
  return {
    kind: 'seeds',
    from: readWhole('from', values.from ?? '1', 0),
    count: readWhole('seeds', values.seeds ?? '100', 1),
    minutes,
    jobs: readWhole('jobs', values.jobs ?? String(availableParallelism()), 1),
  }
}

function readWhole(name: string, text: string, min: number): number {
  const value = readNumber(name, text, min)
  if (Number.isSafeInteger(value)) return value
  throw new Error(`--${name} ${text} is not a whole number`)
}

function readNumber(name: string, text: string, min: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (value >= min && value < Infinity) return value
  throw new Error(`--${name} ${text} is not a number from ${min} on`)
}
