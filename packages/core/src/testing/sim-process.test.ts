import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { UsageError } from '../errors.js'
import { HostLoop } from '../host-loop.js'
import { SimClock } from './sim-clock.js'
import { SimProcess } from './sim-process.js'

let simClock: SimClock
let node: SimProcess
let log: string[]

function note(name: string): () => void {
  return () => log.push(`${name}@${simClock.now()}`)
}

/** Runs of the same name as one entry, such as `packet*32`. */
function runs(): string[] {
  const counted: [name: string, count: number][] = []
  for (const entry of log) {
    const name = entry.replace(/@.*/, '')
    const last = counted.at(-1)
    if (last?.[0] === name) last[1] += 1
    else counted.push([name, 1])
  }
  return counted.map(([name, count]) => (count === 1 ? name : `${name}*${count}`))
}

beforeEach(() => {
  simClock = new SimClock()
  node = new SimProcess(simClock, { name: 'a' })
  log = []
})

describe('a running process', () => {
  it('runs timers and deferred callbacks at their instants and packets at once', () => {
    node.clock.schedule(10, note('timer'))
    node.clock.defer(note('deferred'))
    node.deliver(note('packet'))
    expect(log).toEqual(['packet@0'])
    simClock.advance(20)
    expect(log).toEqual(['packet@0', 'deferred@0', 'timer@10'])
    expect(node.clock.timerSlackMs).toBe(0)
  })

  it('cancels timers', () => {
    node.clock.schedule(10, note('timer'))()
    simClock.advance(20)
    expect(log).toEqual([])
    expect(simClock.nextEventAt).toBeUndefined()
  })
})

describe('a stall', () => {
  it('runs nothing until it ends', () => {
    node.clock.schedule(10, note('timer'))
    node.clock.defer(note('deferred'))
    node.stall()
    expect(node.isStalled).toBe(true)
    node.deliver(note('packet'))
    simClock.advance(50)
    expect(log).toEqual([])
    node.resume()
    expect(log).toEqual([])
    simClock.advance(0)
    expect(log).toEqual(['timer@50', 'packet@50', 'deferred@50'])
    expect(node.isStalled).toBe(false)
  })

  it('ends as in Node: timers, 32 packets, deferred callbacks, and round again', () => {
    node.clock.schedule(20, note('timer 20'))
    node.clock.schedule(10, () => {
      note('timer 10')()
      node.clock.defer(() => {
        note('turn 1')()
        node.clock.defer(note('turn 2'))
      })
    })
    node.stall()
    for (let packet = 1; packet <= 100; packet += 1) {
      node.deliver(() => {
        note('packet')()
        if (packet === 40) node.clock.schedule(0, note('timer of packet 40'))
      })
    }
    simClock.advance(50)
    node.resume()
    simClock.advance(0)
    // The same was seen of Node 20 with a real socket, a blocked loop and 100 waiting datagrams.
    expect(runs()).toEqual([
      'timer 10',
      'timer 20',
      'packet*32',
      'turn 1',
      'packet*32',
      'turn 2',
      'timer of packet 40',
      // 32 and then 4, with nothing to run between them.
      'packet*36',
    ])
  })

  it('goes back to running directly', () => {
    node.stall()
    node.deliver(note('waiting'))
    node.resume()
    simClock.advance(10)
    node.deliver(note('direct'))
    node.clock.schedule(20, note('timer'))
    simClock.advance(20)
    expect(log).toEqual(['waiting@0', 'direct@10', 'timer@20'])
  })

  it('queues packets that arrive between turns behind those that wait', () => {
    node.stall()
    for (let packet = 0; packet < 33; packet += 1) node.deliver(note('waiting'))
    node.resume()
    node.clock.defer(() => node.deliver(note('new')))
    simClock.advance(0)
    expect(runs()).toEqual(['waiting*33', 'new'])
  })

  it('leaves other processes a chance between turns', () => {
    const other = new SimProcess(simClock, { name: 'b' })
    node.stall()
    for (let packet = 0; packet < 64; packet += 1) {
      node.deliver(() => {
        note('packet')()
        if (packet === 0) simClock.post(0, () => other.deliver(note('answer')))
      })
    }
    node.resume()
    simClock.advance(0)
    expect(runs()).toEqual(['packet*32', 'answer', 'packet*32'])
  })

  it('lets timers that expired in it be cancelled by what runs before them', () => {
    node.clock.schedule(10, () => cancel())
    const cancel = node.clock.schedule(20, note('cancelled'))
    node.stall()
    simClock.advance(30)
    node.resume()
    simClock.advance(0)
    expect(log).toEqual([])
  })

  it('can begin again before it has caught up', () => {
    node.stall()
    for (let packet = 0; packet < 40; packet += 1) {
      node.deliver(() => {
        note('packet')()
        if (packet === 9) node.stall()
      })
    }
    node.resume()
    simClock.advance(10)
    expect(runs()).toEqual(['packet*10'])
    node.clock.schedule(5, note('timer'))
    node.resume()
    simClock.advance(0)
    expect(runs()).toEqual(['packet*10', 'timer', 'packet*30'])
  })

  it('does not matter when it has no length', () => {
    node.deliver(note('before'))
    node.stall()
    node.resume()
    node.resume()
    node.deliver(note('after'))
    simClock.advance(0)
    expect(log).toEqual(['before@0', 'after@0'])
  })

  it('survives a callback that throws', () => {
    node.stall()
    node.deliver(() => {
      throw new Error('on purpose')
    })
    node.deliver(note('next'))
    node.resume()
    expect(() => simClock.advance(0)).toThrow('on purpose')
    simClock.advance(0)
    expect(log).toEqual(['next@0'])
  })
})

