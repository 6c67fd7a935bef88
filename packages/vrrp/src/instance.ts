import { ConfigError, Emitter, UsageError } from '@holdfast/core'
import type { ConfigIssue } from '@holdfast/core'
import type { VrrpConfig } from './config.js'
import type { VrrpEvents } from './event.js'
import { HookRunner } from './hook-runner.js'
import type { PlannedRelease, VrrpHooks } from './hooks.js'
import type { Member } from './member.js'
import { explanationOf } from './outlook.js'
import type { Explanation } from './outlook.js'
import type { ClaimParameters, VrrpParameters } from './parameters.js'
import type { VrrpPorts } from './ports.js'
import { promotionObstacle } from './promotion.js'
import { reconfigure } from './reconfigure.js'
import type { Reconfiguration } from './reconfigure.js'
import { resolveConfig } from './resolve.js'
import { VrrpRouter } from './router.js'
import type { VrrpState, VrrpStateName } from './state.js'
import { statusOf } from './status.js'
import type { VrrpStatus } from './status.js'
import { Waiters } from './waiters.js'
import type { WaitOptions } from './waiters.js'
import { weightObstacle } from './weight-obstacle.js'

/** How long `stop` waits for addresses to be released before it gives up waiting. */
const RELEASE_TIMEOUT_MS = 5000

export interface VrrpInstanceOptions {
  readonly hooks?: VrrpHooks
}

/** What a request for mastership came to. */
export type PromoteOutcome =
  /** `waitsFor`: not master yet; its claim is unanswered, or other members of its group are not ready. */
  | { readonly ok: true; readonly waitsFor?: 'claim' | 'group' }
  | { readonly ok: false; readonly reason: string }

/**
 * One virtual router: addresses that move to whichever node is master.
 *
 * The constructor validates and opens nothing; `start` opens the transport, `stop` resigns, releases
 * the addresses and resolves when that is done. An instance lives once: make a new one to start
 * again. Events are told after the effects that belong to them were dispatched.
 */
export class VrrpInstance extends Emitter<VrrpEvents> implements AsyncDisposable {
  readonly name: string
  readonly #router: VrrpRouter
  readonly #ownsRouter: boolean
  readonly #member: Member
  readonly #hooks: HookRunner
  readonly #waiters = new Waiters()
  readonly #claim: ClaimParameters | undefined
  #warnings: readonly string[]
  #stopping: Promise<void> | undefined
  #isStarted = false

