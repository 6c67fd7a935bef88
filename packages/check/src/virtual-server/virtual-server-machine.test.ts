import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { initialVirtualServer, poolOf, stepVirtualServer } from './virtual-server-machine.js'
import type {
  VirtualServerEffect,
  VirtualServerInput,
  VirtualServerParameters,
  VirtualServerState,
} from './virtual-server-machine.js'
import { isServerUp, liveWeightOf } from './real-server-machine.js'

function server(id: string, changes: object = {}): VirtualServerParameters['servers'][number] {
  return {
    id,
    weight: 1,
    inhibitOnFailure: false,
    checkers: [{ id: 'tcp', alpha: false }],
    ...changes,
  }
}

const three: VirtualServerParameters = {
  servers: [server('a'), server('b'), server('c')],
  quorum: 1,
  hysteresis: 0,
  omega: false,
  tellsInitial: false,
}
const sorryServer = { id: 's', inhibit: false }

function judged(id: string, isUp: boolean): VirtualServerInput {
  return {
    type: 'serverChanged',
    server: id,
    input: { type: 'checkerJudged', checker: 'tcp', isUp },
  }
}

function describeEffect(effect: VirtualServerEffect): string {
  switch (effect.type) {
    case 'poolChanged':
      return 'pool'
    case 'tellServer':
      return `${effect.server} ${effect.isUp ? 'up' : 'down'}`
    case 'tellQuorum': {
      const { isUp, isInitial, liveWeight, threshold } = effect
      return `quorum ${isUp ? 'up' : 'down'} ${liveWeight}/${threshold}${isInitial ? ' at first' : ''}`
    }
  }
}

/** `a:1 b:0 s!1` for a pool with a sorry server. */
function describePool(parameters: VirtualServerParameters, state: VirtualServerState): string {
  return poolOf(parameters, state)
    .map(({ id, weight, isSorryServer }) => `${id}${isSorryServer ? '!' : ':'}${weight}`)
    .join(' ')
}

function play(
  parameters: VirtualServerParameters,
  inputs: readonly VirtualServerInput[],
): readonly string[] {
  let state = initialVirtualServer(parameters)
  return inputs.map((input) => {
    const step = stepVirtualServer(parameters, state, input)
    state = step.state
    return [...step.effects.map(describeEffect), `[${describePool(parameters, state)}]`].join(', ')
  })
}

const started: VirtualServerInput = { type: 'started' }
const stopped: VirtualServerInput = { type: 'stopped' }

describe('the pool', () => {
  test('has who is up, in the order of the configuration', () => {
    expect(
      play(three, [judged('b', false), started, judged('a', false), judged('b', true)]),
    ).toEqual([
      '[]',
      'pool, quorum up 2/1 at first, [a:1 c:1]',
      'pool, a down, [c:1]',
      'pool, b up, [b:1 c:1]',
    ])
  })

  test('keeps a server that is inhibited, with weight 0', () => {
    const servers = [server('a', { inhibitOnFailure: true, weight: 5 }), server('b')]
    expect(play({ ...three, servers }, [started, judged('a', false), judged('a', true)])).toEqual([
      'pool, quorum up 6/1 at first, [a:5 b:1]',
      'pool, a down, [a:0 b:1]',
      'pool, a up, [a:5 b:1]',
    ])
  })

  test('is empty in alpha mode until someone is proven up', () => {
    const alpha = { ...three, servers: [server('a', { checkers: [{ id: 'tcp', alpha: true }] })] }
    expect(play(alpha, [started, judged('a', false), judged('a', true)])).toEqual([
      'pool, []',
      'a down, []',
      'pool, a up, quorum up 1/1, [a:1]',
    ])
  })

  test('follows weights', () => {
    const weigh = (value: number): VirtualServerInput => ({
      type: 'serverChanged',
      server: 'a',
      input: { type: 'weightAdvised', checker: 'tcp', advice: { kind: 'set', value } },
    })
    expect(play(three, [started, weigh(7), weigh(7), judged('a', false), weigh(8)])).toEqual([
      'pool, quorum up 3/1 at first, [a:1 b:1 c:1]',
      'pool, [a:7 b:1 c:1]',
      '[a:7 b:1 c:1]',
      'pool, a down, [b:1 c:1]',
      '[b:1 c:1]',
    ])
  })

  const duty = (name: 'serving' | 'drained' | 'removed'): VirtualServerInput => ({
    type: 'serverChanged',
    server: 'a',
    input: { type: 'dutyChanged', duty: name },
  })

  test('a drained server keeps its connections beside the sorry server', () => {
    const parameters = { ...three, quorum: 3, sorryServer: { id: 's', inhibit: false } }
    expect(play(parameters, [started, duty('drained'), duty('removed')])).toEqual([
      'pool, quorum up 3/3 at first, [a:1 b:1 c:1]',
      'pool, quorum down 2/3, [a:0 s!1]',
      'pool, [s!1]',
    ])
  })

  test('a drained server gets nothing new, a removed one is not there', () => {
    expect(
      play({ ...three, quorum: 3 }, [started, duty('drained'), duty('removed'), duty('serving')]),
    ).toEqual([
      'pool, quorum up 3/3 at first, [a:1 b:1 c:1]',
      'pool, quorum down 2/3, [a:0 b:1 c:1]',
      'pool, [b:1 c:1]',
      'pool, quorum up 3/3, [a:1 b:1 c:1]',
    ])
  })
})

