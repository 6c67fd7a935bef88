import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { silentLogger } from '@holdfast/core'
import { until } from '../../../../test/support/until.js'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import type { HistoryEntry } from '../history/history-entry.js'
import type { Agent } from '../running/agent.js'
import type { AskedEvent } from '../running/agent-events.js'
import { askAgent, findControlSocket, followAgent } from './control-client.js'
import { ControlServer } from './control-server.js'
import { performControl } from './perform-control.js'
import { stopInTime } from '../testing/stop-in-time.js'

const config = (priority: number): string => `
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority ${priority}
    virtual_ipaddress {
        192.0.2.100/24
    }
}
`

let cluster: SimCluster
let agent: Agent
let folder: string
let path: string
let server: ControlServer

beforeEach(async () => {
  cluster = new SimCluster()
  folder = mkdtempSync(join(tmpdir(), 'holdfast-control-'))
  path = join(folder, 'agent.sock')
  agent = createAgent({ config: config(150), ports: cluster.addNode('a') })
  await agent.start()
  server = await ControlServer.open(agent, { path, logger: silentLogger })
})

afterEach(async () => {
  await server.close()
  await stopInTime(cluster, agent)
  rmSync(folder, { recursive: true })
})

async function becomeMaster(): Promise<void> {
  await cluster.advanceAsync(4000)
  expect(agent.instance('VI_1').state).toBe('MASTER')
}

