import { isDeepStrictEqual } from 'node:util'
import { connect } from 'node:net'
import { hostname } from 'node:os'
import type { Logger } from '@holdfast/core'
import type { RejectedEvent, TransitionEvent } from '@holdfast/vrrp'
import type { Agent } from '../running/agent.js'
import { parseMasterAddress } from './agentx/master-address.js'
import { AgentXSession } from './agentx/session.js'
import type { InstanceNoteBook } from './instance-note-book.js'
import { checkSubtree, checkVariables } from './mib/keepalived-check.js'
import { globalSubtree, globalVariables } from './mib/keepalived-global.js'
import { trackerVariables } from './mib/keepalived-trackers.js'
import { vrrpSubtree, vrrpVariables } from './mib/keepalived-vrrp.js'
import { MibView } from './mib/mib-view.js'
import { rfc2787Subtree, rfc2787Variables } from './mib/rfc2787.js'
import { refreshMs, rfc6527Subtree, rfc6527Variables } from './mib/rfc6527.js'
import type { ObjectId } from './object-id.js'
import { snmpFactsOf } from './snmp-facts.js'
import type { SnmpFacts } from './snmp-facts.js'
import { snmpSettings } from './snmp-settings.js'
import type { SnmpSettings, SnmpWishes } from './snmp-settings.js'
import * as traps from './traps.js'
import type { StateChange, Trap } from './traps.js'

export interface SnmpSubagentOptions extends SnmpWishes {
  readonly logger: Logger
  readonly notes: InstanceNoteBook
  /** Undefined while there is no such interface. */
  readonly interfaceIndex: (name: string) => number | undefined
}

/** Whoever sends bad packets is not to have a trap sent for each; milliseconds. */
const errorTrapEachMs = 10_000
/** Looking at everything takes a twentieth of the time at most, however many instances there are. */
const viewShare = 20
/** Traps of one turn, of some hundred instances: the oldest are dropped first. */
const toldMax = 1024

/**
 * Tells an SNMP agent (AgentX) of an agent: its tables, read-only, and traps where they are wanted.
 * Make it before the agent starts, so that nothing is missed; a reload has it look at its settings
 * again.
 */
export class SnmpSubagent {
  readonly #agent: Agent
  readonly #options: SnmpSubagentOptions
  readonly #errorTrapAt = new Map<string, number>()
  #turn: Promise<void> = Promise.resolve()
  #isClosed = false
  #settings: SnmpSettings | undefined
  #session: AgentXSession | undefined
  #view: { readonly until: number; readonly view: MibView } | undefined
  /** What is to be told after this turn. */
  #told: ((facts: SnmpFacts) => Trap | undefined)[] = []

  constructor(agent: Agent, options: SnmpSubagentOptions) {
    this.#agent = agent
    this.#options = options
    this.#sendTraps()
    agent.on('reloaded', () => this.#applyInTurn())
    this.#applyInTurn()
  }

  /** Says goodbye to the master. */
  close(): Promise<void> {
    this.#isClosed = true
    return this.#inTurn(() => this.#end())
  }

  #applyInTurn(): void {
    void this.#inTurn(() => this.#apply())
  }

