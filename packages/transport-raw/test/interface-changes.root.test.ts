import { describe, expect, it } from 'vitest'
import type { AgentOptions } from './support/agent-messages.js'
import { Lab } from './support/lab.js'
import { numbered, TestNode, until } from './support/node.js'

interface Pair extends AsyncDisposable {
  readonly lab: Lab
  readonly a: TestNode
  readonly b: TestNode
}

const plugs = {
  a: { mac: '02:00:00:00:00:01', addresses: ['192.0.2.1/24', 'fe80::1/64'] },
  b: { mac: '02:00:00:00:00:02', addresses: ['192.0.2.2/24', 'fe80::2/64'] },
}

async function startPair(options?: AgentOptions): Promise<Pair> {
  const lab = new Lab()
  lab.plug('a', 'eth0', plugs.a)
  lab.plug('b', 'eth0', plugs.b)
  const a = await TestNode.start(lab, 'a', ['eth0'], options)
  const b = await TestNode.start(lab, 'b', ['eth0'], options)
  return {
    lab,
    a,
    b,
    [Symbol.asyncDispose]: async () => {
      await a[Symbol.asyncDispose]()
      await b[Symbol.asyncDispose]()
      lab[Symbol.dispose]()
    },
  }
}

/** Both nodes go on sending a number until the other has heard it. */
async function talk({ a, b }: Pair, number: number): Promise<void> {
  await until(async () => {
    await a.send(numbered(number))
    await b.send(numbered(number, { source: '192.0.2.2' }))
    return a.numbers.includes(number) && b.numbers.includes(number)
  }, `number ${number} in both directions`)
}

describe('an interface', { timeout: 60_000 }, () => {
  it('that goes down and up again', async () => {
    await using pair = await startPair()
    const { lab, b } = pair
    await talk(pair, 1)
    lab.ip('b', 'link set eth0 down')
    expect(await b.send(numbered(2))).toBe('not sent through eth0: sendto: ENETDOWN')
    lab.ip('b', 'link set eth0 up')
    await talk(pair, 3)
  })

  it('that is deleted and made again is heard without having sent first', async () => {
    await using pair = await startPair()
    const { lab, a, b } = pair
    await talk(pair, 1)
    lab.ip('b', 'link del eth0')
    await until(
      async () =>
        (await b.send(numbered(2))) === 'not sent through eth0: there is no such interface',
      'a failure that says that eth0 is gone',
    )
    lab.plug('b', 'eth0', plugs.b)
    await until(async () => {
      await a.send(numbered(3))
      return b.numbers.includes(3)
    }, 'an advert on the new interface')
    await talk(pair, 4)
    // Unicast, whose sockets had to be made anew as well.
    await until(async () => {
      await b.send(numbered(5, { source: '192.0.2.2', destination: '192.0.2.1' }))
      return a.numbers.includes(5)
    }, 'unicast from the new interface')
  })

  it('is followed by its name', async () => {
    await using pair = await startPair()
    const { lab, a, b } = pair
    await talk(pair, 1)
    for (const step of ['set eth0 down', 'set eth0 name old0', 'set old0 up']) {
      lab.ip('b', `link ${step}`)
    }
    await until(async () => (await b.send(numbered(2)))?.includes('no such') ?? false, 'a failure')
    lab.plug('b', 'eth0', { ...plugs.b, segment: 'other' })
    lab.plug('c', 'eth0', { segment: 'other', addresses: ['192.0.2.3/24'] })
    await using c = await TestNode.start(lab, 'c')
    await until(async () => {
      await b.send(numbered(3))
      return c.numbers.includes(3)
    }, 'an advert on the other segment')
    // old0 is still plugged in where eth0 was.
    await a.send(numbered(4))
    await c.send(numbered(5))
    await b.hears(5)
    expect(b.numbers).not.toContain(4)
  })

  it('with another MAC address is the source of the next frame', async () => {
    await using pair = await startPair()
    const { lab, a } = pair
    await talk(pair, 1)
    await a.agent.create({ backend: 'packet', filter: 'everything' }, () => undefined)
    await a.agent.open(['eth0'])
    lab.ip('b', 'link set eth0 address 02:00:00:00:00:77')
    await talkUntilSource(pair, '02:00:00:00:00:77')
  })

  it('may be a macvlan with a virtual MAC address', async () => {
    await using pair = await startPair()
    const { lab, a, b } = pair
    const kind = 'type macvlan mode private'
    lab.ip('b', `link add vrrp.51 link eth0 address 00:00:5e:00:01:33 ${kind}`)
    lab.ip('b', 'link set vrrp.51 up')
    await b.agent.open(['vrrp.51'])
    await b.send(numbered(8, { interface: 'vrrp.51', source: '192.0.2.2' }))
    await a.hears(8)
    await a.send(numbered(9))
    await until(() => b.numbers.filter((number) => number === 9).length === 2, 'it on both')
    expect(
      b.heard.filter(({ payload }) => payload[0] === 9).map((packet) => packet.interface),
    ).toEqual(expect.arrayContaining(['eth0', 'vrrp.51']))
  })
})

/** The bridge's own table tells from which MAC address frames came. */
async function talkUntilSource({ lab, b }: Pair, mac: string): Promise<void> {
  await until(async () => {
    await b.send(numbered(9, { source: '192.0.2.2' }))
    return lab.exec('hub', 'bridge', 'fdb', 'show', 'br', 'lan').includes(mac)
  }, `a frame from ${mac}`)
}
