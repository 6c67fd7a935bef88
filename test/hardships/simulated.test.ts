import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAgent } from '@holdfast/agent'
import type { Agent, AgentOptions } from '@holdfast/agent'
import { openFifo } from '@holdfast/check'
import { FakeProcessRunner } from '@holdfast/check/testing'
import { ConfigError, silentLogger } from '@holdfast/core'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

// What takes long: an agent that is master on virtual time, and a backup that must not take over.

let cluster: SimCluster
let folder: string
let agent: Agent
let warnings: string[]
let takeovers: number

beforeEach(() => {
  cluster = new SimCluster()
  folder = mkdtempSync(join(tmpdir(), 'holdfast-hardships-'))
  warnings = []
  takeovers = 0
})

afterEach(async () => {
  const stopped = agent.stop()
  await cluster.advanceAsync(20_000)
  await stopped
  rmSync(folder, { recursive: true })
})

const instance = (priority: number, more = ''): string => `
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority ${priority}
    virtual_ipaddress {
        192.0.2.100/24
    }
    ${more}
}
`

/** Runs it beside a weak backup until it is master. */
async function run(config: AgentOptions['config'], options: Partial<AgentOptions>): Promise<void> {
  const tell = (text: string): void => void warnings.push(text)
  const logger = { ...silentLogger, warn: tell, error: tell }
  agent = createAgent({ config, ports: cluster.addNode('a'), logger, ...options })
  await agent.start()
  for (const each of agent.instances) cluster.follow('a', each)
  const backup = createAgent({ config: instance(50), ports: cluster.addNode('b') })
  await backup.start()
  for (const each of backup.instances) cluster.follow('b', each)
  await cluster.advanceAsync(5000)
  cluster.expectMaster('a')
  backup.on('transition', () => (takeovers += 1))
}

test('a notify script that hangs for ever and ignores TERM: the next one comes a minute later', async () => {
  const runner = new FakeProcessRunner({
    clock: cluster.clock,
    onStart: (process) => {
      if (!process.program.path.includes('hangs')) process.exit(0)
    },
    onKill: (process, signal) => {
      if (signal === 'SIGKILL') process.end({ kind: 'killed', signal })
    },
  })
  const notify = 'notify_master /n/hangs.sh\n notify /n/any.sh'
  await run(instance(150, notify), { runner })
  await cluster.advanceAsync(70_000)
  expect(runner.started.map(({ program, signals }) => [program.path, ...signals])).toEqual([
    ['/n/any.sh'],
    ['/n/hangs.sh', 'SIGTERM', 'SIGKILL'],
    ['/n/any.sh'],
  ])
  // Killed 60 s and 2 s after it was started.
  const [, hanging, next] = runner.started
  expect((next?.startedAtMs ?? 0) - (hanging?.startedAtMs ?? 0)).toBe(62_000)
  expect(warnings).toEqual(['notification of VI_1: /n/hangs.sh timed out after 60000 ms'])
  expect(takeovers).toBe(0)
})

test('a FIFO that nobody reads', async () => {
  let runs = 0
  const runner = new FakeProcessRunner({
    clock: cluster.clock,
    // Its verdict changes each time, so that there is always a line to write.
    onStart: (process) => process.exit(runs++ % 2),
  })
  const path = join(folder, 'fifo')
  const config = `
global_defs {
    vrrp_notify_fifo ${path}
    vrrp_notify_priority_changes on
}
vrrp_script flaps {
    script /etc/check-flaps.sh
}
${instance(150, 'track_script {\n flaps weight -10\n }')}`
  await run(config, { runner, fifos: openFifo })
  const said = `nobody reads ${path}: notifications are dropped`
  // 65,536 bytes in the pipe and 1000 lines beside it, one line of 37 bytes a second.
  await cluster.advanceAsync(2_600_000)
  expect(warnings).not.toContain(said)
  await cluster.advanceAsync(400_000)
  expect(warnings.filter((text) => text === said)).toHaveLength(1)
  expect(takeovers).toBe(0)
  cluster.expectMaster('a')
})

describe('a reload to', () => {
  const bad: readonly (readonly [what: string, code: string, write: (path: string) => void])[] = [
    [
      'a file that includes itself',
      'include-loop',
      (path) => writeFileSync(path, `include ${path}\n`),
    ],
    ['a folder', 'file-unreadable', (path) => execFileSync('mkdir', [path])],
    ['a FIFO', 'file-unreadable', (path) => execFileSync('mkfifo', [path])],
    [
      'more than 16 MiB',
      'file-too-large',
      (path) => writeFileSync(path, '# nothing\n'.repeat((17 << 20) / 10)),
    ],
  ]

  test.each(bad)('%s changes nothing', async (_, code, write) => {
    await run(instance(150), {})
    const path = join(folder, 'keepalived.conf')
    write(path)
    const refused: unknown = await agent.reload({ file: path }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ConfigError)
    const { issues } = refused as ConfigError
    expect(issues.map(({ message }) => /\[(.*)\]$/.exec(message)?.[1])).toEqual([code])
    await cluster.advanceAsync(5000)
    expect(takeovers).toBe(0)
    cluster.expectMaster('a')
  })
})
