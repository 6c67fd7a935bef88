import { describe, expect, test } from 'vitest'
import { fromSource, Program } from './support/program.js'

interface DemoEvent {
  readonly event: string
  readonly atMs?: number
  readonly pid?: number
  readonly [fact: string]: unknown
}

const run = ['run', '--silent', 'demo', '--', '--json']

describe('the demo', { timeout: 90_000 }, () => {
  test('prints one JSON object per event, the last one a summary', async () => {
    await using demo = new Program('npm', run)
    const exitCode = await demo.ended()
    const events = demo.lines.map((line) => JSON.parse(line) as DemoEvent)
    const summary = events.pop()
    expect(summary, demo.transcript()).toEqual({
      event: 'summary',
      failoverMs: expect.any(Number) as number,
      expectedMs: 3609.375,
      mastersAtEnd: 1,
      ok: true,
    })
    expect(exitCode).toBe(0)
    // 3 s and a skew of 156/256 s after the last advert; a busy machine may be late.
    expect(summary?.failoverMs).toBeGreaterThan(3609)
    expect(summary?.failoverMs).toBeLessThan(3860)
    // About 20 s on an idle machine, most of them spent in waiting as VRRP demands it.
    expect(events.at(-1)?.atMs).toBeLessThan(45_000)

    const results = events.filter(({ event }) => event === 'result')
    expect(results.map(({ proof, ok }) => [proof, ok])).toEqual([
      ['failover', true],
      ['preemption', true],
      ['nopreempt', true],
    ])
    const pids = events.filter(({ event }) => event === 'started').map(({ pid }) => pid)
    // Three at first, and a twice more.
    expect(new Set(pids).size).toBe(5)
    expect(pids.filter((pid) => isAlive(pid ?? 0))).toEqual([])
  })

  test('leaves no process behind when it is interrupted', async () => {
    const args = [...fromSource, 'examples/demo/src/main.ts', '--json']
    await using demo = new Program(process.execPath, args)
    const started = await demo.printed(/"event":"started"/, 3)
    const pids = started.map((line) => (JSON.parse(line) as DemoEvent).pid ?? 0)
    expect(pids.filter((pid) => isAlive(pid))).toEqual(pids)
    demo.send('SIGINT')
    expect(await demo.ended()).toBe(130)
    expect(pids.filter((pid) => isAlive(pid))).toEqual([])
    expect(demo.errors).toBe('')
  })

  test('says when a router dies of itself, and fails', async () => {
    const args = [...fromSource, 'examples/demo/src/main.ts', '--json']
    await using demo = new Program(process.execPath, args)
    const [started = ''] = await demo.printed(/"event":"started","atMs":\d+,"node":"b"/)
    process.kill((JSON.parse(started) as DemoEvent).pid ?? 0, 'SIGTERM')
    expect(await demo.ended()).toBe(1)
    expect(demo.lines.at(-2)).toContain('"text":"the process of b died: SIGTERM"')
    expect(demo.lines.at(-1)).toBe(
      '{"event":"summary","failoverMs":null,"expectedMs":3609.375,"mastersAtEnd":0,"ok":false}',
    )
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