  /**
   * @param ports the world, which this instance then owns and closes on `stop`; or a router, to
   * share one transport between several instances and for sync groups.
   * @throws ConfigError that lists everything that is wrong with `config`.
   */
  constructor(
    config: VrrpConfig,
    ports: VrrpPorts | VrrpRouter,
    options: VrrpInstanceOptions = {},
  ) {
    const router = ports instanceof VrrpRouter ? ports : new VrrpRouter(ports)
    super((error, event) => {
      router.logger.error(`${config.name}: a listener of '${event}' threw`, { error })
    })
    this.#router = router
    this.#ownsRouter = router !== ports
    this.name = config.name
    this.#hooks = new HookRunner(options.hooks ?? {}, router.clock, (error, hook) => {
      const text = `hook ${hook}: ${error instanceof Error ? error.message : String(error)}`
      const at = router.clock.now()
      this.emit('effectFailed', { name: this.name, effect: 'hook', text, error, at })
    })
    const { parameters, claim, warnings } = this.#resolve(config)
    this.#warnings = warnings
    this.#claim = claim
    this.#member = router.add(parameters, {
      event: (name, ...payload) => this.#tell(name, payload),
      claimAsked: (claim) =>
        this.#hooks.ask({ ...claim, name: this.name }, (verdict) => {
          router.submit(this.#member, { type: 'claimAnswered', id: claim.id, verdict })
        }),
      claimWithdrawn: () => this.#hooks.withdraw(),
    })
  }

  /** The present state, without a look at the clock. */
  get state(): VrrpStateName {
    return this.#member.state.role.name
  }

  /** For sync groups: the router this instance belongs to, its place there, and how it would ask. */
  get membership(): {
    readonly router: VrrpRouter
    readonly member: Member
    readonly claim: ClaimParameters | undefined
  } {
    return { router: this.#router, member: this.#member, claim: this.#claim }
  }

  /** Everything a person or a dashboard wants to know, taken now. */
  status(): VrrpStatus {
    return statusOf(this.#member, this.#router.clock.now(), this.#warnings)
  }

  /** Why it is what it is, and what would have to change; in sentences, for people. */
  explain(): Explanation {
    const { parameters, state } = this.#member
    return explanationOf(parameters, state, this.status())
  }

  /** The machine's own state and parameters, as data: enough to replay from here. */
  snapshot(): { readonly parameters: VrrpParameters; readonly state: VrrpState } {
    return { parameters: this.#member.parameters, state: this.#member.state }
  }

  /** Opens the transport and enters the election. Rejects with TransportError. */
  async start(): Promise<void> {
    this.#refuseRestart()
    this.#isStarted = true
    await this.#router.open(this.#member)
    if (this.#stopping === undefined) this.#router.start(this.#member)
  }

  /** Resigns with priority 0, releases the addresses, and resolves when both are done. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  /**
   * Resolves once the instance is in that state; at once if it is, even if another router is just
   * taking over unheard. Rejects on `stop`, on an abort of `signal`, and after `timeoutMs`.
   */
  waitFor(state: VrrpStateName, options: WaitOptions = {}): Promise<void> {
    if (this.state === state) return Promise.resolve()
    return this.#waiters.add(state, options, this.#router.clock, () => this.#whereItStands())
  }

  /** Result of a script tracker. */
  report(tracker: string, success: boolean): void {
    this.#refuseUnknown(tracker, 'script')
    this.#router.submit(this.#member, { type: 'scriptFinished', tracker, success })
  }

  /** Content of a tracked file; '' when it cannot be read. */
  reportFile(tracker: string, content: string): void {
    this.#refuseUnknown(tracker, 'file')
    this.#router.submit(this.#member, { type: 'trackedFileRead', tracker, content })
  }

  /** Changes the base priority, 1..254, until the next `reconfigure` that names another. */
  setPriority(priority: number): Promise<void> {
    const isOwner = this.#member.parameters.priority === 255
    if (isOwner || !Number.isInteger(priority) || priority < 1 || priority > 254) {
      const why = isOwner ? 'the owner keeps 255' : `${priority} is not 1..254`
      return Promise.reject(new UsageError(`setPriority: ${why}`))
    }
    this.#router.submit(this.#member, { type: 'priorityChanged', priority })
    return Promise.resolve()
  }

  /**
   * Changes what a tracker adds to the priority, -253..253, until the next `reconfigure`; with 0 it
   * means FAULT while down.
   */
  setWeight(tracker: string, weight: number): Promise<void> {
    const { parameters } = this.#member
    const obstacle = weightObstacle(parameters, tracker, weight)
    if (obstacle !== undefined) return Promise.reject(new UsageError(`setWeight: ${obstacle}`))
    const trackers = parameters.trackers.map((each) =>
      each.name === tracker ? { ...each, weight } : each,
    )
    this.#router.reconfigure(this.#member, { ...parameters, trackers })
    return Promise.resolve()
  }

  /** Hands mastership over and does not preempt it back, but still steps in when nobody is master. */
  async demote(by = 'the application'): Promise<void> {
    await this.#planned('demote')
    this.#router.submit(this.#member, { type: 'demoted', by })
  }

  /** Takes mastership where VRRP allows it, else says why it does not. */
  promote(by = 'the application'): Promise<PromoteOutcome> {
    const { state } = this.#member
    const reason = promotionObstacle(state, this.#router.clock.now())
    if (reason !== undefined) return Promise.resolve({ ok: false, reason })
    this.#router.submit(this.#member, { type: 'promoted', by })
    const { role } = this.#member.state
    if (role.name !== 'BACKUP') return Promise.resolve({ ok: true })
    return Promise.resolve({ ok: true, waitsFor: role.wish === undefined ? 'claim' : 'group' })
  }

  /** On: leave the election (FAULT) until it is off again. */
  async maintenance(on: boolean, by = 'the application'): Promise<void> {
    if (on) await this.#planned('maintenance')
    this.#router.submit(this.#member, { type: 'maintenanceChanged', on, by })
  }

  /** Announces every address by GARP or NA now, as master. */
  announce(): void {
    this.#router.submit(this.#member, { type: 'announcementAsked' })
  }

  /** Takes back a granted claim, for instance when a lease was lost: leaves MASTER, forced. */
  revokeClaim(by: string): void {
    this.#router.submit(this.#member, { type: 'claimRevoked', by })
  }

  /**
   * Puts a new configuration in force without harm: no goodbye, counters kept, timers shifted
   * (rules 51, 156). Name, interface, VRID and family cannot change: that is a new instance.
   * Rejects with ConfigError, and changes nothing, if the configuration is wrong. To move an
   * address between instances, change both with the function `reconfigure`.
   */
  async reconfigure(config: VrrpConfig): Promise<void> {
    await reconfigure([[this, config]])
  }

  /** @internal Checks a new configuration; `applied` is to be called once it is in force. */
  prepare(config: VrrpConfig): Reconfiguration {
    const { parameters, warnings } = this.#resolve(config)
    refuseNewIdentity(this.#member.parameters, parameters)
    const applied = (): void => {
      this.#warnings = warnings
    }
    return { router: this.#router, member: this.#member, parameters, applied }
  }

  async #stop(): Promise<void> {
    await this.#planned('stop')
    this.#router.submit(this.#member, { type: 'stopped' })
    await this.#hooks.idle()
    if (this.#isReleasing()) await this.#released()
    this.#waiters.close(`${this.name} was stopped`)
    this.#router.remove(this.#member)
    if (this.#ownsRouter) await this.#router.close()
  }

  /** Lets the application finish what depends on the addresses, while adverts go on. */
  async #planned(cause: PlannedRelease['cause']): Promise<void> {
    if (this.state === 'MASTER') await this.#hooks.beforeRelease({ name: this.name, cause })
  }

  /** Waits for an answer of the addresses or routes, or for another try. */
  #isReleasing(): boolean {
    const { addressesRequest, routesRequest, state } = this.#member
    const retries = state.releasing?.retryAt ?? state.routing?.retryAt
    return addressesRequest.isPending || routesRequest.isPending || retries !== undefined
  }

  /** Resolves when the addresses are gone, or when that takes too long; then says so. */
  #released(): Promise<void> {
    const { clock } = this.#router
    return new Promise((resolve) => {
      const cancel = clock.schedule(clock.now() + RELEASE_TIMEOUT_MS, () => {
        this.#member.whenHeld = undefined
        const text = `the addresses were not released within ${RELEASE_TIMEOUT_MS} ms`
        const at = clock.now()
        const failure = {
          name: this.name,
          effect: 'holdAddresses',
          text,
          error: undefined,
          at,
        } as const
        this.emit('effectFailed', failure)
        resolve()
      })
      const look = (): void => {
        if (this.#isReleasing()) return
        cancel()
        resolve()
      }
      // A microtask later: the machine has yet to step the answer, which may ask for another try.
      this.#member.whenHeld = () => void Promise.resolve().then(look)
    })
  }

  /** An instance lives once. */
  #refuseRestart(): void {
    if (this.#stopping !== undefined) {
      throw new UsageError(`${this.name} was stopped: make a new instance`)
    }
    if (this.#isStarted) throw new UsageError(`${this.name} was started already`)
  }

  #resolve(config: VrrpConfig): {
    readonly parameters: VrrpParameters
    readonly claim: ClaimParameters | undefined
    readonly warnings: readonly string[]
  } {
    const { parameters, warnings } = resolveConfig(config)
    const asks = this.#hooks.asksClaims
    return {
      parameters: asks ? parameters : { ...parameters, claim: undefined },
      claim: parameters.claim,
      warnings: warnings.map(({ path, message }) => `${path}: ${message}`),
    }
  }

  #refuseUnknown(tracker: string, kind: 'script' | 'file'): void {
    const { trackers } = this.#member.parameters
    if (trackers.some(({ name, kind: other }) => name === tracker && other === kind)) return
    const known = trackers.filter((other) => other.kind === kind).map(({ name }) => name)
    const hint = known.length === 0 ? 'none is configured' : `known: ${known.join(', ')}`
    throw new UsageError(`${this.name} has no ${kind} tracker ${tracker} (${hint})`)
  }

  #tell<Name extends keyof VrrpEvents>(name: Name, payload: VrrpEvents[Name]): void {
    this.emit(name, ...(payload as never))
    if (name !== 'transition') return
    const [event] = payload as VrrpEvents['transition']
    this.#waiters.reached(event.to)
    this.#hooks.afterTransition(event)
  }

  #whereItStands(): string {
    const { because } = this.status()
    return `${this.name} is ${this.state}${because === undefined ? '' : ` (${because})`}`
  }
}

/** VRID, interface and family are what a virtual router is: another one is another instance. */
function refuseNewIdentity(before: VrrpParameters, after: VrrpParameters): void {
  const fixed = ['name', 'interface', 'virtualRouterId', 'family'] as const
  const issues: ConfigIssue[] = fixed
    .filter((path) => before[path] !== after[path])
    .map((path) => ({
      path,
      message: `cannot change from ${before[path]} to ${after[path]}`,
      hint: 'make a new instance',
    }))
  if (before.virtualMac?.name !== after.virtualMac?.name) {
    const hint = 'make a new instance'
    issues.push({ path: 'useVmac', message: 'cannot change while running', hint })
  }
  if (issues.length > 0) throw new ConfigError(`vrrp instance ${before.name}`, issues)
}
