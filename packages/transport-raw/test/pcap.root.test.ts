import { describe, expect, it } from 'vitest'
import { Lab } from './support/lab.js'
import { numbered, TestNode, until } from './support/node.js'

const plugs = {
  a: { mac: '02:00:00:00:00:01', addresses: ['192.0.2.1/24', 'fe80::1/64'] },
  b: { mac: '02:00:00:00:00:02', addresses: ['192.0.2.2/24', 'fe80::2/64'] },
}

describe('the backend pcap', { timeout: 60_000 }, () => {
  it('hears again after its process was killed', async () => {
    using lab = new Lab()
    lab.plug('a', 'eth0', plugs.a)
    lab.plug('b', 'eth0', plugs.b)
    await using a = await TestNode.start(lab, 'a')
    await using b = await TestNode.start(lab, 'b', ['eth0'], { backend: 'pcap' })
    await a.send(numbered(1))
    await b.hears(1)
    const before = await b.agent.childPids()
    expect(before).toHaveLength(1)
    process.kill(before[0] ?? 0, 'SIGKILL')
    await until(async () => {
      await a.send(numbered(2))
      return b.numbers.includes(2)
    }, 'an advert after the restart')
    const after = await b.agent.childPids()
    expect(after).toHaveLength(1)
    expect(after).not.toEqual(before)
  })

  it('survives an interface that goes down, which aborts its process', async () => {
    using lab = new Lab()
    lab.plug('a', 'eth0', plugs.a)
    lab.plug('b', 'eth0', plugs.b)
    await using a = await TestNode.start(lab, 'a')
    await using b = await TestNode.start(lab, 'b', ['eth0'], { backend: 'pcap' })
    const before = await b.agent.childPids()
    lab.ip('b', 'link set eth0 down')
    await until(async () => (await b.send(numbered(1))) !== undefined, 'a failure')
    lab.ip('b', 'link set eth0 up')
    await until(async () => {
      await a.send(numbered(2))
      return b.numbers.includes(2)
    }, 'an advert after it came up')
    expect(await b.agent.childPids()).not.toEqual(before)
    // And so it sends.
    await until(async () => {
      await b.send(numbered(3, { source: '192.0.2.2' }))
      return a.numbers.includes(3)
    }, 'an advert from it')
  })

  it('is deaf to frames for others although it is promiscuous, and sends unicast', async () => {
    using lab = new Lab()
    lab.plug('a', 'eth0', plugs.a)
    lab.plug('b', 'eth0', plugs.b)
    await using a = await TestNode.start(lab, 'a')
    await using b = await TestNode.start(lab, 'b', ['eth0'], { backend: 'pcap' })
    await a.send({
      ...{ kind: 'ethernet', interface: 'eth0', source: '02:00:00:00:00:01' },
      ...{ destination: '02:00:00:00:00:99', etherType: 0x0806, payload: Uint8Array.of(5) },
    })
    await a.send(numbered(6))
    await b.hears(6)
    expect(b.numbers).toEqual([6])
    await b.send(numbered(7, { source: '192.0.2.2', destination: '192.0.2.1' }))
    await a.hears(7)
    await b.send(numbered(8, { source: 'fe80::2', destination: 'fe80::1' }))
    await a.hears(8)
  })

  it('ends with the process that started it', async () => {
    using lab = new Lab()
    lab.plug('b', 'eth0', plugs.b)
    const b = await TestNode.start(lab, 'b', ['eth0'], { backend: 'pcap' })
    const [child = 0] = await b.agent.childPids()
    await b[Symbol.asyncDispose]()
    await until(() => !isAlive(child), 'the end of the capture process')
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
