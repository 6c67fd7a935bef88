import { isDeepStrictEqual } from 'node:util'
import { Emitter, UsageError } from '@holdfast/core'
import type { Clock, Logger } from '@holdfast/core'
import type { ProcessRunner } from '@holdfast/check'
import type { VirtualServerStatistics } from '@holdfast/ipvs'
import type { Registry } from 'prom-client'
import type { VrrpInstance } from '@holdfast/vrrp'
import type { DumpKind, Dumps } from '../dumps/dumps.js'
import type { History } from '../history/history.js'
import type { HistoryEntry } from '../history/history-entry.js'
import type { Notifier } from '../notifying/notifier.js'
import type { StatusPage } from '../page/status-page.js'
import type { AgentEvents } from './agent-events.js'
import type { AgentPlan, TimedProgram } from './agent-plan.js'
import type { AgentStatus } from './agent-status.js'
import type { Configuration, ConfigurationReader, ConfigurationSource } from './configuration.js'
import { refuseFaulty } from './configuration.js'
import type { DelayedLinks } from './delayed-links.js'
import type { Instances } from './instances.js'
import { planAgent } from './plan-agent.js'
import type { PlannedAgent, PlanSurroundings } from './plan-agent.js'
import { planDifference } from './plan-difference.js'
import { repeatStates } from './repeat-states.js'
import { runOnce } from './run-once.js'
import type { ScheduledReload } from './scheduled-reload.js'
import type { StaticHoldings } from './static-holdings.js'
import type { Trackers } from './trackers.js'
import { explainVirtualServer } from './virtual-servers/explain-virtual-server.js'
import type { VirtualServerExplanation } from './virtual-servers/explain-virtual-server.js'
import { isNamed } from './virtual-servers/virtual-server-set.js'
import type { VirtualServerSet } from './virtual-servers/virtual-server-set.js'
import { within } from './within.js'

/** What an agent works with; `createAgent` puts it together. */
export interface AgentParts {
  readonly reader: ConfigurationReader
  readonly surroundings: PlanSurroundings
  readonly runner: ProcessRunner
  readonly clock: Clock
  /** Milliseconds since 1970. */
  readonly wallClock: () => number
  readonly logger: Logger
  readonly notifier: Notifier
  readonly history: History
  readonly dumps: Dumps
  readonly metrics: Registry | undefined
  readonly staticHoldings: StaticHoldings
  /** Undefined where nobody tells of links. */
  readonly linkDelays: DelayedLinks | undefined
  /** Undefined unless it was asked for. */
  readonly makePage: (agent: Agent) => StatusPage | undefined
  /** They tell what happens to the agent, which exists before them. */
  readonly makeInstances: (agent: Agent) => Instances
  readonly makeTrackers: (agent: Agent) => Trackers
  readonly makeVirtualServers: (agent: Agent) => VirtualServerSet
  readonly makeScheduledReload: (agent: Agent) => ScheduledReload
  /** Resolves when programs can be started without delay. */
  readonly warmUp: () => Promise<void>
  /** Closes what was opened for this agent: the transport, the process that runs programs. */
  readonly close: () => Promise<void>
}

type Phase = AgentStatus['phase']

/** How long the scripts and mails of the end may take: keepalived waits 5 s for its children too. */
const farewellMs = 5000

/**
 * Runs a configuration: instances, sync groups, what they track, and whoever is told of them. It
 * touches no signals and never ends the process. An agent lives once: make a new one to start again.
 */
export class Agent extends Emitter<AgentEvents> implements AsyncDisposable {
  readonly #parts: AgentParts
  readonly #instances: Instances
  readonly #trackers: Trackers
  readonly #virtualServers: VirtualServerSet
  readonly #page: StatusPage | undefined
  readonly #scheduledReload: ScheduledReload
  #source: ConfigurationSource
  #configuration: Configuration
  #plan: AgentPlan | undefined
  #phase: Phase = 'new'
  /** The end of whatever was asked for last: starting, reloading and stopping take turns. */
  #turn: Promise<unknown> = Promise.resolve()
  #stopping: Promise<void> | undefined