describe('the quorum', () => {
  test('without a sorry server changes no pool', () => {
    const parameters = { ...three, quorum: 2 }
    expect(
      play(parameters, [started, judged('a', false), judged('b', false), judged('b', true)]),
    ).toEqual([
      'pool, quorum up 3/2 at first, [a:1 b:1 c:1]',
      'pool, a down, [b:1 c:1]',
      'pool, b down, quorum down 1/2, [c:1]',
      'pool, b up, quorum up 2/2, [b:1 c:1]',
    ])
  })

  test('hysteresis widens both thresholds', () => {
    const servers = [server('a', { weight: 3 }), server('b'), server('c')]
    const parameters = { ...three, servers, quorum: 3, hysteresis: 1 }
    expect(
      play(parameters, [
        started, // 5
        judged('a', false), // 2, which is not below 3 - 1
        judged('b', false), // 1
        judged('b', true), // 2
        judged('a', true), // 5
      ]).map((line) => /quorum [^,]*/.exec(line)?.[0]),
    ).toEqual(['quorum up 5/4 at first', undefined, 'quorum down 1/2', undefined, 'quorum up 5/4'])
  })

  test('more than all weigh cannot be asked for, and with nothing it is lost', () => {
    const parameters = { ...three, quorum: 100, hysteresis: 100 }
    expect(
      play(parameters, [started, judged('a', false), judged('b', false), judged('c', false)]),
    ).toEqual([
      'pool, quorum up 3/3 at first, [a:1 b:1 c:1]',
      'pool, a down, [b:1 c:1]',
      'pool, b down, [c:1]',
      'pool, c down, quorum down 0/1, []',
    ])
  })

  test('servers that all weigh nothing never make one', () => {
    const servers = [server('a', { weight: 0 }), server('b', { weight: 0 })]
    expect(play({ ...three, servers }, [started, judged('a', false)])).toEqual([
      'pool, [a:0 b:0]',
      'pool, a down, [b:0]',
    ])
  })
})

describe('the sorry server', () => {
  test('stands in for all others while the quorum is lost', () => {
    const parameters = { ...three, quorum: 2, sorryServer }
    expect(
      play(parameters, [
        started,
        judged('a', false),
        judged('b', false),
        judged('c', false),
        judged('c', true),
        judged('b', true),
      ]),
    ).toEqual([
      'pool, quorum up 3/2 at first, [a:1 b:1 c:1]',
      'pool, a down, [b:1 c:1]',
      'pool, b down, quorum down 1/2, [s!1]',
      'c down, [s!1]',
      'c up, [s!1]',
      'pool, b up, quorum up 2/2, [b:1 c:1]',
    ])
  })

  test('is there from the start where nobody is up yet', () => {
    const servers = [server('a', { checkers: [{ id: 'tcp', alpha: true }] })]
    expect(play({ ...three, servers, sorryServer }, [started, judged('a', true)])).toEqual([
      'pool, quorum down 0/1 at first, [s!1]',
      'pool, a up, quorum up 1/1, [a:1]',
    ])
  })

  test('inhibited it stays with weight 0; servers that are inhibited stay beside it', () => {
    const servers = [server('a', { inhibitOnFailure: true }), server('b')]
    const parameters = { ...three, servers, quorum: 2, sorryServer: { id: 's', inhibit: true } }
    expect(play(parameters, [started, judged('b', false)])).toEqual([
      'pool, quorum up 2/2 at first, [a:1 b:1 s!0]',
      'pool, b down, quorum down 1/2, [a:0 s!1]',
    ])
  })

  test('may be one of the real servers', () => {
    const parameters = { ...three, quorum: 3, sorryServer: { id: 'b', inhibit: true } }
    expect(play(parameters, [started, judged('a', false), judged('a', true)])).toEqual([
      'pool, quorum up 3/3 at first, [a:1 b:1 c:1]',
      'pool, a down, quorum down 2/3, [b!1]',
      'pool, a up, quorum up 3/3, [a:1 b:1 c:1]',
    ])
  })
})

