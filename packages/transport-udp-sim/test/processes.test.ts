import { describe, expect, it } from 'vitest'
import { connectSegment } from '../src/segment-control.js'
import { nextPacket, numbered, plugIn } from './support/lan.js'
import { HubProcess, TestProcess } from './support/processes.js'

// Each process compiles its own TypeScript first.
describe('separate processes', { timeout: 120_000 }, () => {
  it('exchange packets, until the hub is told otherwise', async () => {
    await using hub = await HubProcess.start()
    const { port } = hub
    await using a = new TestProcess('test/node-process/main.ts', [`${port}`, 'a', '192.0.2.1'])
    await using b = new TestProcess('test/node-process/main.ts', [`${port}`, 'b', '192.0.2.2'])
    await Promise.all([a.line('open'), b.line('open')])
    a.tell('send 1')
    await b.line('heard 1')
    b.tell('send 2')
    await a.line('heard 2')

    await using control = connectSegment({ port })
    const nodes = await control.nodes()
    expect(nodes.map(({ node }) => node).sort()).toEqual(['a', 'b'])
    const c = plugIn(port, 'c', '192.0.2.3')
    await c.transport.open(['eth0'])
    await control.cut('a', 'b')
    // What a says after it was cut off is heard by c, and by b only after the cut has healed.
    const atC = nextPacket(c)
    a.tell('send 3')
    await atC
    await control.heal()
    a.tell('send 4')
    await b.line('heard 4')
    expect(b.hasLine('heard 3')).toBe(false)
    await c.transport.close()
  })

  it('come back by themselves after the hub was killed and started again', async () => {
    await using hub = await HubProcess.start()
    const { port } = hub
    const a = plugIn(port, 'a', '192.0.2.1')
    const b = plugIn(port, 'b', '192.0.2.2')
    await Promise.all([a.transport.open(['eth0']), b.transport.open(['eth0'])])
    expect(await hub.kill('SIGKILL')).toBe('SIGKILL')

    await using newHub = await HubProcess.start('--port', `${port}`)
    await Promise.all([
      newHub.line('joined {"segment":"lan","node":"a"'),
      newHub.line('"node":"b"'),
    ])
    const atB = nextPacket(b)
    a.transport.send(numbered(a, 7))
    expect((await atB).payload).toEqual(Uint8Array.of(7))
    await Promise.all([a.transport.close(), b.transport.close()])
  })
})

describe('the hub command', { timeout: 120_000 }, () => {
  it('applies the faults of its command line, and ends at SIGTERM', async () => {
    await using hub = await HubProcess.start('--loss', '1', '--seed', '7')
    const { port } = hub
    await using control = connectSegment({ port })
    await control.set({ loss: 0 }, { to: 'b' })
    const [a, b, c] = [
      plugIn(port, 'a', '192.0.2.1'),
      plugIn(port, 'b', '192.0.2.2'),
      plugIn(port, 'c', '192.0.2.3'),
    ]
    await Promise.all([a, b, c].map(({ transport }) => transport.open(['eth0'])))
    a.transport.send(numbered(a, 1))
    await a.transport.roundTrip()
    await Promise.all([b.transport.roundTrip(), c.transport.roundTrip()])
    expect([b.heard, c.heard]).toEqual([[1], []])
    await Promise.all([a, b, c].map(({ transport }) => transport.close()))
    expect(await hub.kill('SIGTERM')).toBe(0)
  })

  it('says in one line what is wrong, and fails', async () => {
    await using hub = await HubProcess.start()
    const { port } = hub
    await using second = new TestProcess('src/hub.ts', ['--port', `${port}`])
    expect(await second.line('holdfast-segment:')).toContain(`127.0.0.1:${port}`)
    expect(await second.exit()).toBe(1)
    await using third = new TestProcess('src/hub.ts', ['--loss', '2'])
    expect(await third.line('holdfast-segment:')).toContain('loss: 2 is not a probability')
    expect(await third.exit()).toBe(1)
  })

  it('ends when the parent that forked it does', async () => {
    await using hub = await HubProcess.start()
    hub.disconnect()
    expect(await hub.exit()).toBe(0)
  })

  it('explains itself', async () => {
    await using help = new TestProcess('src/hub.ts', ['--help'])
    await help.line('Usage: holdfast-segment')
    expect(await help.exit()).toBe(0)
  })
})
