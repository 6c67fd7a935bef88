import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Network } from '../../../test/interop/lab/network.js'
import type { RouterName } from '../../../test/interop/lab/stations.js'
import { keepalivedCommand } from '../../../test/interop/peers/keepalived-command.js'
import { Program } from '../../../test/support/program.js'
import { until } from '../../../test/support/until.js'

// Two machines at one switch, as network namespaces; each runs `holdfast run`, or keepalived.

const program = fileURLToPath(new URL('../bin/holdfast.js', import.meta.url))
const vip = '10.77.0.100'
/** Generous, for slow machines. */
const patienceMs = 100_000
let folder: string
let network: Network
let running: Program[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-agent-'))
  running = []
  network = new Network('agent')
})

afterEach(async () => {
  // Whatever still runs in there ends with it.
  network.close()
  await Promise.all(running.map((router) => router.ended()))
  rmSync(folder, { recursive: true })
})

function start(node: RouterName, command: readonly string[]): Program {
  const router = new Program('ip', ['netns', 'exec', network.namespace(node), ...command])
  running.push(router)
  return router
}

function config(node: RouterName, priority: number): string {
  const path = join(folder, `${node}.conf`)
  const told = join(folder, 'told')
  writeFileSync(
    path,
    `global_defs {
    router_id ${node}
    script_user root
}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority ${priority}
    advert_int 1
    virtual_ipaddress {
        ${vip}/24
    }
    notify "/bin/sh -c 'echo ${node} $2 $3 >> ${told}' sh"
}
`,
  )
  return path
}

function holdfast(node: RouterName, priority: number, ...more: readonly string[]): Program {
  const state = join(folder, `state-${node}`)
  const args = ['run', '-f', config(node, priority), '--state-dir', state, ...more]
  return start(node, [process.execPath, program, ...args])
}

function keepalived(node: RouterName, priority: number): Program {
  return start(node, keepalivedCommand(config(node, priority)))
}

const holds = (node: RouterName): boolean => addresses(node).includes(`${vip}/24`)

function addresses(node: RouterName): string {
  return network.ip(node, '-brief', 'address', 'show', 'dev', 'eth0')
}

/** What the routers said belongs to a failure. */
async function eventually(what: string, isSo: () => boolean): Promise<void> {
  try {
    await until(what, isSo, patienceMs)
  } catch (error) {
    const logs = running.map((router) => router.transcript())
    throw new Error([String(error), ...logs].join('\n'), { cause: error })
  }
}

test('two agents from two files fail over, and SIGTERM leaves the kernel as it was', async () => {
  const before = addresses('A')
  const a = holdfast('A', 150)
  await eventually('a is master', () => holds('A'))
  const b = holdfast('B', 100, '--log-format', 'json')
  await eventually('b is running', () => b.transcript().includes('Startup complete'))

  a.send('SIGTERM')
  expect(await a.ended()).toBe(0)
  expect(addresses('A')).toBe(before)
  await eventually('b took over', () => holds('B'))
  expect(a.transcript()).toMatch(/: \(VI_1\) Entering MASTER STATE: no advert from anybody for /)
  // The address may be there before the line that tells of it.
  const told = await b.printed(/"to":"MASTER"/)
  const transition = told.map(
    (line) => JSON.parse(line) as { readonly reason: { readonly kind: string } },
  )
  expect(transition.map(({ reason }) => reason.kind)).toEqual(['masterResigned'])

  b.send('SIGINT')
  expect(await b.ended()).toBe(0)
  expect(holds('B')).toBe(false)
  const notified = readFileSync(join(folder, 'told'), 'utf8').trimEnd().split('\n')
  expect(notified.filter((line) => line.startsWith('A'))).toEqual([
    'A VI_1 BACKUP',
    'A VI_1 MASTER',
    'A VI_1 STOP',
  ])
}, 300_000)

test('keepalived as the peer takes over and gives back', async () => {
  const b = keepalived('B', 100)
  await eventually('keepalived is master', () => holds('B'))
  const a = holdfast('A', 150)
  await eventually('the agent preempts', () => holds('A') && !holds('B'))
  a.send('SIGTERM')
  expect(await a.ended()).toBe(0)
  await eventually('keepalived took over', () => holds('B') && !holds('A'))
  b.send('SIGTERM')
  await b.ended()
}, 300_000)

test('HUP changes the priority of a master in place; a faulty file changes nothing', async () => {
  const a = holdfast('A', 150)
  await eventually('a is master', () => holds('A'))
  config('A', 120)
  a.send('SIGHUP')
  await eventually('the reload', () => a.transcript().includes('effective priority 150 -> 120'))
  writeFileSync(join(folder, 'A.conf'), 'vrrp_instance VI_1 {\n priority 999\n}\n')
  a.send('SIGHUP')
  await eventually('the refusal', () =>
    a.transcript().includes('the old configuration stays in force'),
  )
  expect(holds('A')).toBe(true)
  expect(a.transcript().match(/Entering MASTER STATE/g)).toHaveLength(1)
  a.send('SIGTERM')
  expect(await a.ended()).toBe(0)
}, 300_000)

test('other commands ask a running agent, and hand the address over to keepalived', async () => {
  const a = holdfast('A', 150)
  await eventually('a is master', () => holds('A'))
  keepalived('B', 100)
  const told = join(folder, 'told')
  await eventually('keepalived listens', () => readFileSync(told, 'utf8').includes('B VI_1 BACKUP'))
  await a.printed(/Startup complete/)
  const ask = (...words: readonly string[]): string =>
    execFileSync(process.execPath, [program, ...words, '--state-dir', join(folder, 'state-A')], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
  expect(ask('status')).toMatch(/^VI_1 +MASTER +150 +.+ this one +10\.77\.0\.100 \(held\)$/m)
  expect(ask('set-priority', 'VI_1', '90')).toBe('done\n')
  await eventually('keepalived preempts', () => holds('B') && !holds('A'))
  expect(ask('explain', 'VI_1')).toContain('90 = 90 set while running')
  expect(() => ask('promote', 'VI_1')).toThrow(
    'holdfast: VI_1 is not promoted: the master 10.77.0.2 has priority 100, ours is 90',
  )
  expect(a.transcript()).toMatch(
    / asked: \{"do":"set-priority","instance":"VI_1","priority":90\}: done/,
  )
  a.send('SIGTERM')
  expect(await a.ended()).toBe(0)
}, 300_000)

test('net_namespace has the agent run inside, with its signals and its exit code', async () => {
  const path = config('B', 100)
  const inside = `net_namespace ${network.namespace('B')}\n${readFileSync(path, 'utf8')}`
  writeFileSync(path, inside)
  // Started from the other namespace.
  const b = start('A', [process.execPath, program, 'run', '-f', path, '--state-dir', folder])
  await eventually('b is master', () => holds('B'))
  b.send('SIGTERM')
  expect(await b.ended()).toBe(0)
  expect(holds('B')).toBe(false)
}, 300_000)

test('what cannot run says so by its exit code', async () => {
  const missing = start('A', [process.execPath, program, 'run', '-f', join(folder, 'none')])
  expect(await missing.ended()).toBe(6)
  const faulty = join(folder, 'faulty.conf')
  writeFileSync(faulty, 'vrrp_instance VI_1 {\n    frobnicate 1\n}\n')
  const strict = start('A', [process.execPath, program, 'run', '--strict', '-f', faulty])
  expect(await strict.ended()).toBe(2)
  const tested = start('A', [process.execPath, program, '-t', '-f', faulty])
  expect(await tested.ended()).toBe(5)
}, 300_000)