describe('an agent is asked', () => {
  test('for its state, and why', async () => {
    await becomeMaster()
    expect(await askAgent(path, { do: 'status' })).toMatchObject({
      ok: true,
      value: { phase: 'running', instances: [{ name: 'VI_1', state: 'MASTER' }] },
    })
    expect(await askAgent(path, { do: 'explain', instance: 'VI_1' })).toMatchObject({
      ok: true,
      value: [{ name: 'VI_1', priority: '150 = 150 configured' }],
    })
  })

  test('to change something, and everybody is told who asked', async () => {
    await becomeMaster()
    const told: AskedEvent[] = []
    agent.on('asked', (event) => told.push(event))
    const request = { do: 'set-priority', instance: 'VI_1', priority: 120 } as const
    expect(await askAgent(path, { ...request, by: 'anna' })).toEqual({ ok: true })
    expect(agent.instance('VI_1').status().effectivePriority).toBe(120)
    expect(await askAgent(path, { do: 'announce' })).toEqual({ ok: true, value: ['VI_1'] })
    expect(told).toEqual([
      { by: 'anna', request, outcome: 'done' },
      { by: 'the control socket', request: { do: 'announce' }, outcome: 'done' },
    ])
  })

  test('to weigh a check otherwise', async () => {
    const tracking = config(150).replace(
      'virtual_ipaddress',
      'track_interface {\n eth1 weight -10\n }\n virtual_ipaddress',
    )
    await agent.apply(tracking)
    await becomeMaster()
    const told: AskedEvent[] = []
    agent.on('asked', (event) => told.push(event))
    // There is no eth1.
    const priority = (): number => agent.instance('VI_1').status().effectivePriority
    expect(priority()).toBe(140)
    const request = { do: 'set-weight', instance: 'VI_1', tracker: 'eth1', weight: -60 } as const
    expect(await askAgent(path, { ...request, by: 'anna' })).toEqual({ ok: true })
    expect(priority()).toBe(90)
    expect(agent.instance('VI_1').state).toBe('MASTER')
    expect(told).toEqual([{ by: 'anna', request, outcome: 'done' }])
    // A reload that changes nothing of it leaves it; one that does says what it weighs.
    await agent.apply(tracking)
    expect(priority()).toBe(90)
    await agent.apply(tracking.replace('priority 150', 'priority 151'))
    expect(priority()).toBe(141)
  })

  test('for what happened to an instance', async () => {
    await becomeMaster()
    await askAgent(path, { do: 'demote', instance: 'VI_1', by: 'anna' })
    const reply = await askAgent(path, { do: 'history', instance: 'VI_1' })
    const entries = (reply.ok ? reply.value : []) as readonly HistoryEntry[]
    expect(entries.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'transition: INIT -> BACKUP: started',
      'transition: BACKUP -> MASTER: no advert from anybody for 3414.063 ms',
      'transition: MASTER -> BACKUP: demoted by anna',
      'asked: anna: demote: done',
    ])
    expect(await askAgent(path, { do: 'explain', instance: 'VI_1' })).toMatchObject({
      value: [{ recent: entries }],
    })
  })

  test('for what keepalived would write', async () => {
    const reply = await askAgent(path, { do: 'dump', what: 'stats' })
    expect(reply).toEqual({ ok: true, value: agent.dump('stats') })
    const message = 'a dump is data, stats or json, not all'
    expect(await askAgent(path, { do: 'dump', what: 'all' })).toEqual({ ok: false, message })
  })

  test('to leave the election and to return', async () => {
    await becomeMaster()
    expect(await askAgent(path, { do: 'maintenance', on: true, by: 'anna' })).toEqual({
      ok: true,
      value: ['VI_1'],
    })
    expect(agent.instance('VI_1').status().faults).toEqual([{ kind: 'maintenance', by: 'anna' }])
    await askAgent(path, { do: 'maintenance', on: false })
    expect(agent.instance('VI_1').state).toBe('BACKUP')
  })

  test.each([
    [{ do: 'promote', instance: 'VI_1' }, 'VI_1 is not promoted: it is master already'],
    [{ do: 'demote', instance: 'VI_9' }, 'no instance VI_9 runs'],
    [{ do: 'set-priority', instance: 'VI_1', priority: 255 }, 'setPriority: 255 is not 1..254'],
    [
      { do: 'set-weight', instance: 'VI_1', tracker: 'chk', weight: 1 },
      'setWeight: VI_1 does not track chk: it tracks nothing',
    ],
  ] as const)('%o: refused, with a reason', async (request, message) => {
    await becomeMaster()
    expect(await askAgent(path, request)).toEqual({ ok: false, message })
  })

  test('to promote: the answer says who is master, and what the others wait for', async () => {
    const both =
      config(150) +
      config(150).replace('VI_1', 'VI_2').replace('51', '52').replace('.100', '.101') +
      'vrrp_sync_group G {\n group {\n VI_1\n VI_2\n }\n}\n'
    const grouped = createAgent({ config: both, ports: cluster.addNode('b') })
    await grouped.start()
    await agent.stop()
    const promote = (instance?: string): Promise<unknown> =>
      performControl(grouped, { do: 'promote', ...(instance === undefined ? {} : { instance }) })
    const waits = { name: 'VI_1', waitsFor: 'group' }
    expect(await promote('VI_1')).toEqual({ ok: true, value: [waits] })
    expect(await promote()).toEqual({ ok: true, value: [{ name: 'VI_1' }, { name: 'VI_2' }] })
    expect(grouped.instances.map(({ state }) => state)).toEqual(['MASTER', 'MASTER'])
    await grouped.stop()
  })

  test('only a master announces', async () => {
    const message = 'VI_1 is BACKUP: only a master announces'
    expect(await askAgent(path, { do: 'announce' })).toEqual({ ok: false, message })
  })

  test('what a configuration would change; nothing changes', async () => {
    await becomeMaster()
    expect(await askAgent(path, { do: 'reload', dryRun: true })).toEqual({ ok: true, value: [] })
    expect(await agent.preview(config(120))).toEqual(['instance VI_1: priority 150 -> 120'])
    expect(agent.instance('VI_1').status().basePriority).toBe(150)
    await agent.apply(config(120))
    expect(agent.instance('VI_1').status().basePriority).toBe(120)
  })

  test('for what happens from now on', async () => {
    const events = followAgent(path)
    const first = events.next()
    // The answer that it follows now is on its way.
    await askAgent(path, { do: 'status' })
    await becomeMaster()
    expect((await first).value).toMatchObject({
      event: 'transition',
      name: 'VI_1',
      to: 'MASTER',
      text: 'BACKUP -> MASTER: no advert from anybody for 3414.063 ms',
    })
    await events.return(undefined)
  })
})

