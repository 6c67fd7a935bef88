import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scenario } from '@holdfast/vrrp/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { readArguments } from './arguments.js'
import type * as Command from './command.js'
import { mutants } from './mutants.js'

interface Ended {
  readonly code: number
  readonly printed: string
  readonly warned: string
}

async function run(...args: readonly string[]): Promise<Ended> {
  const { runCommand }: typeof Command = await import('./command.js')
  let printed = ''
  let warned = ''
  const code = await runCommand(args, {
    print: (text) => (printed += `${text}\n`),
    warn: (text) => (warned += `${text}\n`),
  })
  return { code, printed, warned }
}

describe('arguments', () => {
  test('the usual search', () => {
    expect(readArguments([])).toMatchObject({ kind: 'seeds', from: 1, count: 100, minutes: 10 })
  })

  test('a search, a seed, a scenario', () => {
    expect(
      readArguments(['--seeds', '20', '--from', '5', '--minutes', '0.5', '--jobs', '2']),
    ).toEqual({ kind: 'seeds', from: 5, count: 20, minutes: 0.5, jobs: 2 })
    expect(readArguments(['--seed', '7'])).toEqual({ kind: 'seed', seed: 7, minutes: 10 })
    expect(readArguments(['--scenario', 'x.json'])).toEqual({ kind: 'scenario', file: 'x.json' })
  })

  test.each([
    ['--seeds', '0'],
    ['--seeds', 'many'],
    ['--seed', '1.5'],
    ['--minutes', '0'],
    ['--fast'],
  ])('%s %s is refused, and the usage is shown', async (...args) => {
    const { code, printed, warned } = await run(...args)
    expect({ code, printed }).toEqual({ code: 2, printed: '' })
    expect(warned).toContain('npm run sim -- [--seeds N]')
  })
})

describe('a machine that keeps its promises', () => {
  test('the closing line counts seeds, minutes and failures', async () => {
    const { code, printed } = await run('--seeds', '3', '--minutes', '2', '--jobs', '1')
    expect(code).toBe(0)
    expect(printed).toMatch(/^3 seeds, 2 virtual minutes each, 0 failures, [\d.]+ s\n$/)
  })

  test('two jobs in processes of their own run the same seeds', async () => {
    const { code, printed, warned } = await run('--seeds', '60', '--minutes', '0.2', '--jobs', '2')
    expect(code).toBe(0)
    expect(printed).toMatch(/^60 seeds, 0.2 virtual minutes each, 0 failures, [\d.]+ s\n$/)
    expect(warned).toMatch(/^20 of 60 seeds, 0 failures\n40 of 60 seeds, 0 failures\n$/)
  })

  test('a seed shows its timeline', async () => {
    const { code, printed } = await run('--seed', '1', '--minutes', '2')
    expect(code).toBe(0)
    expect(printed).toContain('INIT -> BACKUP: started')
    expect(printed).toContain('seed 1: every promise was kept\n')
  })
})

describe('a machine that does not', () => {
  afterEach(() => {
    for (const { module } of mutants) vi.doUnmock(module)
    vi.resetModules()
  })

  test('shows the seed, the shrunk scenario and its timeline; the scenario fails again', async () => {
    const deaf = mutants.find(({ title }) => title === 'a master that is deaf to stronger adverts')!
    vi.resetModules()
    vi.doMock(deaf.module, async (original) => deaf.break(await original<never>()))
    const { code, printed } = await run('--seeds', '3', '--minutes', '3', '--jobs', '1')
    expect(code).toBe(1)
    expect(printed).toMatch(/^seed \d+: yields broken at [\d.]+ ms: \w\/VR_\d heard priority \d+/m)
    expect(printed).toMatch(/^3 seeds, 3 virtual minutes each, [123] failures?, [\d.]+ s$/m)

    const json = /^\{"seed".*\}$/m.exec(printed)?.[0] ?? ''
    const scenario = JSON.parse(json) as Scenario
    // Two masters have to meet, and nothing else has to happen.
    expect(scenario.nodes).toHaveLength(2)
    expect(scenario.events.length).toBeLessThanOrEqual(6)

    const file = join(tmpdir(), `holdfast-scenario-${process.pid}.json`)
    writeFileSync(file, json)
    const again = await run('--scenario', file)
    expect(again.code).toBe(1)
    expect(again.printed).toContain('yields broken')
  })
})
