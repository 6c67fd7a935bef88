import type { Agent } from '../running/agent.js'
import type { MetricMaker } from './metric-maker.js'

const buckets = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]
const probeMs = 1000

/** Whether the machine, and the process, are in time: of all that goes wrong the hardest to see. */
export function watchTimers(agent: Agent, metrics: MetricMaker): void {
  const takeovers = metrics.histogram({
    name: 'holdfast_takeover_lateness_seconds',
    help: 'How much later than due a backup noticed that its master is gone.',
    labelNames: ['vrrp_instance'],
    buckets,
  })
  agent.on('transition', ({ name: vrrp_instance, reason }) => {
    if ('lateMs' in reason) takeovers.observe({ vrrp_instance }, reason.lateMs / 1000)
  })
  const timers = metrics.histogram({
    name: 'holdfast_timer_lateness_seconds',
    help: 'How much later than asked a timer is called, tried once a second.',
    labelNames: [],
    buckets,
  })
  const probe = (): void => {
    const { clock } = agent
    const due = clock.now() + probeMs
    clock.schedule(due, () => {
      if (agent.isStopping) return
      timers.observe({}, Math.max(0, clock.now() - due) / 1000)
      probe()
    })
  }
  agent.on('started', probe)
}
