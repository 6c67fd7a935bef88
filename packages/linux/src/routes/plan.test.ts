import type { DesiredRoute, DesiredRule } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import { describeDesired } from './describe-desired.js'
import type { Holding, Put } from './holding.js'
import { desiredKey, itemOf } from './item-request.js'
import type { Desired } from './item-request.js'
import type { Item } from './item.js'
import { planHold } from './plan.js'
import { planRestoration } from './plan-restoration.js'

const network: DesiredRoute = {
  family: 4,
  destination: { address: '198.51.100.0', prefixLength: 24 },
  interface: 'eth0',
}
const viaA: DesiredRoute = { family: 4, gateway: '192.0.2.1' }
const viaB: DesiredRoute = { family: 4, gateway: '192.0.2.2' }
const onMissing: DesiredRoute = { ...network, interface: 'eth9' }
const rule: DesiredRule = { family: 4, priority: 100, table: 100 }

const asRoute = (route: DesiredRoute): Desired => ({ kind: 'route', route })
const asRule = (wanted: DesiredRule): Desired => ({ kind: 'rule', rule: wanted })
const indexOf = (name: string): number | undefined => ({ eth0: 2, eth1: 3 })[name]

function itemAt(desired: Desired, index = 2): Item {
  const item = itemOf(desired, () => index)
  if ('missing' in item) throw new Error(item.missing)
  return item
}

function held(owner: string, desired: Desired, more: Partial<Holding> = {}): Holding {
  return { owner, desired, item: itemAt(desired), isWaiting: false, ...more }
}

function byKey(holdings: readonly Holding[]): Map<string, Holding> {
  return new Map(holdings.map((each) => [desiredKey(each.desired), each]))
}

/** `same`: the item that is there already. */
function describePut({ desired, item, before, altered }: Put): string {
  const hasMoved = before?.item !== undefined && before.item !== item
  const note =
    altered !== undefined ? ' altered' : hasMoved ? ' moved' : before?.item === item ? ' same' : ''
  return `${describeDesired(desired)}${note}`
}

describe('planHold', () => {
  const cases: readonly [
    string,
    { readonly routes?: readonly DesiredRoute[]; readonly rules?: readonly DesiredRule[] },
    readonly Holding[],
    readonly string[],
  ][] = [
    [
      'puts routes, then rules',
      { rules: [rule], routes: [network, viaA] },
      [],
      [
        'put route 198.51.100.0/24 dev eth0',
        'put route default via 192.0.2.1',
        'put rule 100: from all lookup 100',
      ],
    ],
    [
      'releases rules, then routes, the last first',
      {},
      [
        held('VI_1', asRoute(network)),
        held('VI_1', asRoute(viaA)),
        held('VI_1', asRule(rule)),
        held('VI_2', asRule({ ...rule, priority: 101 })),
      ],
      [
        'release rule 100: from all lookup 100',
        'release route default via 192.0.2.1',
        'release route 198.51.100.0/24 dev eth0',
      ],
    ],
    [
      'asserts again what is held',
      { routes: [network], rules: [rule] },
      [held('VI_1', asRoute(network)), held('VI_1', asRule(rule))],
      ['put route 198.51.100.0/24 dev eth0 same', 'put rule 100: from all lookup 100 same'],
    ],
    [
      'replaces one with another gateway in place',
      { routes: [viaB] },
      [held('VI_1', asRoute(viaA))],
      ['put route default via 192.0.2.2 moved'],
    ],
    [
      'tells routes with another metric or table apart',
      {
        routes: [
          { ...viaA, metric: 50 },
          { ...viaA, table: 100 },
        ],
      },
      [held('VI_1', asRoute(viaA))],
      [
        'release route default via 192.0.2.1',
        'put route default via 192.0.2.1 metric 50',
        'put route default via 192.0.2.1 table 100',
      ],
    ],
    [
      'leaves alone what another owner holds',
      { routes: [viaB, network] },
      [held('VI_2', asRoute(viaA))],
      [
        'put route 198.51.100.0/24 dev eth0',
        'EADDRINUSE VI_2 holds one in the place of route default via 192.0.2.2 already',
      ],
    ],
    [
      'waits for an interface, holding on to what is there',
      { routes: [onMissing], rules: [{ ...rule, inputInterface: 'eth9' }] },
      [held('VI_1', asRoute(network))],
      [
        'wait route 198.51.100.0/24 dev eth9 with an item',
        'put rule 100: from all iif eth9 lookup 100',
        'ENODEV there is no interface eth9 for route 198.51.100.0/24 dev eth9',
      ],
    ],
    [
      'takes a default route without a metric for the same as one with 0',
      { routes: [{ ...viaA, metric: 0, destination: { address: '0.0.0.0', prefixLength: 0 } }] },
      [held('VI_1', asRoute(viaA))],
      ['put route 0.0.0.0/0 via 192.0.2.1 metric 0 same'],
    ],
  ]
  it.each(cases)('%s', (_name, desired, holdings, expected) => {
    const all = { routes: [], rules: [], ...desired }
    const plan = planHold('VI_1', all, { holdings: byKey(holdings), indexOf })
    expect([
      ...plan.releases.map((holding) => `release ${describeDesired(holding.desired)}`),
      ...plan.waits.map(({ desired: each, item }) => {
        return `wait ${describeDesired(each)}${item === undefined ? '' : ' with an item'}`
      }),
      ...plan.puts.map((put) => `put ${describePut(put)}`),
      ...plan.failures.map(({ code, message }) => `${code} ${message}`),
    ]).toEqual(expected)
  })
})

