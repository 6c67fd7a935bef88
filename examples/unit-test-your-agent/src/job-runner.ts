// A small agent as somebody might write it on top of Holdfast: of several nodes, the master runs a
// job once a minute. It takes its ports as an argument and its timers from their clock, so the test
// beside it plays whole failovers on virtual time; in production the ports come from a transport.
import { systemClock } from '@holdfast/core'
import type { Cancel, Clock } from '@holdfast/core'
import { VrrpInstance } from '@holdfast/vrrp'
import type { VrrpPorts } from '@holdfast/vrrp'

export interface JobRunnerOptions {
  /** The node with the highest one runs the job. */
  readonly priority: number
  readonly job: () => void
}

const PERIOD_MS = 60_000

export class JobRunner {
  readonly #vip: VrrpInstance
  readonly #clock: Clock
  readonly #job: () => void
  #cancel: Cancel | undefined

  constructor(ports: VrrpPorts, { priority, job }: JobRunnerOptions) {
    this.#clock = ports.clock ?? systemClock
    this.#job = job
    const config = {
      name: 'jobs',
      interface: 'eth0',
      virtualRouterId: 51,
      virtualAddresses: ['192.0.2.10/24'],
      priority,
      trackers: [{ kind: 'script', name: 'database', weight: -100 }],
    } as const
    this.#vip = new VrrpInstance(config, ports)
    this.#vip.on('transition', ({ to }) => {
      this.#cancel?.()
      if (to === 'MASTER') this.#run()
    })
  }

  start(): Promise<void> {
    return this.#vip.start()
  }

  stop(): Promise<void> {
    return this.#vip.stop()
  }

  /** A node that does not reach its database lets another one run the job. */
  databaseChecked(isReachable: boolean): void {
    this.#vip.report('database', isReachable)
  }

  #run(): void {
    this.#cancel = this.#clock.schedule(this.#clock.now() + PERIOD_MS, () => this.#run())
    this.#job()
  }
}
