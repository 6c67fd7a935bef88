import { describe, expect, it } from 'vitest'
import { ManualClock, TestMachine, errorLog, only, setUp } from '../test/manual-host.js'
import { HostLoop } from './host-loop.js'

describe('stepping', () => {
  it('takes due machines in time order, equal ones in the order they were added (rule 52)', () => {
    const { clock, machines } = setUp([30, 10, 20, 10])
    const order: number[] = []
    machines.forEach((machine, index) => {
      machine.onExpired = () => order.push(index)
    })
    clock.runAt(30)
    expect(order).toEqual([1, 3, 2, 0])
  })

  it('reads the deadline again, for another machine may have moved it', () => {
    const { clock, loop, machines } = setUp([10, 20])
    const [first, second] = machines
    if (first === undefined || second === undefined) throw new Error('no machine')
    first.onExpired = () => {
      second.deadline = 90
    }
    clock.runAt(20)
    expect(second.expired).toEqual([])
    expect(clock.pendingTimers).toEqual([90])
    loop.remove(second)
  })

  it('leaves out a machine that another one removed', () => {
    const { clock, loop, machines } = setUp([10, 20])
    const [first, second] = machines
    if (first === undefined || second === undefined) throw new Error('no machine')
    first.onExpired = () => {
      loop.remove(second)
    }
    clock.runAt(20)
    expect(second.expired).toEqual([])
    expect(clock.pendingTimers).toEqual([])
  })

  it('tells each machine the time of its own step', () => {
    const { clock, machines } = setUp([10, 10])
    const [first, second] = machines
    if (first === undefined || second === undefined) throw new Error('no machine')
    first.onExpired = () => {
      clock.time += 3
    }
    clock.runAt(10)
    expect(first.expired).toEqual([10])
    expect(second.expired).toEqual([13])
  })

  it('steps a machine once for each wake-up, with turns between', () => {
    const { clock, loop, machines } = setUp([10])
    const machine = only(machines)
    machine.onExpired = () => {
      machine.deadline = 10 + machine.expired.length
      if (machine.expired.length === 3) machine.deadline = undefined
    }
    clock.fireTimers(100)
    clock.turn()
    clock.turn()
    expect(machine.expired).toEqual([100])
    loop.packetRead()
    clock.turn()
    clock.turn()
    expect(machine.expired).toEqual([100])
    clock.turn()
    expect(machine.expired).toEqual([100, 100])
    clock.turn()
    expect(machine.expired).toEqual([100, 100, 100])
    expect(clock.isTurning).toBe(false)
  })

  it('does not hang on a machine that keeps its expired deadline again and again', () => {
    const { logger, errors } = errorLog()
    const { clock, loop, machines } = setUp([10, 20], { logger })
    const [stuck, sound] = machines
    if (stuck === undefined || sound === undefined) throw new Error('no machine')
    stuck.onExpired = () => {
      stuck.deadline = 10
      loop.changed(stuck)
    }
    clock.runAt(20)
    expect(stuck.expired).toEqual([20, 20, 20, 20])
    expect(sound.expired).toEqual([20])
    expect(errors).toEqual(['a machine kept an expired deadline'])
    expect(clock.pendingTimers).toEqual([])

    stuck.onExpired = () => {
      stuck.deadline = undefined
    }
    loop.changed(stuck)
    clock.runAt(30)
    expect(stuck.expired).toEqual([20, 20, 20, 20, 30])
  })

  it('steps a machine again that wants something at once in the moment that was due', () => {
    const { logger, errors } = errorLog()
    const { clock, machines } = setUp([20], { logger })
    const machine = only(machines)
    machine.onExpired = () => {
      machine.deadline = machine.expired.length < 3 ? 20 : 40
    }
    clock.runAt(20)
    expect(machine.expired).toEqual([20, 20, 20])
    expect(errors).toEqual([])
    expect(clock.pendingTimers).toEqual([40])
  })

  it('logs a machine that throws and goes on with the others and with itself', () => {
    const { logger, errors } = errorLog()
    const { clock, machines } = setUp([10, 10], { logger })
    const [broken, sound] = machines
    if (broken === undefined || sound === undefined) throw new Error('no machine')
    broken.onExpired = () => {
      broken.deadline = 50
      throw new Error('bug')
    }
    clock.runAt(10)
    expect(errors).toEqual(['a machine failed to handle its timer'])
    expect(sound.expired).toEqual([10])
    broken.onExpired = () => {
      broken.deadline = undefined
    }
    clock.runAt(50)
    expect(broken.expired).toEqual([10, 50])
  })
})

describe('precise deadlines', () => {
  it('wake the loop early and are met in a turn', () => {
    const clock = new ManualClock(1.5)
    const machine = new TestMachine(100)
    machine.precise = true
    new HostLoop(clock).add(machine)
    expect(clock.pendingTimers).toEqual([98.5])
    clock.fireTimers(99.25)
    for (clock.time = 99.5; clock.time < 100; clock.time += 0.125) {
      clock.turn()
      expect(clock.isTurning).toBe(true)
    }
    expect(machine.expired).toEqual([])
    clock.turn()
    expect(machine.expired).toEqual([100])
  })

  it('wait for two turns that read nothing all the same', () => {
    const clock = new ManualClock(1.5)
    const machine = new TestMachine(100)
    machine.precise = true
    const loop = new HostLoop(clock)
    loop.add(machine)
    clock.fireTimers(99)
    clock.turn()
    clock.time = 100
    loop.packetRead()
    clock.turn()
    clock.turn()
    expect(machine.expired).toEqual([])
    clock.turn()
    expect(machine.expired).toEqual([100])
  })

  it('end the busy turns when a packet moves them', () => {
    const clock = new ManualClock(1.5)
    const machine = new TestMachine(100)
    machine.precise = true
    const loop = new HostLoop(clock)
    loop.add(machine)
    clock.fireTimers(99)
    machine.deadline = 200
    loop.changed(machine)
    clock.turn()
    expect(clock.isTurning).toBe(false)
    expect(clock.pendingTimers).toEqual([198.5])
  })

  it('do not delay or hurry others: those are scheduled plainly', () => {
    const clock = new ManualClock(1.5)
    const precise = new TestMachine(100)
    const ordinary = new TestMachine(99)
    precise.precise = true
    const loop = new HostLoop(clock)
    loop.add(ordinary)
    expect(clock.pendingTimers).toEqual([99])
    loop.add(precise)
    expect(clock.pendingTimers).toEqual([98.5])
    clock.fireTimers(98.5)
    clock.turn()
    expect(ordinary.expired).toEqual([])
    clock.time = 99
    clock.turn()
    expect(ordinary.expired).toEqual([99])
    expect(precise.expired).toEqual([])
    clock.time = 100
    clock.turn()
    expect(precise.expired).toEqual([100])
  })

  it('become ordinary when the machine says so', () => {
    const clock = new ManualClock(1.5)
    const machine = new TestMachine(100)
    machine.precise = true
    const loop = new HostLoop(clock)
    loop.add(machine)
    machine.precise = false
    loop.changed(machine)
    clock.fireTimers(98.5)
    expect(clock.isTurning).toBe(false)
    expect(clock.pendingTimers).toEqual([100])
  })
})
