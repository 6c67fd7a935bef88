import { silentLogger } from '@holdfast/core'
import type { Cancel, Clock, Logger } from '@holdfast/core'
import type { JournalEntry } from '../journal/entry.js'
import type { Journal } from '../journal/journal.js'
import { AcceptFilterError } from './accept-filter.js'
import type { AcceptFilter, RefusedAddress } from './accept-filter.js'
import { removalScript, tableScript } from './nft-script.js'
import { nftRunner } from './script-runner.js'
import type { ScriptOutcome, ScriptRunner } from './script-runner.js'

export interface NftAcceptFilterOptions {
  readonly clock: Clock
  readonly journal: Journal
  readonly logger?: Logger
  /** Default: the program `nft`. */
  readonly runner?: ScriptRunner
  /** What tells this process from another that has the table already. */
  readonly processId: number
}

type Done = (error?: AcceptFilterError) => void
type FilterEntry = JournalEntry & { readonly kind: 'filter' }

/** A program that hangs must not keep a router from its addresses for longer; milliseconds. */
const timeoutMs = 2000
const usualTable = 'holdfast'

/**
 * Drops packets by a table of nftables, through the program `nft`: `holdfast`, or `holdfast_PID`
 * where another living process has that one. One run at a time, for what is wanted by then.
 */
export class NftAcceptFilter implements AcceptFilter {
  readonly #clock: Clock
  readonly #journal: Journal
  readonly #logger: Logger
  readonly #runner: ScriptRunner
  readonly #processId: number
  #wanted: readonly RefusedAddress[] = []
  /** As a script; undefined where nobody knows what is in the kernel. */
  #inForce: string | undefined = ''
  #waiting: Done[] = []
  #cancelRun: Cancel | undefined
  #table: string | undefined

  constructor(options: NftAcceptFilterOptions) {
    this.#clock = options.clock
    this.#journal = options.journal
    this.#logger = options.logger ?? silentLogger
    this.#runner = options.runner ?? nftRunner
    this.#processId = options.processId
  }

  apply(refused: readonly RefusedAddress[], done: Done): void {
    this.#wanted = refused
    if (this.#cancelRun === undefined && this.#script() === this.#inForce) {
      done()
      return
    }
    this.#waiting.push(done)
    this.#run()
  }

  recover(): void {
    const left = this.#leftovers()
    if (left.length === 0) return
    if (left.some(({ table }) => table === this.#ownTable())) this.#inForce = undefined
    // Two turns later: the addresses that it guards are removed in the next one.
    this.#clock.defer(() => this.#clock.defer(() => this.#removeLeftovers()))
  }

  removeNow(): void {
    this.#cancelRun?.()
    this.#cancelRun = undefined
    this.#wanted = []
    this.#waiting = []
    if (this.#inForce === '') return
    this.#finished('', this.#runner.runNow(removalScript(this.#ownTable()), timeoutMs))
  }

  /** For what is wanted now; those who ask meanwhile wait for the next run. */
  #run(): void {
    if (this.#cancelRun !== undefined) return
    const script = this.#script()
    const answered = this.#waiting.splice(0)
    if (script !== '') this.#journal.add([this.#entry()])
    this.#inForce = undefined
    const finish = (outcome: ScriptOutcome): void => {
      cancelTimeout()
      this.#cancelRun = undefined
      this.#finished(script, outcome)
      const error = outcome.ok ? undefined : new AcceptFilterError(describe(outcome))
      for (const done of answered) done(error)
      if (this.#waiting.length > 0) this.#run()
    }
    const kill = this.#runner.run(script === '' ? removalScript(this.#ownTable()) : script, finish)
    const cancelTimeout = this.#clock.schedule(this.#clock.now() + timeoutMs, () => {
      kill()
      const message = `it did not end within ${timeoutMs} ms`
      finish({ ok: false, cause: 'refused', message })
    })
    this.#cancelRun = () => {
      cancelTimeout()
      kill()
    }
  }

  #finished(script: string, outcome: ScriptOutcome): void {
    // Without the program nothing was ever put there.
    const isNothingThere = outcome.ok ? script === '' : outcome.cause === 'missing'
    if (outcome.ok) this.#inForce = script
    if (isNothingThere) {
      this.#inForce = ''
      this.#journal.remove([this.#entry()])
    }
    if (!outcome.ok) this.#logger.error(describe(outcome))
  }

  #removeLeftovers(): void {
    const own = this.#ownTable()
    if (this.#inForce === undefined) this.#run()
    for (const entry of this.#leftovers()) {
      if (entry.table === own) continue
      if (this.#journal.isClaimedByOther(entry)) {
        this.#journal.remove([entry])
        continue
      }
      this.#runner.run(removalScript(entry.table), (outcome) => {
        if (outcome.ok) this.#journal.remove([entry])
        else this.#logger.error(describe(outcome))
      })
    }
    this.#logger.warn('removed a filter that a crashed run had left')
  }

  #leftovers(): readonly FilterEntry[] {
    return this.#journal.leftovers().filter((entry) => entry.kind === 'filter')
  }

  /** What is to be in the kernel; empty for nothing. */
  #script(): string {
    return this.#wanted.length === 0 ? '' : tableScript(this.#ownTable(), this.#wanted)
  }

  #entry(): FilterEntry {
    return { kind: 'filter', table: this.#ownTable() }
  }

  #ownTable(): string {
    this.#table ??= this.#journal.isClaimedByOther({ kind: 'filter', table: usualTable })
      ? `${usualTable}_${this.#processId}`
      : usualTable
    return this.#table
  }
}

function describe(outcome: ScriptOutcome & { readonly ok: false }): string {
  return outcome.cause === 'missing'
    ? 'packets cannot be dropped: there is no program nft; install the package nftables'
    : `packets cannot be dropped: nft: ${outcome.message}`
}
