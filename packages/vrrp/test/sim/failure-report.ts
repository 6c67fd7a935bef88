import { runScenario, shrinkScenario, timelinePage } from '@holdfast/vrrp/testing'
import type { Scenario } from '@holdfast/vrrp/testing'

/** Everything a person needs to see what went wrong, and to see it again. */
export function reportFailure(title: string, scenario: Scenario): string {
  const smallest = shrinkScenario(scenario)
  return [
    `${title}: ${outcomeOf(scenario)}`,
    '',
    'The smallest scenario found that breaks the same promise (npm run sim -- --scenario FILE):',
    JSON.stringify(smallest),
    '',
    `${outcomeOf(smallest)}. Its timeline:`,
    timelineOf(smallest),
    '',
  ].join('\n')
}

export function outcomeOf(scenario: Scenario): string {
  const { violation } = runScenario(scenario)
  if (violation === undefined) return 'every promise was kept'
  const { invariant, message, at } = violation
  return `${invariant} broken at ${at.toFixed(3)} ms: ${message}`
}

export function timelineOf(scenario: Scenario): string {
  return runScenario(scenario).cluster.timeline.toString()
}

export function pageOf(title: string, scenario: Scenario): string {
  const { cluster } = runScenario(scenario)
  const { entries } = cluster.timeline
  return timelinePage({ title, outcome: outcomeOf(scenario), endMs: cluster.clock.now(), entries })
}
