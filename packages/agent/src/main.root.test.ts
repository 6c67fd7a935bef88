import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

// Two machines on one cable, as network namespaces; each runs `holdfast run`, or keepalived.

const program = fileURLToPath(new URL('../bin/holdfast.js', import.meta.url))
const vip = '10.77.0.100'
let folder: string
let running: Router[]

interface Router {
  readonly child: ChildProcess
  readonly log: () => string
  readonly ended: Promise<number | null>
}

type Node = 'a' | 'b'

const namespace = (node: Node): string => `hfagent${process.pid}${node}`

function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8' })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-agent-'))
  running = []
  for (const node of ['a', 'b'] as const) ip('netns', 'add', namespace(node))
  const [a, b] = [namespace('a'), namespace('b')]
  ip('-n', a, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', b)
  for (const [node, address] of [[a, '10.77.0.1/24'] as const, [b, '10.77.0.2/24'] as const]) {
    ip('-n', node, 'address', 'add', address, 'dev', 'eth0')
    ip('-n', node, 'link', 'set', 'eth0', 'up')
  }
})

afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL')
  await Promise.all(running.map(({ ended }) => ended))
  for (const node of ['a', 'b'] as const) ip('netns', 'delete', namespace(node))
  rmSync(folder, { recursive: true })
})

function start(node: Node, command: readonly string[]): Router {
  const child = spawn('ip', ['netns', 'exec', namespace(node), ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => (text += bytes.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const router = { child, log: () => text, ended }
  running.push(router)
  return router
}

function config(node: Node, priority: number, advertIntS = 1): string {
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
    advert_int ${advertIntS}
    virtual_ipaddress {
        ${vip}/24
    }
    notify "/bin/sh -c 'echo ${node} $2 $3 >> ${told}' sh"
}
`,
  )
  return path
}

function holdfast(node: Node, priority: number, ...more: readonly string[]): Router {
  const state = join(folder, `state-${node}`)
  const args = ['run', '-f', config(node, priority), '--state-dir', state, ...more]
  return start(node, [process.execPath, program, ...args])
}

function keepalived(node: Node, priority: number): Router {
  const pid = join(folder, `${node}.pid`)
  const files = ['-f', config(node, priority), '-p', pid, '-r', `${pid}.vrrp`]
  return start(node, ['keepalived', '-n', '-l', '-P', ...files])
}

const holds = (node: Node): boolean => addresses(node).includes(`${vip}/24`)

function addresses(node: Node): string {
  return ip('-n', namespace(node), '-brief', 'address', 'show', 'dev', 'eth0')
}

/** Waits for what must come; the bound is generous, for slow machines. */
async function eventually(what: string, isSo: () => boolean, boundMs = 100_000): Promise<void> {
  const start = performance.now()
  while (!isSo()) {
    if (performance.now() - start > boundMs) {
      throw new Error([`never happened: ${what}`, ...running.map(({ log }) => log())].join('\n'))
    }
    await sleep(20)
  }
}

test('two agents from two files fail over, and SIGTERM leaves the kernel as it was', async () => {
  const before = addresses('a')
  const a = holdfast('a', 150)
  await eventually('a is master', () => holds('a'))
  const b = holdfast('b', 100, '--log-format', 'json')
  await eventually('b is running', () => b.log().includes('Startup complete'))

  a.child.kill('SIGTERM')
  expect(await a.ended).toBe(0)
  expect(addresses('a')).toBe(before)
  await eventually('b took over', () => holds('b'))
  expect(a.log()).toMatch(/: \(VI_1\) Entering MASTER STATE: no advert from anybody for /)
  const transition = b
    .log()
    .split('\n')
    .filter((line) => line.includes('"to":"MASTER"'))
    .map((line) => JSON.parse(line) as { readonly reason: { readonly kind: string } })
  expect(transition.map(({ reason }) => reason.kind)).toEqual(['masterResigned'])

  b.child.kill('SIGINT')
  expect(await b.ended).toBe(0)
  expect(holds('b')).toBe(false)
  const told = readFileSync(join(folder, 'told'), 'utf8').trimEnd().split('\n')
  expect(told.filter((line) => line.startsWith('a'))).toEqual([
    'a VI_1 BACKUP',
    'a VI_1 MASTER',
    'a VI_1 STOP',
  ])
}, 300_000)

test('keepalived as the peer takes over and gives back', async () => {
  const b = keepalived('b', 100)
  await eventually('keepalived is master', () => holds('b'))
  const a = holdfast('a', 150)
  await eventually('the agent preempts', () => holds('a') && !holds('b'))
  a.child.kill('SIGTERM')
  expect(await a.ended).toBe(0)
  await eventually('keepalived took over', () => holds('b') && !holds('a'))
  b.child.kill('SIGTERM')
  await b.ended
}, 300_000)

test('HUP changes the priority of a master in place; a faulty file changes nothing', async () => {
  const a = holdfast('a', 150)
  await eventually('a is master', () => holds('a'))
  config('a', 120)
  a.child.kill('SIGHUP')
  await eventually('the reload', () => a.log().includes('effective priority 150 -> 120'))
  writeFileSync(join(folder, 'a.conf'), 'vrrp_instance VI_1 {\n priority 999\n}\n')
  a.child.kill('SIGHUP')
  await eventually('the refusal', () => a.log().includes('the old configuration stays in force'))
  expect(holds('a')).toBe(true)
  expect(a.log().match(/Entering MASTER STATE/g)).toHaveLength(1)
  a.child.kill('SIGTERM')
  expect(await a.ended).toBe(0)
}, 300_000)

test('net_namespace has the agent run inside, with its signals and its exit code', async () => {
  const path = config('b', 100)
  const inside = `net_namespace ${namespace('b')}\n${readFileSync(path, 'utf8')}`
  writeFileSync(path, inside)
  // Started from the other namespace.
  const b = start('a', [process.execPath, program, 'run', '-f', path, '--state-dir', folder])
  await eventually('b is master', () => holds('b'))
  b.child.kill('SIGTERM')
  expect(await b.ended).toBe(0)
  expect(holds('b')).toBe(false)
}, 300_000)

test('what cannot run says so by its exit code', async () => {
  const missing = start('a', [process.execPath, program, 'run', '-f', join(folder, 'none')])
  expect(await missing.ended).toBe(6)
  const faulty = join(folder, 'faulty.conf')
  writeFileSync(faulty, 'vrrp_instance VI_1 {\n    frobnicate 1\n}\n')
  const strict = start('a', [process.execPath, program, 'run', '--strict', '-f', faulty])
  expect(await strict.ended).toBe(2)
  const tested = start('a', [process.execPath, program, '-t', '-f', faulty])
  expect(await tested.ended).toBe(5)
}, 300_000)