describe('planRestoration', () => {
  const network6: DesiredRoute = { family: 6, gateway: '2001:db8::1', interface: 'eth0' }
  const key = desiredKey(asRoute(network))
  const foreignItem: Item = {
    kind: 'route',
    route: { family: 4, type: 1, table: 254, protocol: 4, scope: 253, interfaceIndex: 2 },
  }
  const altered = itemAt(asRoute(network), 3)

  const cases: readonly [
    string,
    Holding,
    { readonly there?: Item | 'nothing'; readonly excused?: boolean; readonly down?: boolean },
    readonly string[],
  ][] = [
    ['nothing where the tables were not read', held('V', asRoute(network)), {}, []],
    [
      'nothing where it is there',
      held('V', asRoute(network)),
      { there: itemAt(asRoute(network)) },
      [],
    ],
    [
      'a fault where it is missing',
      held('V', asRoute(network)),
      { there: 'nothing' },
      ['fault route 198.51.100.0/24 dev eth0 same'],
    ],
    [
      'a fault where it was altered',
      held('V', asRoute(network)),
      { there: altered },
      ['fault route 198.51.100.0/24 dev eth0 altered'],
    ],
    ['somebody else has put one there', held('V', asRoute(network)), { there: foreignItem }, [key]],
    [
      'no fault where the kernel may have removed it',
      held('V', asRoute(network)),
      { there: 'nothing', excused: true },
      ['put route 198.51.100.0/24 dev eth0 same'],
    ],
    [
      'no fault while its interface is down',
      held('V', asRoute(network6)),
      { there: 'nothing', down: true },
      ['put route default (IPv6) via 2001:db8::1 dev eth0 same'],
    ],
    [
      'asserted without reading where the kernel may have removed it',
      held('V', asRoute(network)),
      { excused: true },
      ['put route 198.51.100.0/24 dev eth0 same'],
    ],
    [
      'tried again where it waits',
      held('V', asRoute(network), { item: undefined, isWaiting: true }),
      {},
      ['put route 198.51.100.0/24 dev eth0'],
    ],
    [
      'moved where the interface has another number',
      held('V', asRoute(network), { item: itemAt(asRoute(network), 7) }),
      {},
      ['put route 198.51.100.0/24 dev eth0 moved'],
    ],
    ['waits where the interface is gone', held('V', asRoute(onMissing)), {}, ['wait']],
    ['goes on waiting', held('V', asRoute(onMissing), { isWaiting: true }), {}, []],
    ['rules wait for no interface', held('V', asRule({ ...rule, inputInterface: 'eth9' })), {}, []],
  ]
  it.each(cases)('%s', (_name, holding, { there, excused, down }, expected) => {
    const holdings = byKey([holding])
    const plan = planRestoration(holdings, {
      indexOf,
      isDown: () => down === true,
      excused: new Set(excused === true ? holdings.keys() : []),
      find: there === undefined ? undefined : () => (there === 'nothing' ? undefined : there),
    })
    expect(
      plan.map((each) => {
        if (each.action === 'wait') return 'wait'
        if (each.action === 'giveUp') return each.key
        return `${each.isFault ? 'fault' : 'put'} ${describePut(each.put)}`
      }),
    ).toEqual(expected)
  })
})