describe('a host loop in a stalled process', () => {
  it('reads every waiting packet before it lets a timer that expired meanwhile take effect', () => {
    const loop = new HostLoop(node.clock)
    let deadline = 1000
    loop.add({
      nextDeadline: () => deadline,
      isPrecise: () => true,
      timerExpired: (now) => {
        note('takeover')()
        deadline = now + 1000
      },
    })
    simClock.advance(500)
    node.stall()
    for (let packet = 0; packet < 100; packet += 1) {
      node.deliver(() => {
        note('packet')()
        loop.packetRead()
      })
    }
    simClock.advance(1000)
    node.resume()
    simClock.advance(0)
    expect(runs()).toEqual(['packet*100', 'takeover'])
  })
})

describe('whatever happens', () => {
  const action = fc.oneof(
    fc.record({ timerInMs: fc.integer({ min: 0, max: 30 }) }),
    fc.constantFrom('packet', 'defer', 'stall', 'resume'),
    fc.record({ advanceMs: fc.integer({ min: 0, max: 20 }) }),
  )

  it('everything runs once, never in a stall, and no timer early', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
        const clock = new SimClock()
        const process = new SimProcess(clock, { name: 'a' })
        const ran: number[] = []
        let asked = 0
        const run = (dueMs: number): (() => void) => {
          const id = asked++
          return () => {
            expect(process.isStalled).toBe(false)
            expect(clock.now()).toBeGreaterThanOrEqual(dueMs)
            ran.push(id)
          }
        }
        for (const step of actions) {
          if (step === 'packet') process.deliver(run(clock.now()))
          else if (step === 'defer') process.clock.defer(run(clock.now()))
          else if (step === 'stall') process.stall()
          else if (step === 'resume') process.resume()
          else if (typeof step === 'object' && 'advanceMs' in step) clock.advance(step.advanceMs)
          else if (typeof step === 'object') {
            const dueMs = clock.now() + step.timerInMs
            process.clock.schedule(dueMs, run(dueMs))
          }
        }
        process.resume()
        clock.advance(100)
        expect(ran.toSorted((a, b) => a - b)).toEqual(Array.from({ length: asked }, (_, id) => id))
      }),
    )
  })
})

describe('a crash', () => {
  it('lets nothing run ever again', () => {
    node.clock.schedule(10, note('timer'))
    node.clock.defer(note('deferred'))
    node.crash()
    node.deliver(note('packet'))
    node.clock.schedule(20, note('timer'))
    node.clock.defer(note('deferred'))
    node.stall()
    node.resume()
    simClock.advance(100)
    expect(log).toEqual([])
    expect([node.isCrashed, node.isStalled]).toEqual([true, false])
  })

  it('can come in a stall, and in the middle of catching up', () => {
    node.clock.schedule(1, note('timer'))
    node.stall()
    node.deliver(() => {
      note('last')()
      node.crash()
    })
    node.deliver(note('packet'))
    node.clock.defer(note('deferred'))
    simClock.advance(0)
    node.resume()
    simClock.advance(100)
    expect(log).toEqual(['last@0'])
  })
})

describe('drift', () => {
  it('lets the clock run fast or slow', () => {
    const fast = new SimProcess(simClock, { name: 'fast', driftPpm: 1000 })
    const slow = new SimProcess(simClock, { name: 'slow', driftPpm: -500_000 })
    simClock.advance(10_000)
    expect(fast.clock.now()).toBeCloseTo(10_010, 6)
    expect(slow.clock.now()).toBe(5000)
  })

  it('runs timers by the clock of the process', () => {
    const fast = new SimProcess(simClock, { name: 'fast', driftPpm: 250_000 })
    const slow = new SimProcess(simClock, { name: 'slow', driftPpm: -500_000 })
    fast.clock.schedule(1000, note('fast'))
    slow.clock.schedule(1000, note('slow'))
    simClock.advance(3000)
    expect(log).toEqual(['fast@800', 'slow@2000'])
  })

  it('never runs a timer before its deadline, nor noticeably after it', () => {
    const drifts = fc.integer({ min: -1000, max: 1000 })
    const deadlines = fc.integer({ min: 0, max: 1e9 }).map((number) => number / 7)
    fc.assert(
      fc.property(drifts, deadlines, (driftPpm, deadlineMs) => {
        const clock = new SimClock()
        const { clock: own } = new SimProcess(clock, { name: 'a', driftPpm })
        let latenessMs = NaN
        own.schedule(deadlineMs, () => (latenessMs = own.now() - deadlineMs))
        clock.step()
        return latenessMs >= 0 && latenessMs < 1e-5
      }),
      { numRuns: 1000 },
    )
  })

  it('cannot be so slow that time stands still', () => {
    expect(() => new SimProcess(simClock, { name: 'a', driftPpm: -1e6 })).toThrow(UsageError)
    expect(() => new SimProcess(simClock, { name: 'a', driftPpm: NaN })).toThrow(UsageError)
  })
})