describe('beginning and end', () => {
  test('servers that begin as up are told where that is wanted', () => {
    expect(play({ ...three, tellsInitial: true }, [judged('b', false), started])).toEqual([
      '[]',
      'pool, a up, c up, quorum up 2/1 at first, [a:1 c:1]',
    ])
  })

  test('the end empties the pool in silence, with omega not', () => {
    expect(play(three, [started, stopped, stopped, started])).toEqual([
      'pool, quorum up 3/1 at first, [a:1 b:1 c:1]',
      'pool, []',
      '[]',
      '[]',
    ])
    expect(play({ ...three, omega: true }, [started, judged('b', false), stopped])[2]).toBe(
      'pool, a down, c down, quorum down 0/1, []',
    )
  })

  test('another configuration keeps what is known', () => {
    const parameters = { ...three, sorryServer, quorum: 2 }
    let { state } = stepVirtualServer(parameters, initialVirtualServer(parameters), started)
    ;({ state } = stepVirtualServer(parameters, state, judged('a', false)))
    const next = { ...parameters, servers: [server('d'), server('a'), server('b', { weight: 4 })] }
    const step = stepVirtualServer(next, state, { type: 'parametersChanged' })
    expect(step.effects.map(describeEffect)).toEqual(['pool', 'c down'])
    expect(describePool(next, step.state)).toBe('d:1 b:4')
    const lost = stepVirtualServer({ ...next, servers: [server('a')] }, step.state, {
      type: 'parametersChanged',
    })
    expect(lost.effects.map(describeEffect)).toEqual([
      'pool',
      'd down',
      'b down',
      'quorum down 0/1',
    ])
  })
})

describe('whatever happens', () => {
  const ids = ['a', 'b', 'c', 'd']
  const anyServer = (id: string): fc.Arbitrary<VirtualServerParameters['servers'][number]> =>
    fc.record({
      id: fc.constant(id),
      weight: fc.nat(3),
      inhibitOnFailure: fc.boolean(),
      checkers: fc.constantFrom(
        [{ id: 'tcp', alpha: false }],
        [{ id: 'tcp', alpha: true }],
        [
          { id: 'tcp', alpha: false },
          { id: 'http', alpha: true },
        ],
      ),
    })
  const anyParameters: fc.Arbitrary<VirtualServerParameters> = fc.record(
    {
      servers: fc.tuple(...ids.map(anyServer)),
      quorum: fc.integer({ min: 1, max: 8 }),
      hysteresis: fc.nat(4),
      sorryServer: fc.record({ id: fc.constantFrom('s', 'b'), inhibit: fc.boolean() }),
      omega: fc.boolean(),
      tellsInitial: fc.boolean(),
    },
    { requiredKeys: ['servers', 'quorum', 'hysteresis', 'omega', 'tellsInitial'] },
  )
  const anyInput: fc.Arbitrary<VirtualServerInput> = fc.oneof(
    {
      weight: 20,
      arbitrary: fc
        .tuple(fc.constantFrom(...ids), fc.constantFrom('tcp', 'http'), fc.boolean())
        .map(([id, checker, isUp]) => ({
          type: 'serverChanged' as const,
          server: id,
          input: { type: 'checkerJudged' as const, checker, isUp },
        })),
    },
    {
      weight: 5,
      arbitrary: fc.tuple(fc.constantFrom(...ids), fc.nat(3)).map(([id, weight]) => ({
        type: 'serverChanged' as const,
        server: id,
        input: { type: 'weightSet' as const, weight },
      })),
    },
    {
      weight: 5,
      arbitrary: fc
        .tuple(fc.constantFrom(...ids), fc.constantFrom('serving', 'drained', 'removed'))
        .map(([id, duty]) => ({
          type: 'serverChanged' as const,
          server: id,
          input: { type: 'dutyChanged' as const, duty },
        })),
    },
    { weight: 3, arbitrary: fc.constant(started) },
    { weight: 1, arbitrary: fc.constant(stopped) },
    { weight: 1, arbitrary: fc.constant({ type: 'parametersChanged' } as const) },
  )

  test('the pool is what checkers, quorum and operators say, and each change is told once', () => {
    fc.assert(
      fc.property(anyParameters, fc.array(anyInput, { maxLength: 60 }), (parameters, inputs) => {
        let state = initialVirtualServer(parameters)
        let pool = ''
        let quorum: boolean | undefined
        const told = new Map<string, boolean>()
        for (const input of [started, ...inputs]) {
          const step = stepVirtualServer(parameters, state, input)
          state = step.state
          for (const effect of step.effects) {
            if (effect.type === 'tellQuorum') {
              expect(effect.isUp).not.toBe(quorum)
              quorum = effect.isUp
            } else if (effect.type === 'tellServer') {
              expect(effect.isUp).not.toBe(told.get(effect.server))
              told.set(effect.server, effect.isUp)
            }
          }
          const next = describePool(parameters, state)
          if (next !== pool) expect(step.effects[0]).toEqual({ type: 'poolChanged' })
          pool = next
          checkPool(parameters, state)
          if (state.phase === 'running') {
            const live = parameters.servers.map((each, at) =>
              liveWeightOf(each, state.servers[at]!),
            )
            expect(state.liveWeight).toBe(live.reduce((sum, weight) => sum + weight, 0))
          }
        }
      }),
    )
  })

  function checkPool(parameters: VirtualServerParameters, state: VirtualServerState): void {
    const entries = poolOf(parameters, state)
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
    for (const { id, weight, isSorryServer } of entries) {
      if (isSorryServer) {
        expect(weight === 1).toBe(!state.isQuorate)
        continue
      }
      const index = parameters.servers.findIndex((each) => each.id === id)
      if (weight > 0) expect(isServerUp(state.servers[index]!)).toBe(true)
      expect(state.servers[index]?.duty).not.toBe('removed')
    }
    if (state.phase !== 'running') expect(entries).toEqual([])
  }
})
