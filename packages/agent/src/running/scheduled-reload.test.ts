import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FakeProcessRunner } from '@holdfast/check/testing'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import type { Agent } from './agent.js'
import { stopInTime } from '../testing/stop-in-time.js'

const hourMs = 3_600_000
const minuteMs = 60_000
const start = Date.UTC(2026, 0, 31, 12, 0, 0)

let cluster: SimCluster
let agent: Agent
let folder: string
/** What somebody sets the wall clock forward by; milliseconds. */
let step: number

beforeEach(() => {
  cluster = new SimCluster()
  folder = mkdtempSync(join(tmpdir(), 'holdfast-reload-'))
  step = 0
})

afterEach(async () => {
  await stopInTime(cluster, agent)
  rmSync(folder, { recursive: true })
})

const when = (): string => join(folder, 'when')

function write(priority: number, more = ''): void {
  writeFileSync(
    join(folder, 'a.conf'),
    `global_defs {
    reload_time_file ${when()}
    ${more}
}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority ${priority}
    virtual_ipaddress {
        192.0.2.100/24
    }
}
`,
  )
}

async function run(): Promise<void> {
  agent = createAgent({
    config: { file: join(folder, 'a.conf') },
    ports: { ...cluster.addNode('a'), unixTimeMs: () => start + cluster.clock.now() + step },
    runner: new FakeProcessRunner({ clock: cluster.clock, onStart: (process) => process.exit(0) }),
    trackedFiles: (path) => ({
      read: () => Promise.resolve(existsSync(path) ? readFileSync(path, 'utf8') : ''),
      hint: () => () => undefined,
    }),
  })
  await agent.start()
}

const priority = (): number => agent.instance('VI_1').status().basePriority

test('a reload at a time that a file says, which is then removed', async () => {
  write(150)
  await run()
  write(120)
  writeFileSync(when(), '12:05:00Z\n')
  await cluster.advanceAsync(5 * minuteMs - 10_000)
  expect(priority()).toBe(150)
  await cluster.advanceAsync(20_000)
  expect(priority()).toBe(120)
  expect(existsSync(when())).toBe(false)
  // It is over: nothing is read again at that time tomorrow.
  write(110)
  step = 24 * hourMs - minuteMs
  await cluster.advanceAsync(2 * minuteMs)
  expect(priority()).toBe(120)
})

test('each day, with reload_repeat; a faulty file is tried again the day after', async () => {
  write(150, 'reload_repeat')
  writeFileSync(when(), '12:01:00Z')
  await run()
  writeFileSync(join(folder, 'a.conf'), 'vrrp_instance VI_1 {\n priority 999\n}\n')
  await cluster.advanceAsync(2 * minuteMs)
  expect(priority()).toBe(150)
  write(120, 'reload_repeat')
  await cluster.advanceAsync(2 * minuteMs)
  expect(priority()).toBe(150)
  step = 24 * hourMs - 4 * minuteMs
  await cluster.advanceAsync(2 * minuteMs)
  expect(priority()).toBe(120)
  expect(existsSync(when())).toBe(true)
})

test('by the wall clock, which may be set; another time, or none, in the file counts at once', async () => {
  write(150)
  writeFileSync(when(), '2026-01-31 13:00:00Z')
  await run()
  await cluster.advanceAsync(10_000)
  write(120)
  step = hourMs
  await cluster.advanceAsync(40_000)
  expect(priority()).toBe(120)

  write(110)
  writeFileSync(when(), '13:05:00Z')
  await cluster.advanceAsync(10_000)
  rmSync(when())
  await cluster.advanceAsync(10 * minuteMs)
  expect(priority()).toBe(120)
})
