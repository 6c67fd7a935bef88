import { NotifyQueue } from '@holdfast/check'
import type { ProcessRunner } from '@holdfast/check'
import type { Clock, Logger } from '@holdfast/core'
import type { MailPlan } from '../running/agent-plan.js'
import type { ServerSubjectPlan } from '../running/virtual-servers/virtual-server-plan.js'
import type { Fifos } from './fifos.js'
import type { MailQueue } from './mail-queue.js'
import { serverFifoLine, serverMail } from './server-event.js'
import type { ServerEvent } from './server-event.js'

export interface ServerNotifierOptions {
  readonly runner: ProcessRunner
  readonly fifos: Fifos
  readonly mails: MailQueue
  readonly clock: Clock
  readonly logger: Logger
}

/** Tells the world outside what became of virtual and real servers. */
export class ServerNotifier {
  readonly #options: ServerNotifierOptions
  /** One for each server that has scripts, so that thousands that fail at once wait for nobody. */
  readonly #queues = new Map<string, NotifyQueue>()
  #mail: MailPlan | undefined

  constructor(options: ServerNotifierOptions) {
    this.#options = options
  }

  apply(mail: MailPlan | undefined): void {
    this.#mail = mail
  }

  tell(subject: ServerSubjectPlan, event: ServerEvent): void {
    const { fifos, mails } = this.#options
    fifos.write('servers', serverFifoLine(subject, event))
    const program = event.isUp ? subject.up : subject.down
    if (program !== undefined) this.#queueOf(subject).push([program])
    if (this.#mail === undefined || !subject.isMailed) return
    const { settings, server } = this.#mail
    mails.push(serverMail(subject, event, settings), server)
  }

  async idle(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.idle()))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()))
  }

  #queueOf({ kind, name }: ServerSubjectPlan): NotifyQueue {
    const key = `${kind} ${name}`
    const known = this.#queues.get(key)
    if (known !== undefined) return known
    const { runner, clock, logger } = this.#options
    const queue = new NotifyQueue({ name: key, runner, clock, logger })
    this.#queues.set(key, queue)
    return queue
  }
}
