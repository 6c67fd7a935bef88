import { describe, expect, test } from 'vitest'
import {
  adaptRealServer,
  initialRealServer,
  isServerUp,
  liveWeightOf,
  stepRealServer,
  weightOf,
} from './real-server-machine.js'
import type { RealServerInput, RealServerParameters } from './real-server-machine.js'

const server: RealServerParameters = {
  id: '192.0.2.1:80',
  weight: 10,
  inhibitOnFailure: false,
  checkers: [
    { id: 'tcp', alpha: false },
    { id: 'http', alpha: false },
  ],
}

function judged(checker: string, isUp: boolean): RealServerInput {
  return { type: 'checkerJudged', checker, isUp }
}

/** What is told after each input. */
function play(inputs: readonly RealServerInput[], parameters = server): readonly unknown[] {
  let state = initialRealServer(parameters)
  return inputs.map((input) => {
    const step = stepRealServer(parameters, state, input)
    state = step.state
    return step.tell
  })
}

describe('the state of a server', () => {
  test('it is up while all its checkers agree, and what is new is told once', () => {
    expect(
      play([
        judged('tcp', true),
        judged('tcp', false),
        judged('http', false),
        judged('tcp', true),
        judged('http', true),
        judged('nobody', false),
      ]),
    ).toEqual([undefined, 'down', undefined, undefined, 'up', undefined])
  })

  test('without checkers it is up', () => {
    expect(isServerUp(initialRealServer({ ...server, checkers: [] }))).toBe(true)
  })

  test('in alpha mode it is down until all have said otherwise', () => {
    const checkers = server.checkers.map(({ id }) => ({ id, alpha: true }))
    const alpha = { ...server, checkers }
    expect(isServerUp(initialRealServer(alpha))).toBe(false)
    expect(play([judged('tcp', true), judged('http', true)], alpha)).toEqual([undefined, 'up'])
    expect(play([judged('tcp', false), judged('http', false)], alpha)).toEqual(['down', undefined])
  })
})

describe('the weight of a server', () => {
  const advised = (kind: 'set' | 'add', value: number, checker = 'tcp'): RealServerInput => ({
    type: 'weightAdvised',
    checker,
    advice: { kind, value },
  })

  function weightAfter(...inputs: readonly RealServerInput[]): number {
    let state = initialRealServer(server)
    for (const input of inputs) ({ state } = stepRealServer(server, state, input))
    return weightOf(server, state)
  }

  test('what checkers advise adds up', () => {
    expect(weightAfter()).toBe(10)
    expect(weightAfter(advised('set', 25))).toBe(25)
    expect(weightAfter(advised('set', 25), advised('set', 3))).toBe(3)
    expect(weightAfter(advised('add', -4))).toBe(6)
    expect(weightAfter(advised('set', 25), advised('add', 5, 'http'))).toBe(30)
    expect(weightAfter(advised('set', 25), advised('set', 20, 'http'))).toBe(35)
  })

  test('is never below 0, nor above what the kernel takes', () => {
    expect(weightAfter(advised('add', -65_535))).toBe(0)
    expect(weightAfter({ type: 'weightSet', weight: 2 ** 40 })).toBe(2_147_483_647)
  })

  test('0 stays 0', () => {
    expect(weightAfter({ type: 'weightSet', weight: 0 })).toBe(0)
    expect(weightAfter(advised('set', 0))).toBe(0)
  })

  test('an operator may set it, and take that back', () => {
    expect(weightAfter({ type: 'weightSet', weight: 7 })).toBe(7)
    expect(
      weightAfter({ type: 'weightSet', weight: 7 }, { type: 'weightSet', weight: undefined }),
    ).toBe(10)
  })

  test('counts for the quorum while the server is up and serving', () => {
    const up = initialRealServer(server)
    const down = stepRealServer(server, up, judged('tcp', false)).state
    const drained = stepRealServer(server, up, { type: 'dutyChanged', duty: 'drained' }).state
    expect([up, down, drained].map((state) => liveWeightOf(server, state))).toEqual([10, 0, 0])
  })
})

describe('another configuration', () => {
  const up = initialRealServer(server)
  const down = stepRealServer(server, up, judged('http', false)).state

  test('keeps what is known of checkers that stay', () => {
    expect(adaptRealServer(server, down)).toEqual({ state: down })
  })

  test('a checker that is new, alpha or not, leaves the server as it is', () => {
    const more = { ...server, checkers: [...server.checkers, { id: 'udp', alpha: true }] }
    expect(isServerUp(adaptRealServer(more, up).state)).toBe(true)
    const others = { ...server, checkers: [{ id: 'udp', alpha: false }] }
    expect(isServerUp(adaptRealServer(others, down).state)).toBe(false)
  })

  test('a server comes up that was kept down by a checker which is gone', () => {
    const less = { ...server, checkers: [{ id: 'tcp', alpha: false }] }
    const { state, tell } = adaptRealServer(less, down)
    expect(isServerUp(state)).toBe(true)
    expect(tell).toBe('up')
  })
})
