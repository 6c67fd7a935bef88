import { describe, expect, it } from 'vitest'
import type { DesiredAddress } from '@holdfast/core'
import type { AddressInfo } from '../rtnetlink/rtnetlink.js'
import { holdingKey } from './holding.js'
import type { Holding } from './holding.js'
import { KernelView } from './kernel-view.js'
import { planHold } from './plan.js'
import type { Situation } from './plan.js'

const eth0 = { index: 2, name: 'eth0', flags: 0x1043, isRunning: true, mtu: 1500 }
const eth1 = { index: 3, name: 'eth1', flags: 0x1043, isRunning: true, mtu: 1500 }

function want(address: string, prefixLength: number, name = 'eth0'): DesiredAddress {
  return { interface: name, address, prefixLength, accept: true }
}

function held(owner: string, desired: DesiredAddress, interfaceIndex = 2): Holding {
  return { owner, desired, interfaceIndex, waitsForLink: false }
}

interface Given {
  readonly held?: readonly Holding[]
  readonly there?: readonly AddressInfo[]
  readonly leftovers?: readonly string[]
  readonly leaseSeconds?: number
}

function situation(given: Given): Situation {
  const view = new KernelView()
  view.read({ links: () => [eth0, eth1], addresses: () => given.there ?? [] })
  return {
    holdings: new Map((given.held ?? []).map((each) => [holdingKey(each.desired), each])),
    view,
    isLeftover: ({ address }) => given.leftovers?.includes(address) ?? false,
    leaseSeconds: given.leaseSeconds,
  }
}

/** `purpose type address/length%index`, so that a plan reads as a list. */
function describePlan(owner: string, desired: readonly DesiredAddress[], given: Given): string[] {
  const { steps, failures } = planHold(owner, desired, situation(given))
  return [
    ...steps.map(({ purpose, change }) => {
      if (!('address' in change)) return 'not an address'
      const { address, prefixLength, interfaceIndex } = change.address
      return `${purpose} ${change.type} ${address}/${prefixLength}%${interfaceIndex}`
    }),
    ...failures.map(({ address, code }) => `${code} ${address}`),
  ]
}

const vip = want('192.0.2.10', 32)
const vipOnEth1 = want('192.0.2.10', 32, 'eth1')
const linkLocal = want('fe80::5e', 128)

