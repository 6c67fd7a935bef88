import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../../../test/support/program.js'
import { until } from '../../../../test/support/until.js'
import { direct, holds, openDirectors } from './stage/directors.js'
import type { Directors } from './stage/directors.js'
import type { Machine } from './stage/lan.js'
import { pairConfig, pairTable, spreading, vips } from './stage/pair-config.js'

// The recipe as somebody has published it, where a folder of such is beside this repository.
const published = join(dirname(root), 'shared', 'seed-recipes', 'lvs-dr-wlc.conf')

/** For whatever takes seconds by its configuration, on a machine that is emulated and busy. */
const patienceMs = 60_000
const setUpMs = 180_000
/** delay_loop, delay_before_retry and connect_timeout, on a machine that may be as late again and more. */
const noticedMs = 6 * (1000 + 1000 + 1000)

let stage: Directors

beforeAll(async () => {
  stage = await openDirectors()
}, setUpMs)
afterAll(() => stage.lan.close(), setUpMs)

async function shows(machine: Machine, table: readonly string[], withinMs: number): Promise<void> {
  const isSo = (): boolean => isEqual(machine.savedTable(), table)
  await until(`the table of ${machine.name} is as it should be`, isSo, withinMs).catch(() =>
    expect(machine.savedTable()).toEqual(table),
  )
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.join('\n') === other.join('\n')
}

function fixtureOf(director: 'a' | 'b'): string {
  const path = `../recipes/fixtures/lvs-wlc/${director}/etc/keepalived/keepalived.conf`
  return fileURLToPath(new URL(path, import.meta.url))
}

/** Each of them as often as its scheduler promises, by DR, NAT and TUN. */
async function expectSpread(): Promise<void> {
  for (const at of spreading('rr')) {
    const answers = await stage.client.ask(8, at)
    const [first = ''] = answers
    const [odd, even] = first === 'one' ? ['one', 'two'] : ['two', 'one']
    expect(answers, at).toEqual([odd, even, odd, even, odd, even, odd, even])
  }
  for (const at of spreading('wlc')) {
    const answers = await stage.client.ask(8, at)
    expect(answers.filter((answer) => answer === 'one', at)).toHaveLength(6)
    expect(answers.filter((answer) => answer === 'two', at)).toHaveLength(2)
  }
}

async function expectAnswersOf(...names: readonly string[]): Promise<void> {
  for (const at of [...spreading('rr'), ...spreading('wlc'), `${vips.direct}:80`]) {
    const others = (await stage.client.ask(4, at)).filter((answer) => !names.includes(answer))
    expect(others, at).toEqual([])
  }
}

test('a pair of directors', { timeout: 240_000 }, async () => {
  const { lan, a, b, one, client } = stage
  const [first, second] = await Promise.all([
    direct(lan, a, lan.write('a.conf', pairConfig(150))),
    direct(lan, b, lan.write('b.conf', pairConfig(100))),
  ])
  const isAtA = (): boolean => Object.values(vips).every((address) => holds(a, address))
  await until('A is master', isAtA, patienceMs)
  const whole = pairTable({ hasFirst: true })
  for (const director of [a, b]) expect(director.savedTable()).toEqual(whole)

  await expectSpread()
  // Whoever has come once comes to the same server for a minute, and the next one to the other.
  const [mine = '', ...again] = await client.ask(6, `${vips.direct}:80`)
  const others = mine === 'one' ? 'two' : 'one'
  expect(again).toEqual([mine, mine, mine, mine, mine])
  expect(new Set(await client.ask(6, `${vips.direct}:80`, '192.168.31.2'))).toEqual(
    new Set([others]),
  )

  await one.stop()
  for (const director of [a, b]) await shows(director, pairTable({ hasFirst: false }), noticedMs)
  await expectAnswersOf('two')
  await one.start()
  for (const director of [a, b]) await shows(director, whole, noticedMs)
  await expectAnswersOf('one', 'two')

  const talk = await client.talk(`${vips.direct}:7`)
  const isSynchronised = (): boolean => /C0A81FC8 0007 \w+ 0007 EST/.test(b.procNet('ip_vs_conn'))
  await until('B knows of the connection', isSynchronised, patienceMs)
  first.send('SIGKILL')
  await until('B is master', () => holds(b, vips.direct), patienceMs)
  await until('A has lost its leases', () => !holds(a, vips.direct), patienceMs)
  // The kernel of a machine whose agent is dead goes on to forward; not so one that is off.
  a.pullCable()
  await expectAnswersOf('one', 'two')
  const { heard } = await talk()
  await until('the talk goes on', async () => (await talk()).heard > heard + 50, patienceMs)
  const report = await talk()
  expect(report.names).toHaveLength(1)
  expect(report).not.toHaveProperty('end')
  second.send('SIGTERM')
  expect(await second.ended()).toBe(0)
  expect(b.savedTable()).toEqual([])
  a.plugCable()
})

test('the recipe, as it is, on two directors', { timeout: 240_000 }, async () => {
  const { lan, a, b, clientMachine } = stage
  const original = existsSync(published) ? published : fixtureOf('a')
  // Under the names of before: what the agent that was killed has left at A goes.
  const [first, second] = await Promise.all([
    direct(lan, a, lan.write('a.conf', readFileSync(original, 'utf8'))),
    direct(lan, b, lan.write('b.conf', readFileSync(fixtureOf('b'), 'utf8'))),
  ])
  await until('A is master', () => holds(a, vips.direct), patienceMs)
  const table = [
    '-A -t 192.168.31.200:80 -s wlc -p 60',
    '-a -t 192.168.31.200:80 -r 192.168.31.129:80 -g -w 100',
    '-a -t 192.168.31.200:80 -r 192.168.31.130:80 -g -w 100',
  ]
  for (const director of [a, b]) expect(director.savedTable()).toEqual(table)
  const curl = (): string =>
    clientMachine.read('curl', '-sS', '--max-time', '5', 'http://192.168.31.200/').trim()
  const answer = curl()
  expect(answer).toMatch(/^(one|two)$/)
  expect([curl(), curl(), curl()]).toEqual([answer, answer, answer])
  first.send('SIGTERM')
  expect(await first.ended()).toBe(0)
  expect(a.savedTable()).toEqual([])
  await until('B is master', () => holds(b, vips.direct), patienceMs)
  expect(curl()).toMatch(/^(one|two)$/)
  second.send('SIGTERM')
  expect(await second.ended()).toBe(0)
})
