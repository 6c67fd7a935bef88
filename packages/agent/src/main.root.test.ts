import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RouterName } from '../../../test/interop/lab/stations.js'
import type { Program } from '../../../test/support/program.js'
import { holdfastProgram as program, Pair } from '../test/pair.js'

// Two machines at one switch, as network namespaces; each runs `holdfast run`, or keepalived.

const vip = '10.77.0.100'
let pair: Pair

beforeEach(() => {
  pair = new Pair('agent', 100_000)
})

afterEach(() => pair.close())

function config(node: RouterName, priority: number): string {
  const told = join(pair.folder, 'told')
  return pair.write(
    `${node}.conf`,
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
}

function holdfast(node: RouterName, priority: number, ...more: readonly string[]): Program {
  return pair.holdfast(node, config(node, priority), ...more)
}

function keepalived(node: RouterName, priority: number): Program {
  return pair.keepalived(node, config(node, priority))
}

const holds = (node: RouterName): boolean => pair.addresses(node).includes(`${vip}/24`)

test('two agents from two files fail over, and SIGTERM leaves the kernel as it was', async () => {
  const before = pair.addresses('A')
  const a = holdfast('A', 150)
  await pair.eventually('a is master', () => holds('A'))
  const b = holdfast('B', 100, '--log-format', 'json')
  await pair.eventually('b is running', () => b.transcript().includes('Startup complete'))

  a.send('SIGTERM')
  expect(await a.ended()).toBe(0)
  expect(pair.addresses('A')).toBe(before)
  await pair.eventually('b took over', () => holds('B'))
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
  const notified = readFileSync(join(pair.folder, 'told'), 'utf8').trimEnd().split('\n')
  expect(notified.filter((line) => line.startsWith('A'))).toEqual([
    'A VI_1 BACKUP',
    'A VI_1 MASTER',
    'A VI_1 STOP',
  ])
}, 300_000)

test('keepalived as the peer takes over and gives back', async () => {
  const b = keepalived('B', 100)
  await pair.eventually('keepalived is master', () => holds('B'))
  const a = holdfast('A', 150)
  await pair.eventually('the agent preempts', () => holds('A') && !holds('B'))
  a.send('SIGTERM')
  expect(await a.ended()).toBe(0)
  await pair.eventually('keepalived took over', () => holds('B') && !holds('A'))
  b.send('SIGTERM')
  await b.ended()
}, 300_000)

test('HUP changes the priority of a master in place; a faulty file changes nothing', async () => {
  const a = holdfast('A', 150)
  await pair.eventually('a is master', () => holds('A'))
  config('A', 120)
  a.send('SIGHUP')
  await pair.eventually('the reload', () =>
    a.transcript().includes('effective priority 150 -> 120'),
  )
  pair.write('A.conf', 'vrrp_instance VI_1 {\n priority 999\n}\n')
  a.send('SIGHUP')
  await pair.eventually('the refusal', () =>
    a.transcript().includes('the old configuration stays in force'),
  )
  expect(holds('A')).toBe(true)
  expect(a.transcript().match(/Entering MASTER STATE/g)).toHaveLength(1)
  a.send('SIGTERM')
  expect(await a.ended()).toBe(0)
}, 300_000)

test('other commands ask a running agent, and hand the address over to keepalived', async () => {
  const a = holdfast('A', 150)
  await pair.eventually('a is master', () => holds('A'))
  keepalived('B', 100)
  const told = join(pair.folder, 'told')
  await pair.eventually('keepalived listens', () =>
    readFileSync(told, 'utf8').includes('B VI_1 BACKUP'),
  )
  await a.printed(/Startup complete/)
  const ask = (...words: readonly string[]): string =>
    execFileSync(process.execPath, [program, ...words, '--state-dir', pair.stateOf('A')], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
  expect(ask('status')).toMatch(/^VI_1 +MASTER +150 +.+ this one +10\.77\.0\.100 \(held\)$/m)
  expect(ask('set-priority', 'VI_1', '90')).toBe('done\n')
  await pair.eventually('keepalived preempts', () => holds('B') && !holds('A'))
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
  const plain = readFileSync(path, 'utf8')
  pair.write('B.conf', `net_namespace ${pair.network.namespace('B')}\n${plain}`)
  // Started from the other namespace.
  const b = pair.start(
    'A',
    process.execPath,
    program,
    'run',
    '-f',
    path,
    '--state-dir',
    pair.folder,
  )
  await pair.eventually('b is master', () => holds('B'))
  b.send('SIGTERM')
  expect(await b.ended()).toBe(0)
  expect(holds('B')).toBe(false)
}, 300_000)

test('what cannot run says so by its exit code', async () => {
  const missing = pair.start('A', process.execPath, program, 'run', '-f', join(pair.folder, 'none'))
  expect(await missing.ended()).toBe(6)
  const faulty = pair.write('faulty.conf', 'vrrp_instance VI_1 {\n    frobnicate 1\n}\n')
  const strict = pair.start('A', process.execPath, program, 'run', '--strict', '-f', faulty)
  expect(await strict.ended()).toBe(2)
  const tested = pair.start('A', process.execPath, program, '-t', '-f', faulty)
  expect(await tested.ended()).toBe(5)
}, 300_000)
