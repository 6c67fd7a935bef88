import { describe, expect, it } from 'vitest'
import { errorLog, ManualClock, only, setUp, TestMachine } from '../test/manual-host.js'
import { HostLoop } from './host-loop.js'

describe('the timer', () => {
  it('is one for all machines, at the earliest deadline', () => {
    const { clock, machines } = setUp([300, 100, undefined, 200])
    expect(clock.pendingTimers).toEqual([100])
    clock.runAt(100)
    expect(machines.map((machine) => machine.expired)).toEqual([[], [100], [], []])
    expect(clock.pendingTimers).toEqual([200])
    clock.runAt(350)
    expect(machines.map((machine) => machine.expired)).toEqual([[350], [100], [], [350]])
    expect(clock.pendingTimers).toEqual([])
  })

  it('stays where it is when a deadline moves later, and re-arms when it fires early', () => {
    const { clock, loop, machines } = setUp([100])
    const machine = only(machines)
    for (const deadline of [110, 120, 130]) {
      machine.deadline = deadline
      loop.changed(machine)
    }
    expect(clock.armed).toEqual([100])
    clock.fireTimers(100)
    expect(clock.isTurning).toBe(false)
    expect(clock.armed).toEqual([100, 130])
    clock.runAt(130)
    expect(machine.expired).toEqual([130])
  })

  it('moves when an earlier deadline appears', () => {
    const { clock, loop, machines } = setUp([100, 200])
    const second = machines[1]
    if (second === undefined) throw new Error('no machine')
    second.deadline = 50
    loop.changed(second)
    expect(clock.pendingTimers).toEqual([50])
    clock.runAt(50)
    expect(second.expired).toEqual([50])
  })

  it('is not needed for a deadline that has passed already', () => {
    const { clock, machines } = setUp([0])
    expect(clock.armed).toEqual([])
    clock.turn()
    expect(only(machines).expired).toEqual([])
    clock.turn()
    expect(only(machines).expired).toEqual([0])
  })
})

describe('packets before timers', () => {
  it('steps no machine before two turns in a row that read nothing', () => {
    const { clock, loop, machines } = setUp([100])
    const machine = only(machines)
    clock.fireTimers(5000)
    expect(machine.expired).toEqual([])
    for (let turn = 0; turn < 3; turn++) {
      clock.turn()
      loop.packetRead()
      clock.turn()
      expect(machine.expired).toEqual([])
    }
    clock.turn()
    expect(machine.expired).toEqual([])
    clock.turn()
    expect(machine.expired).toEqual([5000])
    expect(clock.isTurning).toBe(false)
  })

  it('leaves a machine alone whose deadline a packet has moved', () => {
    const { clock, loop, machines } = setUp([100])
    const machine = only(machines)
    clock.fireTimers(5000)
    machine.deadline = 8600
    loop.changed(machine)
    loop.packetRead()
    clock.turn()
    expect(clock.isTurning).toBe(false)
    expect(clock.pendingTimers).toEqual([8600])
    expect(machine.expired).toEqual([])
  })

  it('does not wait because of packets that were read before the timer was due', () => {
    const { clock, loop, machines } = setUp([100])
    loop.packetRead()
    clock.fireTimers(100)
    clock.turn()
    clock.turn()
    expect(only(machines).expired).toEqual([100])
  })

  it('lets turns pass once, whatever becomes due meanwhile', () => {
    const { clock, loop, machines } = setUp([100, 200])
    const second = machines[1]
    if (second === undefined) throw new Error('no machine')
    clock.fireTimers(100)
    second.deadline = 90
    loop.changed(second)
    expect(clock.deferredCount).toBe(1)
    expect(clock.pendingTimers).toEqual([])
    clock.turn()
    expect(clock.deferredCount).toBe(1)
    clock.turn()
    expect(machines.map((machine) => machine.expired)).toEqual([[100], [100]])
  })

  it('counts what the transport drained', () => {
    const waiting = [40, 32, 0, 0]
    const { clock, machines } = setUp([100], { drain: () => waiting.shift() ?? 0 })
    const machine = only(machines)
    clock.fireTimers(100)
    for (let turn = 0; turn < 3; turn++) clock.turn()
    expect(machine.expired).toEqual([])
    clock.turn()
    expect(machine.expired).toEqual([100])
  })

  it('survives a transport that cannot drain', () => {
    const { logger, errors } = errorLog()
    const drain = (): number => {
      throw new Error('closed')
    }
    const { clock, machines } = setUp([100], { drain, logger })
    clock.runAt(100)
    expect(only(machines).expired).toEqual([100])
    const text = 'draining the transport failed'
    expect(errors).toEqual([text, text])
  })

  it('lets a flood hold the timers up for 64 turns only', () => {
    const { clock, loop, machines } = setUp([100])
    const machine = only(machines)
    clock.fireTimers(100)
    let turns = 0
    while (machine.expired.length === 0 && turns < 1000) {
      loop.packetRead()
      clock.turn()
      turns++
    }
    expect(turns).toBe(64)
  })

  it('grants the 64 turns anew at each wake-up', () => {
    const { clock, loop, machines } = setUp([100])
    const machine = only(machines)
    for (const time of [100, 200]) {
      machine.deadline = time
      loop.changed(machine)
      clock.fireTimers(time)
      for (let turn = 0; turn < 40; turn++) {
        loop.packetRead()
        clock.turn()
      }
      clock.turn()
      expect(machine.expired).not.toContain(time)
      clock.turn()
    }
    expect(machine.expired).toEqual([100, 200])
  })
})