  /** A master takes a table from one session at a time: the old one goes before the new one comes. */
  #inTurn(act: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(act)
    return this.#turn
  }

  async #end(): Promise<void> {
    this.#settings = undefined
    const session = this.#session
    this.#session = undefined
    await session?.end()
  }

  async #apply(): Promise<void> {
    if (this.#isClosed) return
    this.#view = undefined
    const settings = snmpSettings(this.#agent.configuration.value.globalDefs ?? {}, this.#options)
    if (isDeepStrictEqual(settings, this.#settings)) return
    await this.#end()
    const address = settings === undefined ? undefined : parseMasterAddress(settings.master)
    const { logger } = this.#options
    if (settings === undefined) return
    if (address === undefined) {
      logger.warn(`SNMP: ${settings.master} is no place of a master agent`)
      return
    }
    this.#settings = settings
    this.#session = new AgentXSession({
      ...{ clock: this.#agent.clock, logger, place: settings.master },
      connect: () => connect(address),
      description: 'Holdfast',
      subtrees: subtreesOf(settings),
      view: () => this.#currentView(settings),
    })
    this.#session.start()
  }

  /** A walk asks for one value after the other: not each of them is worth a new look. */
  #currentView(settings: SnmpSettings): MibView {
    const now = this.#agent.clock.now()
    if (this.#view === undefined || now >= this.#view.until) {
      const view = viewOf(this.#facts(), settings, this.#agent)
      const tookMs = this.#agent.clock.now() - now
      this.#view = { until: now + Math.max(refreshMs, tookMs * viewShare), view }
    }
    return this.#view.view
  }

  #facts(): SnmpFacts {
    const { interfaceIndex, notes: book } = this.#options
    const notes = (name: string) => book.of(name)
    return snmpFactsOf(this.#agent, { interfaceIndex, notes, hostName: hostname() })
  }

  #sendTraps(): void {
    const agent = this.#agent
    agent.on('transition', (event) => {
      const change = this.#changeOf(event)
      this.#send('vrrp', (facts) => traps.instanceTrap(change, facts))
      if (event.to !== 'MASTER') return
      this.#send('rfc2787', (facts) => traps.newMasterTrap2787(event.name, facts))
      this.#send('rfc6527', (facts) => traps.newMasterTrap6527(event.name, facts))
    })
    agent.on('groupTransition', (event) => {
      const change = this.#changeOf(event)
      this.#send('vrrp', (facts) => traps.groupTrap(change, facts))
    })
    agent.on('serverChanged', (event) => {
      this.#send('checker', (facts) => traps.serverTrap(event, facts))
    })
    agent.on('rejected', (event) => {
      if (this.#settings?.traps !== true || !this.#isDue(event)) return
      this.#send('rfc6527', (facts) => traps.protocolErrorTrap(event, facts))
      this.#send('rfc2787', () => traps.authFailureTrap(event))
    })
  }

  #send(
    part: 'vrrp' | 'checker' | 'rfc2787' | 'rfc6527',
    make: (facts: SnmpFacts) => Trap | undefined,
  ): void {
    if (this.#settings?.traps !== true || !this.#settings[part]) return
    this.#told.push(make)
    if (this.#told.length > toldMax) this.#told.shift()
    // A hundred instances may take over in one turn: they come first, and one look is for all traps.
    if (this.#told.length === 1) this.#agent.clock.defer(() => this.#tell())
  }

  #tell(): void {
    const facts = this.#facts()
    for (const make of this.#told.splice(0)) {
      const trap = make(facts)
      if (trap !== undefined) this.#session?.notify(trap)
    }
  }

  #changeOf({ name, to }: Pick<TransitionEvent, 'name' | 'to'>): StateChange {
    return { name, to: to === 'INIT' && this.#agent.isStopping ? 'SHUTDOWN' : to }
  }

  #isDue({ name, code }: RejectedEvent): boolean {
    const key = `${name} ${code}`
    const now = this.#agent.clock.now()
    const before = this.#errorTrapAt.get(key)
    if (before !== undefined && now < before + errorTrapEachMs) return false
    this.#errorTrapAt.set(key, now)
    return true
  }
}

function subtreesOf(settings: SnmpSettings): readonly ObjectId[] {
  return [
    ...(settings.vrrp || settings.checker ? [globalSubtree] : []),
    ...(settings.vrrp ? [vrrpSubtree] : []),
    ...(settings.checker ? [checkSubtree] : []),
    ...(settings.rfc2787 ? [rfc2787Subtree] : []),
    ...(settings.rfc6527 ? [rfc6527Subtree] : []),
  ]
}

function viewOf(facts: SnmpFacts, settings: SnmpSettings, agent: Agent): MibView {
  const { scripts = [] } = agent.configuration.value
  return new MibView([
    ...(settings.vrrp || settings.checker ? globalVariables(facts) : []),
    ...(settings.vrrp ? [...vrrpVariables(facts), ...trackerVariables(facts, scripts)] : []),
    ...(settings.checker ? checkVariables(facts) : []),
    ...(settings.rfc2787 ? rfc2787Variables(facts) : []),
    ...(settings.rfc6527 ? rfc6527Variables(facts) : []),
  ])
}
