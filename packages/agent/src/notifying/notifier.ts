import { fifoLine, NotifyQueue, programsFor } from '@holdfast/check'
import type { NotifyEvent, NotifyState, ProcessRunner } from '@holdfast/check'
import type { Clock, Logger } from '@holdfast/core'
import type { VrrpStateName } from '@holdfast/vrrp'
import type { AgentPlan, NotifyingPlan, SubjectPlan } from '../running/agent-plan.js'
import { alertMail } from './alert-mail.js'
import { Fifos } from './fifos.js'
import type { OpenFifo } from './fifos.js'
import { MailQueue } from './mail-queue.js'
import type { Mailer } from './mailer.js'
import { ServerNotifier } from './server-notifier.js'

export interface NotifierOptions {
  readonly runner: ProcessRunner
  readonly openFifo: OpenFifo
  readonly mailer: Mailer
  readonly clock: Clock
  readonly logger: Logger
}

interface Subject {
  readonly plan: SubjectPlan
  readonly queue: NotifyQueue
}

/** Tells the world outside what became of instances and groups: FIFOs, scripts, mail. */
export class Notifier {
  readonly #options: NotifierOptions
  readonly #fifos: Fifos
  readonly #mails: MailQueue
  /** Who is told of virtual and real servers. */
  readonly servers: ServerNotifier
  readonly #subjects = new Map<string, Subject>()
  /** Of subjects that are gone; their last scripts may still run. */
  readonly #leaving = new Set<NotifyQueue>()
  #plan: NotifyingPlan = { fifos: [], repeatsStates: false, mail: undefined }

  constructor(options: NotifierOptions) {
    this.#options = options
    this.#fifos = new Fifos({ ...options, open: options.openFifo })
    this.#mails = new MailQueue(options)
    this.servers = new ServerNotifier({ ...options, fifos: this.#fifos, mails: this.#mails })
  }

  /** What is told how, from now on. Scripts that wait or run are not touched. */
  async apply({ instances, groups, notifying }: AgentPlan): Promise<void> {
    const plans = [...instances, ...groups].map(({ subject }) => subject)
    const before = new Map(this.#subjects)
    this.#subjects.clear()
    for (const plan of plans) {
      const key = keyOf(plan)
      const queue = before.get(key)?.queue ?? this.#newQueue(plan)
      before.delete(key)
      this.#subjects.set(key, { plan, queue })
    }
    for (const { queue } of before.values()) {
      this.#leaving.add(queue)
      void queue.idle().then(() => this.#leaving.delete(queue))
    }
    this.#plan = notifying
    this.servers.apply(notifying.mail)
    await this.#fifos.apply(notifying.fifos)
  }

  /** An instance or group entered a state, ended, or hears a weaker master. */
  tell(subject: Pick<NotifyEvent, 'kind' | 'name'>, state: NotifyState, priority: number): void {
    const known = this.#subjects.get(keyOf(subject))
    if (known === undefined) return
    const { plan, queue } = known
    const event: NotifyEvent = { kind: plan.kind, name: plan.name, state, priority }
    this.#fifos.write('routers', fifoLine(event))
    queue.push(programsFor(plan.scripts, event))
    this.#mail(plan, event)
  }

  /** The state as it was told before, for readers of FIFOs that have missed it. */
  repeat(
    { kind, name }: Pick<NotifyEvent, 'kind' | 'name'>,
    state: VrrpStateName,
    priority: number,
  ): void {
    if (state !== 'INIT') this.#fifos.write('routers', fifoLine({ kind, name, state, priority }))
  }

  /** An instance ends because the configuration has it no longer. */
  tellDeleted(subject: Pick<NotifyEvent, 'kind' | 'name'>, priority: number): void {
    const deletedAs = this.#subjects.get(keyOf(subject))?.plan.deletedAs
    if (deletedAs !== undefined) this.tell(subject, deletedAs, priority)
  }

  /** The effective priority of an instance changed: only FIFOs are told, and only if they are to. */
  tellPriority(name: string, state: 'MASTER' | 'BACKUP', priority: number): void {
    if (this.#subjects.get(`INSTANCE ${name}`)?.plan.tellsPriority !== true) return
    const kind = 'INSTANCE'
    this.#fifos.write('routers', fifoLine({ kind, name, state: `${state}_PRIORITY`, priority }))
  }

  /** Resolves once all scripts have ended and all mails are handed over. */
  async idle(): Promise<void> {
    const queues = [...this.#subjects.values()].map(({ queue }) => queue)
    await Promise.all(
      [...queues, ...this.#leaving, this.servers, this.#mails].map((each) => each.idle()),
    )
  }

  /** Ends what is still under way; resolves when it is gone. */
  async close(): Promise<void> {
    this.#mails.close()
    this.#fifos.close()
    const queues = [...this.#subjects.values()].map(({ queue }) => queue)
    await Promise.all([...queues, ...this.#leaving, this.servers].map((each) => each.close()))
  }

  #mail(plan: SubjectPlan, event: NotifyEvent): void {
    const { mail } = this.#plan
    if (mail === undefined || !plan.isMailed) return
    if (event.state === 'FAULT' && !mail.tellsFaults) return
    const message = alertMail(event, mail.settings)
    if (message !== undefined) this.#mails.push(message, mail.server)
  }

  #newQueue({ name }: SubjectPlan): NotifyQueue {
    const { runner, clock, logger } = this.#options
    return new NotifyQueue({ name, runner, clock, logger })
  }
}

function keyOf({ kind, name }: Pick<NotifyEvent, 'kind' | 'name'>): string {
  return `${kind} ${name}`
}