describe('leaving', () => {
  it('wakes no machine that was removed, whatever it still says', () => {
    const { clock, loop, machines } = setUp([100])
    const machine = only(machines)
    loop.remove(machine)
    loop.changed(machine)
    clock.runAt(100)
    expect(machine.expired).toEqual([])
    expect(clock.pendingTimers).toEqual([])
  })

  it('cancels its timer when it is closed', () => {
    const { clock, loop, machines } = setUp([100, 200])
    loop.close()
    expect(clock.pendingTimers).toEqual([])
    loop.changed(only(machines))
    expect(clock.pendingTimers).toEqual([])
  })

  it('can be closed while turns pass and by a machine in its step', () => {
    const { clock, loop, machines } = setUp([100, 100])
    const [first, second] = machines
    if (first === undefined || second === undefined) throw new Error('no machine')
    first.onExpired = () => {
      first.deadline = 500
      loop.close()
    }
    clock.runAt(100)
    expect(second.expired).toEqual([])
    expect(clock.pendingTimers).toEqual([])

    const other = setUp([100])
    other.clock.fireTimers(100)
    other.loop.close()
    other.clock.turn()
    expect(only(other.machines).expired).toEqual([])
    expect(other.clock.isTurning).toBe(false)
  })
})

describe('a rehearsal', () => {
  it('is made once for a precise deadline that is near', () => {
    const clock = new ManualClock(4)
    const loop = new HostLoop(clock)
    const backup = new TestMachine(100)
    backup.precise = true
    const master = new TestMachine(50)
    loop.add(backup)
    loop.add(master)
    clock.runAt(50)
    expect([master.expired, master.rehearsed, backup.rehearsed]).toEqual([[50], [], []])
    clock.fireTimers(96)
    for (const time of [97, 98, 99, 100]) {
      clock.turn()
      clock.fireTimers(time)
    }
    clock.turn()
    expect([backup.rehearsed, backup.expired]).toEqual([[100], [100]])
  })

  it('that fails is logged and changes nothing', () => {
    const { logger, errors } = errorLog()
    const clock = new ManualClock(4)
    const loop = new HostLoop(clock, { logger })
    const backup = new TestMachine(100)
    backup.precise = true
    backup.onRehearsed = () => {
      throw new Error('no')
    }
    loop.add(backup)
    clock.fireTimers(96)
    clock.turn()
    clock.runAt(100)
    expect(backup.expired).toEqual([100])
    expect(errors).toEqual(['a machine failed to rehearse'])
  })
})