/** Resolves with what a connection is told until it ends. */
function conversation(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.on('data', (bytes: Buffer) => (text += bytes.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
}

describe('under abuse', () => {
  test('requests in one packet are answered in their order', async () => {
    const socket = connect(path)
    const told = conversation(socket)
    socket.end('{"do":"status"}\nnonsense\n\n{"do":"explain"}\n{"do":')
    const lines = (await told).trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { ok: boolean }).ok)).toEqual([
      true,
      false,
      true,
    ])
  })

  test('a line without an end is refused long before it fills the memory', async () => {
    const socket = connect(path)
    const told = conversation(socket)
    const megabyte = 'x'.repeat(1024 * 1024)
    for (let written = 0; written < 1024 && !socket.destroyed; written += 1) {
      if (!socket.write(megabyte)) await Promise.race([sleep(20), told])
    }
    const refusal = '{"ok":false,"message":"a request is at most 65536 bytes long"}\n'
    expect(['', refusal]).toContain(await told)
    expect(await askAgent(path, { do: 'status' })).toMatchObject({ ok: true })
  })

  test('a thousand connections harm neither the router nor who comes later', async () => {
    await becomeMaster()
    const sockets = Array.from({ length: 1000 }, () => connect(path))
    const ends = Promise.all(sockets.map(conversation))
    for (const socket of sockets) socket.write('{"do":')
    const before = agent.instance('VI_1').status().counters.advertSent
    await cluster.advanceAsync(5000)
    expect(agent.instance('VI_1').status().counters.advertSent).toBe(before + 5)
    for (const socket of sockets) socket.destroy()
    await ends
    // The kernel keeps those that hung up in the queue until they were accepted.
    const isAnswered = (): Promise<boolean> =>
      askAgent(path, { do: 'status' }).then(
        ({ ok }) => ok,
        () => false,
      )
    await until('it answers again', isAnswered, 20_000)
  }, 30_000)
})

describe('the socket', () => {
  test('is for the user alone, and is gone with the agent', async () => {
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await server.close()
    expect(readdirSync(folder)).toEqual([])
  })

  test('of an agent that was killed is in nobody’s way', async () => {
    const dead = join(folder, 'dead.sock')
    const holder = createServer().listen(dead)
    await sleep(20)
    // What a killed process leaves: a name that nobody listens at.
    const { renameSync } = await import('node:fs')
    renameSync(dead, `${dead}.kept`)
    await new Promise((resolve) => holder.close(resolve))
    renameSync(`${dead}.kept`, dead)
    const second = await ControlServer.open(agent, { path: dead, logger: silentLogger })
    expect(await askAgent(dead, { do: 'status' })).toMatchObject({ ok: true })
    await second.close()
  })

  test('of an agent that lives is left to it', async () => {
    const second = ControlServer.open(agent, { path, logger: silentLogger })
    await expect(second).rejects.toThrow(`${path} belongs to an agent that runs`)
  })

  test('is found where there is one only', async () => {
    expect(findControlSocket(folder)).toEqual({ ok: true, value: path })
    const other = join(folder, 'other.sock')
    const second = await ControlServer.open(agent, { path: other, logger: silentLogger })
    expect(findControlSocket(folder)).toEqual({
      ok: false,
      error: `several agents run here; say which one is meant:\n  --control ${path}\n  --control ${other}`,
    })
    await second.close()
    expect(findControlSocket('/nowhere')).toEqual({
      ok: false,
      error: 'no agent runs here: there is no control socket in /nowhere',
    })
  })
})
