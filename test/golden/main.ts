// keepalived's recorded traces, played again with Holdfast in its place: the same configurations, the
// same steps at the same times, and the same events, but for the differences that are meant.
import { parseArgs } from 'node:util'
import { whatIsMissing } from '../interop/requirements.js'
import type { Outcome, Performance } from './outcome.js'
import { outcomeLines } from './outcome.js'
import { places } from './play/place.js'
import type { Place } from './play/place.js'
import { Crew } from './play/crew.js'
import { scenarios } from './scenarios.js'

const usage = `npm run test:golden -- [options] [NAME ...]
  NAME       only these scenarios
  --as WHO   where Holdfast stands: a, b, both, or none, which tries the suite itself
             (default: each scenario once, and the three in turn)
  --jobs N   labs at a time, default 3
  --list     print the scenarios and end`

/** Played again on a machine that was late by more than this: what it shows is then its own. */
const lateMs = 50
const timesMax = 6
/** In all: a machine that is always late shows nothing, and takes for ever about it. */
const replaysMax = 25

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    as: { type: 'string', default: '' },
    jobs: { type: 'string', default: '3' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (options.help) console.log(usage)
else process.exitCode = await main()

async function main(): Promise<number> {
  if (options.list) {
    for (const { name, about } of scenarios) console.log(`${name}: ${about}`)
    return 0
  }
  const performances = programme()
  const missing = whatIsMissing()
  if (missing !== undefined) {
    console.log(`SKIPPED: the recorded traces were not played: ${missing}`)
    return 0
  }
  const outcomes = await playAll(performances)
  const failed = outcomes.filter(({ passed }) => !passed).length
  console.log(`${outcomes.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

function programme(): readonly Performance[] {
  const turns: readonly Place[] = ['a', 'b', 'both']
  const fixed = places.find((place) => place === options.as)
  const unknown = names.find((name) => !scenarios.some((scenario) => scenario.name === name))
  if (unknown !== undefined) throw new Error(`there is no scenario ${unknown}`)
  if (fixed === undefined && options.as !== '') throw new Error(usage)
  return scenarios
    .map(({ name }, index) => ({
      scenario: name,
      place: fixed ?? turns[index % turns.length] ?? 'both',
    }))
    .filter(({ scenario }) => names.length === 0 || names.includes(scenario))
}

/**
 * So many labs at a time. What fails on a machine that was late is played again afterwards, alone: the
 * labs make each other late, too. A failure stops nothing.
 */
async function playAll(performances: readonly Performance[]): Promise<readonly Outcome[]> {
  using crew = new Crew(Math.max(1, Number(options.jobs)))
  const play = async (performance: Performance): Promise<Outcome> => {
    const outcome = await crew.play(performance)
    for (const line of outcomeLines(outcome)) console.log(line)
    return outcome
  }
  const first = await Promise.all(performances.map(play))
  const outcomes: Outcome[] = []
  let replays = 0
  for (const tried of first) {
    const { scenario, place } = tried
    let outcome = tried
    for (let times = 1; times < timesMax; times += 1) {
      if (!isInDoubt(outcome) || replays === replaysMax) break
      console.log(`        ${scenario} again, as this machine was late`)
      replays += 1
      outcome = await play({ scenario, place })
    }
    outcomes.push(outcome)
  }
  return outcomes
}

function isInDoubt({ passed, latenessMs }: Outcome): boolean {
  return !passed && latenessMs > lateMs
}