  constructor(source: ConfigurationSource, configuration: Configuration, parts: AgentParts) {
    super((error, event) => {
      parts.logger.error(`a listener of '${event}' threw`, { error })
    })
    this.#source = source
    this.#configuration = configuration
    this.#parts = parts
    this.#instances = parts.makeInstances(this)
    this.#trackers = parts.makeTrackers(this)
    this.#virtualServers = parts.makeVirtualServers(this)
    this.#page = parts.makePage(this)
    this.#scheduledReload = parts.makeScheduledReload(this)
    this.on('transition', () => this.#virtualServers.review())
  }

  /** The instances that run. */
  get instances(): readonly VrrpInstance[] {
    return this.#instances.all
  }

  /** The configuration in force, and what there is to say about it. */
  get configuration(): Configuration {
    return this.#configuration
  }

  /** What is run: the configuration with its references resolved; undefined before `start`. */
  get plan(): AgentPlan | undefined {
    return this.#plan
  }

  /** Undefined unless they were asked for. */
  get metrics(): Registry | undefined {
    return this.#parts.metrics
  }

  /** Undefined unless it was asked for. */
  get page(): StatusPage | undefined {
    return this.#page
  }

  /** What the times of its events and of its status are measured with. */
  get clock(): Clock {
    return this.#parts.clock
  }

  /** When that was, or will be, in milliseconds since 1970; `at` in those of `clock`. */
  unixTimeMs(at: number): number {
    return this.#parts.wallClock() - (this.#parts.clock.now() - at)
  }

  get isStopping(): boolean {
    return this.#phase === 'stopping' || this.#phase === 'stopped'
  }

  /** @throws UsageError when no such instance runs. */
  instance(name: string): VrrpInstance {
    const found = this.instances.find((instance) => instance.name === name)
    if (found === undefined) throw new UsageError(`no instance ${name} runs`)
    return found
  }

  status(): AgentStatus {
    return {
      phase: this.#phase,
      instances: this.instances.map((instance) => instance.status()),
      groups: this.#instances.groups.map(({ name, state, members }) => ({
        ...{ name, state },
        members: members.map((member) => member.name),
      })),
      virtualServers: this.#virtualServers.status(),
    }
  }

  /** What went through the virtual servers, by the kernel's count. */
  virtualServerStatistics(): readonly VirtualServerStatistics[] {
    return this.#virtualServers.statistics()
  }

  /**
   * Why a virtual server is as it is. It is named as in the status, `[192.0.2.10]:tcp:80`, or by one
   * of its services. Throws UsageError when there is none.
   */
  explainVirtualServer(name: string): VirtualServerExplanation {
    const status = this.#virtualServers.status().find((each) => isNamed(each, name))
    if (status === undefined) throw new UsageError(`there is no virtual server ${name}`)
    return explainVirtualServer(status)
  }

  /**
   * No new connections for a real server, `198.51.100.1:80`, of one virtual server or of all that have
   * it; it is taken out when it has none, or after `withinMs` (default a minute). It stays so until
   * `undrain`, also over a reload. Returns the names of the virtual servers; throws UsageError.
   */
  drain(
    server: string,
    { of, withinMs = 60_000 }: { readonly of?: string; readonly withinMs?: number } = {},
  ): readonly string[] {
    return this.#virtualServers.drain(server, of, withinMs)
  }

  undrain(server: string, { of }: { readonly of?: string } = {}): readonly string[] {
    return this.#virtualServers.undrain(server, of)
  }

  /** What happened, oldest first; to one instance, with what concerned all of them, or to any. */
  history(instance?: string): readonly HistoryEntry[] {
    return this.#parts.history.entries(instance)
  }

  /** keepalived.data, keepalived.stats or keepalived.json, as keepalived would write it now. */
  dump(kind: DumpKind): string {
    return this.#parts.dumps.text(this, kind)
  }

  /** Writes the file that keepalived would, and resolves with its path. */
  writeDump(kind: DumpKind): Promise<string> {
    return this.#parts.dumps.write(this, kind)
  }

  /**
   * Runs the startup script, then enters the elections. Rejects with MissingPrivilegeError and the
   * like; an interface that does not exist is told of and looked for every second.
   */
  start(): Promise<void> {
    if (this.#phase !== 'new') {
      return Promise.reject(new UsageError('an agent starts once: make a new one'))
    }
    this.#phase = 'starting'
    return this.#inTurn(() => this.#start())
  }

  /**
   * Resigns with priority 0, puts the kernel back as it was, runs the scripts for STOP and the
   * shutdown script; what takes longer than their deadlines is ended. Resolves when all is done.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#inTurn(() => this.#stop())
    return this.#stopping
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  /**
   * Puts another configuration in force, or what its file says now. What is the same goes on
   * undisturbed, masters stay masters. Rejects with ConfigError, and changes nothing, when there is
   * an error in it.
   */
  reload(source: ConfigurationSource = this.#source): Promise<void> {
    return this.#inTurn(() => this.#tellReload(source))
  }

  /** The same as `reload` with a configuration. */
  apply(config: ConfigurationSource): Promise<void> {
    return this.reload(config)
  }

  /**
   * What a reload would change, a line for each value; it changes nothing. Rejects with ConfigError
   * where a reload would.
   */
  async preview(source: ConfigurationSource = this.#source): Promise<readonly string[]> {
    const configuration = this.#parts.reader.read(source)
    refuseFaulty(configuration)
    const { plan } = await planAgent(configuration.value, this.#parts.surroundings)
    this.#instances.prepare(plan)
    return this.#plan === undefined ? [] : planDifference(this.#plan, plan)
  }

  async #start(): Promise<void> {
    const { notifier, staticHoldings, linkDelays } = this.#parts
    const warm = this.#parts.warmUp()
    await this.#parts.history.open()
    const { plan, checks } = await this.#planOf(this.#configuration)
    await this.#runScript('startup_script', plan.startup)
    this.#plan = plan
    linkDelays?.apply(plan.linkDelays)
    staticHoldings.apply(plan.held)
    await notifier.apply(plan)
    // Whoever comes to a virtual address is to find its servers.
    this.#virtualServers.apply(plan.virtualServers, checks)
    await this.#instances.prepare(plan).apply()
    await warm
    await this.#trackers.apply(plan)
    this.#phase = 'running'
    this.#scheduledReload.apply(plan.scheduledReload)
    this.emit('started')
  }

  async #tellReload(source: ConfigurationSource): Promise<void> {
    const { clock } = this.#parts
    const startedAt = clock.now()
    try {
      const changes = await this.#reload(source)
      this.emit('reloaded', { changes, durationMs: clock.now() - startedAt })
    } catch (error) {
      this.emit('reloadRefused', { error, durationMs: clock.now() - startedAt })
      throw error
    }
  }

  /** Resolves with what changed. */
  async #reload(source: ConfigurationSource): Promise<readonly string[]> {
    if (this.#phase !== 'running')
      throw new UsageError(`an agent that is ${this.#phase} cannot reload`)
    const { reader, notifier, staticHoldings, logger } = this.#parts
    const configuration = reader.read(source)
    refuseFaulty(configuration)
    const { plan, checks } = await this.#planOf(configuration)
    const changes = this.#instances.prepare(plan)
    // From here on nothing is refused any more.
    this.#source = source
    this.#configuration = configuration
    const before = this.#plan
    const running = new Set([...this.instances, ...this.#instances.groups].map(({ name }) => name))
    this.#plan = plan
    this.#parts.linkDelays?.apply(plan.linkDelays)
    await changes.apply(async () => {
      for (const { name, priority } of changes.stopped) {
        notifier.tellDeleted({ kind: 'INSTANCE', name }, priority)
      }
      for (const name of changes.dissolved) notifier.tellDeleted({ kind: 'GROUP', name }, 0)
      await notifier.apply(plan)
      staticHoldings.apply(plan.held)
      this.#virtualServers.apply(plan.virtualServers, checks)
    })
    this.#virtualServers.review()
    await this.#trackers.apply(plan)
    this.#trackers.repeat()
    this.#scheduledReload.apply(plan.scheduledReload)
    if (plan.notifying.repeatsStates) repeatStates(this.status(), running, notifier)
    if (isDeepStrictEqual(before, plan)) logger.info('the configuration has not changed')
    return before === undefined ? [] : planDifference(before, plan)
  }

  async #stop(): Promise<void> {
    this.#phase = 'stopping'
    this.#scheduledReload.close()
    const { notifier, staticHoldings, clock, logger, close } = this.#parts
    const groups = this.#instances.groups.map(({ name }) => name)
    await Promise.all([this.#trackers.close(), this.#instances.stop()])
    for (const name of groups) notifier.tell({ kind: 'GROUP', name }, 'STOP', 0)
    // Clients go elsewhere by now.
    this.#virtualServers.stop()
    const isTold = await within(notifier.idle(), farewellMs, clock)
    if (!isTold) logger.warn(`scripts or mails take longer than ${farewellMs} ms: they are ended`)
    await notifier.close()
    await staticHoldings.release()
    await this.#runScript('shutdown_script', this.#plan?.shutdown)
    await close()
    this.#page?.close()
    this.#phase = 'stopped'
    this.emit('stopped')
  }

  async #planOf(configuration: Configuration): Promise<PlannedAgent> {
    const { surroundings, logger } = this.#parts
    const planned = await planAgent(configuration.value, surroundings)
    for (const problem of planned.problems) logger.warn(problem)
    return planned
  }

  async #runScript(what: string, script: TimedProgram | undefined): Promise<void> {
    if (script !== undefined) await runOnce(script, { ...this.#parts, what })
  }

  #inTurn<Outcome>(act: () => Promise<Outcome>): Promise<Outcome> {
    const turn = this.#turn.then(act, act)
    this.#turn = turn.catch(() => undefined)
    return turn
  }
}