describe('planHold', () => {
  const cases: readonly [string, readonly DesiredAddress[], Given, readonly string[]][] = [
    ['adds what is missing', [vip], {}, ['put addAddress 192.0.2.10/32%2']],
    [
      'asserts again what is held',
      [vip],
      { held: [held('VI_1', vip)] },
      ['put setAddress 192.0.2.10/32%2'],
    ],
    [
      'releases what is not wanted any more',
      [],
      { held: [held('VI_1', vip)] },
      ['release deleteAddress 192.0.2.10/32%2'],
    ],
    ['leaves alone what others hold', [], { held: [held('VI_2', vip)] }, []],
    [
      'removes before it adds, in the order that is wanted',
      [want('192.0.2.30', 32), want('192.0.2.20', 32)],
      { held: [held('VI_1', vip)] },
      [
        'release deleteAddress 192.0.2.10/32%2',
        'put addAddress 192.0.2.30/32%2',
        'put addAddress 192.0.2.20/32%2',
      ],
    ],
    [
      'replaces an address whose prefix length changes',
      [want('192.0.2.10', 24)],
      {
        held: [held('VI_1', vip)],
        there: [{ interfaceIndex: 2, address: '192.0.2.10', prefixLength: 32 }],
      },
      ['release deleteAddress 192.0.2.10/32%2', 'put addAddress 192.0.2.10/24%2'],
    ],
    [
      'moves an address to another interface',
      [vipOnEth1],
      {
        held: [held('VI_1', vip)],
        there: [{ interfaceIndex: 2, address: '192.0.2.10', prefixLength: 32 }],
      },
      ['release deleteAddress 192.0.2.10/32%2', 'put addAddress 192.0.2.10/32%3'],
    ],
    [
      'follows an interface that was recreated',
      [vip],
      { held: [held('VI_1', vip, 9)] },
      ['release deleteAddress 192.0.2.10/32%9', 'put addAddress 192.0.2.10/32%2'],
    ],
    [
      'refuses what another owner holds',
      [vip],
      { held: [held('VI_2', vip)] },
      ['EADDRINUSE 192.0.2.10'],
    ],
    [
      'refuses it on another interface, too',
      [vipOnEth1],
      { held: [held('VI_2', vip)] },
      ['EADDRINUSE 192.0.2.10'],
    ],
    [
      'knows that a link-local address is another one on another link',
      [want('fe80::5e', 128, 'eth1')],
      { held: [held('VI_2', linkLocal)] },
      ['put addAddress fe80::5e/128%3'],
    ],
    ['refuses a missing interface', [want('192.0.2.10', 32, 'eth9')], {}, ['ENODEV 192.0.2.10']],
    [
      'refuses what somebody else put there',
      [vip],
      { there: [{ interfaceIndex: 2, address: '192.0.2.10', prefixLength: 32 }] },
      ['EEXIST 192.0.2.10'],
    ],
    [
      'leaves it as it is when it is the own address of an owner',
      [{ ...vip, isOwn: true }],
      { there: [{ interfaceIndex: 2, address: '192.0.2.10', prefixLength: 24 }] },
      [],
    ],
    [
      'refuses it with another prefix length, which the kernel would accept',
      [vip],
      { there: [{ interfaceIndex: 2, address: '192.0.2.10', prefixLength: 24 }] },
      ['EEXIST 192.0.2.10'],
    ],
    [
      'refuses what is on another interface, and does the rest',
      [vip, want('192.0.2.20', 32)],
      { there: [{ interfaceIndex: 3, address: '192.0.2.10', prefixLength: 32 }] },
      ['put addAddress 192.0.2.20/32%2', 'EADDRINUSE 192.0.2.10'],
    ],
    [
      'adopts what a crashed run left',
      [vip],
      {
        there: [{ interfaceIndex: 2, address: '192.0.2.10', prefixLength: 32 }],
        leftovers: ['192.0.2.10'],
      },
      ['put setAddress 192.0.2.10/32%2'],
    ],
    [
      'replaces what a crashed run left with another prefix length',
      [want('2001:db8::10', 128)],
      {
        there: [{ interfaceIndex: 2, address: '2001:db8::10', prefixLength: 64 }],
        leftovers: ['2001:db8::10'],
      },
      ['clear deleteAddress 2001:db8::10/64%2', 'put addAddress 2001:db8::10/128%2'],
    ],
    [
      'puts again what the kernel removes together with the first address of a network',
      [],
      {
        held: [
          held('VI_1', want('192.0.2.10', 24)),
          held('VI_2', want('192.0.2.20', 24)),
          held('VI_2', want('192.0.2.30', 32)),
          held('VI_2', want('192.0.2.40', 24, 'eth1'), 3),
        ],
      },
      ['release deleteAddress 192.0.2.10/24%2', 'renew setAddress 192.0.2.20/24%2'],
    ],
  ]
  it.each(cases)('%s', (_title, desired, given, expected) => {
    expect(describePlan('VI_1', desired, given)).toEqual(expected)
  })

  it('says what is in the way and how to remove it', () => {
    const there = [{ interfaceIndex: 2, address: '192.0.2.10', prefixLength: 24 }]
    expect(planHold('VI_1', [vip], situation({ there })).failures).toEqual([
      {
        address: '192.0.2.10',
        code: 'EEXIST',
        message:
          '192.0.2.10 is on eth0 already and was not put there by Holdfast: remove it ' +
          '(ip address delete 192.0.2.10/24 dev eth0) or take it out of the configuration',
      },
    ])
  })
})

describe('the address that is asked for', () => {
  function asked(desired: DesiredAddress, leaseSeconds?: number): unknown {
    const given = leaseSeconds === undefined ? {} : { leaseSeconds }
    const change = planHold('VI_1', [desired], situation(given)).steps[0]?.change
    return change !== undefined && 'address' in change ? change.address : undefined
  }

  it('has a lifetime when it is leased', () => {
    expect(asked(vip, 3)).toEqual({
      interfaceIndex: 2,
      address: '192.0.2.10',
      prefixLength: 32,
      scope: 0,
      protocol: 112,
      validLifetime: 3,
      preferredLifetime: 3,
    })
  })

  it('stays when it is not', () => {
    expect(asked(vip)).toEqual({
      interfaceIndex: 2,
      address: '192.0.2.10',
      prefixLength: 32,
      scope: 0,
      protocol: 112,
    })
  })

  it('is deprecated and not checked for duplicates as an IPv6 /128', () => {
    expect(asked(want('2001:db8::10', 128), 3)).toEqual({
      interfaceIndex: 2,
      address: '2001:db8::10',
      prefixLength: 128,
      flags: 0x2,
      protocol: 112,
      validLifetime: 3,
      preferredLifetime: 0,
    })
  })

  it('is preferred as an IPv6 address with a network', () => {
    expect(asked(want('2001:db8::10', 64))).toEqual({
      interfaceIndex: 2,
      address: '2001:db8::10',
      prefixLength: 64,
      flags: 0x2,
      protocol: 112,
    })
  })
})
