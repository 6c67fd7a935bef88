import { beforeEach, describe, expect, it } from 'vitest'
import type { DesiredAddress, HoldOutcome } from '../addresses.js'
import { MemoryAddresses } from './memory-addresses.js'
import { SimClock } from './sim-clock.js'
import { SimProcess } from './sim-process.js'

function desired(address: string, prefixLength: number): DesiredAddress {
  return { interface: 'eth0', address, prefixLength, accept: true }
}

const vip1 = desired('192.0.2.10', 24)
const vip2 = desired('192.0.2.11', 24)
const vip6 = desired('2001:db8::10', 64)

let addresses: MemoryAddresses
let changes: string[]
let outcomes: HoldOutcome[]

const done = (outcome: HoldOutcome): void => void outcomes.push(outcome)

function watch(): void {
  addresses.onChange(({ type, address }) => changes.push(`${type} ${address.address}`))
}

beforeEach(() => {
  addresses = new MemoryAddresses()
  changes = []
  outcomes = []
  watch()
})

describe('hold', () => {
  it('states the whole set of an owner and answers before it returns', () => {
    addresses.hold('VI_1', [vip1, vip2], done)
    expect(outcomes).toEqual([{ ok: true }])
    expect(addresses.held()).toEqual([vip1, vip2])
    addresses.hold('VI_1', [vip2, vip6], done)
    expect(addresses.held()).toEqual([vip2, vip6])
    addresses.hold('VI_1', [], done)
    expect(addresses.held()).toEqual([])
    expect(outcomes).toEqual([{ ok: true }, { ok: true }, { ok: true }])
    expect(changes).toEqual([
      'added 192.0.2.10',
      'added 192.0.2.11',
      'removed 192.0.2.10',
      'added 2001:db8::10',
      'removed 192.0.2.11',
      'removed 2001:db8::10',
    ])
  })

  it('changes nothing when the same set is held again', () => {
    addresses.hold('VI_1', [vip1], done)
    addresses.hold('VI_1', [{ ...vip1 }], done)
    expect(changes).toEqual(['added 192.0.2.10'])
    expect(outcomes).toHaveLength(2)
  })

  it('takes over whether packets to an address are accepted', () => {
    addresses.hold('VI_1', [vip1], done)
    addresses.hold('VI_1', [{ ...vip1, accept: false }], done)
    expect(addresses.held()).toEqual([{ ...vip1, accept: false }])
    expect(changes).toEqual(['added 192.0.2.10'])
  })

  it('keeps an address as long as one owner holds it', () => {
    addresses.hold('VI_1', [vip1], done)
    addresses.hold('VI_2', [vip1, vip2], done)
    expect(addresses.held()).toEqual([vip1, vip2])
    addresses.hold('VI_1', [], done)
    expect(addresses.held()).toEqual([vip1, vip2])
    addresses.hold('VI_2', [], done)
    expect(addresses.held()).toEqual([])
    expect(changes).toHaveLength(4)
  })

  it('tells addresses apart by interface and prefix length', () => {
    const elsewhere = { ...vip1, interface: 'eth1' }
    const longer = { ...vip1, prefixLength: 32 }
    addresses.hold('VI_1', [vip1, elsewhere, longer], done)
    expect(addresses.held()).toEqual([vip1, elsewhere, longer])
    expect([addresses.has('192.0.2.10'), addresses.has('192.0.2.11')]).toEqual([true, false])
  })
})

describe('fail', () => {
  it('fails one address for a number of times and holds the others', () => {
    addresses.fail('192.0.2.10', 'EADDRNOTAVAIL', 2)
    addresses.hold('VI_1', [vip1, vip2], done)
    expect(addresses.held()).toEqual([vip2])
    addresses.hold('VI_1', [vip1, vip2], done)
    addresses.hold('VI_1', [vip1, vip2], done)
    const failure = {
      address: '192.0.2.10',
      code: 'EADDRNOTAVAIL',
      message: '192.0.2.10 cannot be held: EADDRNOTAVAIL',
    }
    expect(outcomes).toEqual([
      { ok: false, failures: [failure] },
      { ok: false, failures: [failure] },
      { ok: true },
    ])
    expect(addresses.held()).toEqual([vip2, vip1])
  })

  it('fails once by default, for ever with Infinity, and ends with 0', () => {
    addresses.fail('192.0.2.10', 'EPERM')
    for (let attempt = 0; attempt < 2; attempt += 1) addresses.hold('VI_1', [vip1], done)
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true])
    addresses.hold('VI_1', [], done)
    addresses.fail('192.0.2.10', 'EPERM', Infinity)
    for (let attempt = 0; attempt < 3; attempt += 1) addresses.hold('VI_1', [vip1], done)
    expect(outcomes.slice(3).map(({ ok }) => ok)).toEqual([false, false, false])
    addresses.fail('192.0.2.10', 'EPERM', 0)
    addresses.hold('VI_1', [vip1], done)
    expect(outcomes.at(-1)).toEqual({ ok: true })
  })

  it('leaves an address that is there already', () => {
    addresses.hold('VI_1', [vip1], done)
    addresses.fail('192.0.2.10', 'ENOBUFS')
    addresses.hold('VI_1', [vip1], done)
    expect(outcomes[1]).toMatchObject({ ok: false })
    expect(addresses.held()).toEqual([vip1])
    expect(changes).toEqual(['added 192.0.2.10'])
  })
})

describe('with a delay', () => {
  let clock: SimClock
  let process: SimProcess

  beforeEach(() => {
    clock = new SimClock()
    process = new SimProcess(clock, { name: 'a' })
    addresses = new MemoryAddresses({ delay: { clock: process.clock, ms: 5 } })
    watch()
  })

  it('takes effect and answers later', () => {
    addresses.hold('VI_1', [vip1], done)
    clock.advance(4.5)
    expect([addresses.held(), outcomes]).toEqual([[], []])
    clock.advance(0.5)
    expect([addresses.held(), outcomes]).toEqual([[vip1], [{ ok: true }]])
  })

  it('never answers a request that a later one of its owner replaced', () => {
    const answers: string[] = []
    addresses.hold('VI_1', [vip1], () => answers.push('first'))
    addresses.hold('VI_2', [vip2], () => answers.push('other owner'))
    clock.advance(2)
    addresses.hold('VI_1', [], () => answers.push('second'))
    clock.advance(10)
    expect(answers).toEqual(['other owner', 'second'])
    expect(changes).toEqual(['added 192.0.2.11'])
  })

  it('does nothing more for a process that crashed', () => {
    addresses.hold('VI_1', [vip1], done)
    process.crash()
    clock.advance(10)
    expect([addresses.held(), outcomes]).toEqual([[], []])
  })

  it('forgets what is under way on releaseNow', () => {
    addresses.hold('VI_1', [vip1], done)
    addresses.releaseNow()
    clock.advance(10)
    expect([addresses.held(), outcomes]).toEqual([[], []])
  })
})

describe('releaseNow', () => {
  it('lets go of everything of every owner at once', () => {
    addresses.hold('VI_1', [vip1], done)
    addresses.hold('VI_2', [vip6], done)
    addresses.releaseNow()
    expect(addresses.held()).toEqual([])
    expect(changes.slice(2)).toEqual(['removed 192.0.2.10', 'removed 2001:db8::10'])
  })
})

describe('onChange', () => {
  it('ends', () => {
    const heard: string[] = []
    const end = addresses.onChange(({ type }) => heard.push(type))
    addresses.hold('VI_1', [vip1], done)
    end()
    end()
    addresses.hold('VI_1', [], done)
    expect(heard).toEqual(['added'])
  })
})
