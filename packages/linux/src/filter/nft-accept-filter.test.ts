import { silentLogger } from '@holdfast/core'
import { SimClock } from '@holdfast/core/testing'
import { describe, expect, it } from 'vitest'
import { MemoryJournal } from '../journal/journal.js'
import type { AcceptFilterError, RefusedAddress } from './accept-filter.js'
import { NftAcceptFilter } from './nft-accept-filter.js'
import type { ScriptOutcome, ScriptRunner } from './script-runner.js'

const one: RefusedAddress = { address: '192.0.2.10', interface: 'eth0' }
const other: RefusedAddress = { address: '192.0.2.11', interface: 'eth0' }
const ok: ScriptOutcome = { ok: true }
const removal = 'add table inet holdfast\ndelete table inet holdfast\n'
const entry = { kind: 'filter', table: 'holdfast' } as const

/** A program that answers when the test says so. */
class FakeNft implements ScriptRunner {
  readonly started: string[] = []
  readonly now: string[] = []
  killed = 0
  answer: (outcome: ScriptOutcome) => void = () => undefined

  run(script: string, done: (outcome: ScriptOutcome) => void): () => void {
    this.started.push(script)
    this.answer = done
    return () => {
      this.killed += 1
      this.answer = () => undefined
    }
  }

  runNow(script: string): ScriptOutcome {
    this.now.push(script)
    return ok
  }
}

function setUp(journal = new MemoryJournal()) {
  const clock = new SimClock()
  const nft = new FakeNft()
  const errors: string[] = []
  const logger = { ...silentLogger, error: (message: string) => void errors.push(message) }
  const filter = new NftAcceptFilter({ clock, journal, logger, runner: nft, processId: 7 })
  const answers: (string | undefined)[] = []
  const done = (error?: AcceptFilterError): void => void answers.push(error?.message ?? 'done')
  return { clock, nft, errors, journal, filter, answers, done }
}

describe('NftAcceptFilter', () => {
  it('runs nft, says when it is over, and asks no more for the same set', () => {
    const { nft, journal, filter, answers, done } = setUp()
    filter.apply([one], done)
    expect(nft.started).toHaveLength(1)
    expect(nft.started[0]).toContain('elements = { 192.0.2.10 }')
    expect(journal.entries).toEqual([entry])
    expect(answers).toEqual([])
    nft.answer(ok)
    expect(answers).toEqual(['done'])
    filter.apply([one], done)
    expect(answers).toEqual(['done', 'done'])
    expect(nft.started).toHaveLength(1)
  })

  it('removes the table with the last address', () => {
    const { nft, journal, filter, done } = setUp()
    filter.apply([one], done)
    nft.answer(ok)
    filter.apply([], done)
    expect(nft.started[1]).toBe(removal)
    expect(journal.entries).toEqual([entry])
    nft.answer(ok)
    expect(journal.entries).toEqual([])
  })

  it('does nothing for nobody', () => {
    const { nft, filter, answers, done } = setUp()
    filter.apply([], done)
    filter.removeNow()
    expect(answers).toEqual(['done'])
    expect([...nft.started, ...nft.now]).toEqual([])
  })

  it('runs once for all that is asked meanwhile', () => {
    const { nft, filter, answers, done } = setUp()
    filter.apply([one], done)
    filter.apply([one, other], done)
    filter.apply([other], done)
    nft.answer(ok)
    expect(answers).toEqual(['done'])
    expect(nft.started).toHaveLength(2)
    expect(nft.started[1]).toContain('elements = { 192.0.2.11 }')
    nft.answer(ok)
    expect(answers).toEqual(['done', 'done', 'done'])
  })

  it('says that nft is missing, and leaves nothing in the journal', () => {
    const { nft, journal, filter, errors } = setUp()
    let error: AcceptFilterError | undefined
    filter.apply([one], (failure) => (error = failure))
    nft.answer({ ok: false, cause: 'missing', message: 'spawn nft ENOENT' })
    expect(error?.code).toBe('ERR_HOLDFAST_ACCEPT_FILTER')
    const text = 'packets cannot be dropped: there is no program nft; install the package nftables'
    expect(error?.message).toBe(text)
    expect(errors).toEqual([text])
    expect(journal.entries).toEqual([])
  })

  it('waits two seconds for nft, and tries anew the next time', () => {
    const { clock, nft, filter, answers, done } = setUp()
    filter.apply([one], done)
    clock.advance(1999)
    expect(answers).toEqual([])
    clock.advance(1)
    expect(answers).toEqual(['packets cannot be dropped: nft: it did not end within 2000 ms'])
    expect(nft.killed).toBe(1)
    filter.apply([one], done)
    expect(nft.started).toHaveLength(2)
  })

  it('in its last act kills what runs, removes the table and answers nobody', () => {
    const { nft, journal, filter, answers, done } = setUp()
    filter.apply([one], done)
    filter.apply([other], done)
    filter.removeNow()
    expect(nft.killed).toBe(1)
    expect(nft.now).toEqual([removal])
    expect(journal.entries).toEqual([])
    expect(answers).toEqual([])
  })

  it('removes what a dead process left, two turns after the start', () => {
    const { clock, nft, journal, filter } = setUp(new MemoryJournal([entry]))
    filter.recover()
    expect(nft.started).toEqual([])
    clock.advance(0)
    expect(nft.started).toEqual([removal])
    nft.answer(ok)
    expect(journal.entries).toEqual([])
  })

  it('replaces what a dead process left where it is wanted by then', () => {
    const { clock, nft, journal, filter, answers, done } = setUp(new MemoryJournal([entry]))
    filter.recover()
    filter.apply([one], done)
    clock.advance(0)
    nft.answer(ok)
    clock.advance(0)
    expect(nft.started).toHaveLength(1)
    expect(answers).toEqual(['done'])
    expect(journal.entries).toEqual([entry])
  })

  it('leaves the table of a living process alone, and takes another name', () => {
    const journal = new MemoryJournal([{ kind: 'filter', table: 'holdfast_3' }])
    journal.claimedByOthers.add('filter holdfast')
    const { clock, nft, filter, done } = setUp(journal)
    filter.recover()
    clock.advance(0)
    expect(nft.started).toEqual(['add table inet holdfast_3\ndelete table inet holdfast_3\n'])
    nft.answer(ok)
    filter.apply([one], done)
    expect(nft.started[1]).toContain('table inet holdfast_7 {')
    expect(journal.entries).toEqual([{ kind: 'filter', table: 'holdfast_7' }])
  })
})
