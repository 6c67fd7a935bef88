import { isDeepStrictEqual } from 'node:util'
import { NotifyFifo } from '@holdfast/check'
import type { FifoEnd, Identity, ProcessRunner, RunningProcess } from '@holdfast/check'
import type { Clock, Logger } from '@holdfast/core'
import type { FifoPlan, FifoSubject } from '../running/agent-plan.js'

/** Opens the FIFO at a path, and makes it first where there is none. */
export type OpenFifo = (path: string, owner?: Identity) => Promise<FifoEnd>

export interface FifosOptions {
  readonly open: OpenFifo
  readonly runner: ProcessRunner
  readonly clock: Clock
  readonly logger: Logger
}

interface Opened {
  readonly plan: FifoPlan
  readonly fifo: NotifyFifo
  readonly reader: RunningProcess | undefined
}

/** The FIFOs that are told of everything, and the programs that read them. */
export class Fifos {
  readonly #options: FifosOptions
  #opened: readonly Opened[] = []

  constructor(options: FifosOptions) {
    this.#options = options
  }

  /** Opens what is new and closes what is gone; one that cannot be opened is told of and left out. */
  async apply(plans: readonly FifoPlan[]): Promise<void> {
    const stays = (opened: Opened): boolean =>
      plans.some((plan) => isDeepStrictEqual(plan, opened.plan))
    for (const opened of this.#opened) if (!stays(opened)) close(opened)
    const kept = this.#opened.filter(stays)
    const fresh = plans.filter((plan) => !kept.some((each) => isDeepStrictEqual(each.plan, plan)))
    const opened = await Promise.all(fresh.map((plan) => this.#open(plan)))
    this.#opened = [...kept, ...opened.filter((each) => each !== undefined)]
  }

  write(subject: FifoSubject, line: string): void {
    for (const { fifo, plan } of this.#opened) {
      if (plan.about === 'everything' || plan.about === subject) fifo.write(line)
    }
  }

  close(): void {
    for (const opened of this.#opened) close(opened)
    this.#opened = []
  }

  async #open(plan: FifoPlan): Promise<Opened | undefined> {
    const { open, clock, logger } = this.#options
    try {
      const end = await open(plan.path, plan.owner)
      const fifo = new NotifyFifo({ path: plan.path, end, clock, logger })
      return { plan, fifo, reader: this.#startReader(plan) }
    } catch (error) {
      logger.error(`cannot open the notify FIFO ${plan.path}`, { error })
      return undefined
    }
  }

  #startReader({ path, reader }: FifoPlan): RunningProcess | undefined {
    if (reader === undefined) return undefined
    const { runner, logger } = this.#options
    return runner.start({ ...reader, args: [...reader.args, path] }, (ending) => {
      const how = ending.kind === 'exited' ? `exit code ${ending.code}` : ending.kind
      logger.info(`${reader.path}, which reads ${path}, has ended: ${how}`)
    })
  }
}

function close({ fifo, reader }: Opened): void {
  fifo.close()
  reader?.kill('SIGTERM')
}
