import { seededRandom } from '@holdfast/core/testing'
import { Draw } from './draw.js'
import { randomCluster } from './random-cluster.js'
import { randomEvents } from './random-events.js'
import type { Scenario } from './scenario.js'

/** The scenario of a seed: a cluster, what befalls it, and times of calm in which it must recover. */
export function randomScenario(seed: number, durationMs = 600_000): Scenario {
  const draw = new Draw(seededRandom(seed))
  const cluster = randomCluster(draw.fork())
  const latencyMs = draw.pick<Scenario['latencyMs']>([
    [0, 0],
    [0.1, 1],
    [0.2, 5],
  ])
  const events = randomEvents(draw.fork(), cluster, durationMs)
  return { seed, durationMs, latencyMs, ...cluster, events }
}
