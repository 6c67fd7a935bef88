import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Program } from '../../../../test/support/program.js'
import { until } from '../../../../test/support/until.js'
import { direct } from './stage/directors.js'
import { Lan } from './stage/lan.js'
import type { Machine } from './stage/lan.js'
import { RealServer } from './stage/real-server.js'
import { sampleNames, samples } from './stage/samples.js'
import { TableWatch } from './stage/table-watch.js'

// Holdfast and keepalived watch the same servers by the same file, each with a kernel's table of its
// own, and every service has to look the same in both, one state after the other.

/** A program whose turn does not come, where a kernel is emulated, is late by seconds. */
const patienceMs = 60_000
const quietMs = 1500
const setUpMs = 180_000

let lan: Lan
let ours: Machine
let theirs: Machine
let one: RealServer
let two: RealServer

beforeAll(async () => {
  lan = new Lan(2)
  ours = add('ours', 11)
  theirs = add('theirs', 12)
  one = new RealServer(lan, add('one', 129), [80])
  two = new RealServer(lan, add('two', 130), [80])
  await Promise.all([one.start(), two.start()])
}, setUpMs)
afterAll(() => lan.close(), setUpMs)

/** With the addresses of both recipes at eth0, and those of the samples at eth1. */
function add(name: string, host: number): Machine {
  const machine = lan.add(name, `192.168.31.${host}/24`, `10.9.9.${host}/24`)
  machine.ip(`address add 192.168.152.${host + 3}/24 dev eth0`)
  return machine
}

/** The virtual servers of a recipe, as they are. */
function recipe(name: string): string {
  const path = `../recipes/fixtures/${name}/a/etc/keepalived/keepalived.conf`
  const text = readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')
  return text.slice(text.indexOf('virtual_server'))
}
/** 192.168.31.200 and 192.168.152.200, port 80. */
const recipes = ['TCP C0A81FC8:0050', 'TCP C0A898C8:0050']

/** Everything, also marks, but for what is checked too slowly to be the same at any moment. */
function quickTable(machine: Machine): readonly string[] {
  return machine.savedTable().filter((line) => !line.includes('.200:80 '))
}

/** Of the checks that read files: 0 is well for a script, and what a file adds to a weight of 1. */
function setFiles(server: 'one' | 'two', isWell: boolean): void {
  const mark = `${lan.folder}/up-${server}`
  if (isWell) writeFileSync(mark, '')
  else rmSync(mark)
  writeFileSync(`${lan.folder}/file-${server}`, isWell ? '2\n' : '-300\n')
}

function keepalived(file: string): Program {
  const files = ['-p', `${file}.pid`, '-c', `${file}.checkers.pid`]
  return theirs.start('keepalived', '-n', '-l', '-D', '-C', '-f', file, ...files)
}

test('each service goes through the same states', { timeout: 400_000 }, async () => {
  const { folder } = lan
  // 1 is down, and more than that is the weight and 2.
  const script = lan.write('weight.sh', `#!/bin/sh\n[ -e ${folder}/up-$1 ] || exit 1\nexit 9\n`)
  theirs.read('chmod', '755', script)
  for (const server of ['one', 'two'] as const) setFiles(server, true)
  const text = [samples(folder), recipe('lvs-wlc'), recipe('lvs-rr')].join('\n')
  const file = lan.write('keepalived.conf', text)
  const names = sampleNames(folder)
  using mine = new TableWatch(ours)
  using peer = new TableWatch(theirs)
  const watches = [mine, peer]
  const statesOf = (services: readonly string[]): readonly (string | undefined)[] =>
    watches.flatMap((watch) => services.map((service) => watch.stateOf(service)))

  const isQuietSince = (sinceMs: number): boolean =>
    watches.every(({ changedAtMs }) => {
      return performance.now() - Math.max(sinceMs, changedAtMs) > quietMs
    })

  /** Resolves when all services but these have changed in both tables, and nothing does any more. */
  const change = async (act: () => unknown, ...unaffected: readonly string[]): Promise<void> => {
    const affected = [...names].filter(([, what]) => !unaffected.includes(what))
    const services = affected.map(([service]) => service)
    const before = statesOf(services)
    await act()
    const actedAtMs = performance.now()
    const isDone = (): boolean =>
      statesOf(services).every((state, index) => state !== before[index]) && isQuietSince(actedAtMs)
    await until('every service has changed', isDone, patienceMs).catch((error: unknown) => {
      const left = statesOf(services).flatMap((state, at) =>
        state === before[at] ? [affected.map(([, what]) => what)[at % services.length]] : [],
      )
      throw new Error(`these have not changed: ${left.join(', ')}`, { cause: error })
    })
    // What has changed may change once more: from the weight of a file to that of a script.
    const areAlike = (): boolean => String(quickTable(ours)) === String(quickTable(theirs))
    await until('both are alike', areAlike, patienceMs).catch(() => undefined)
    expect(quickTable(ours)).toEqual(quickTable(theirs))
  }

  let other: Program | undefined
  let agent: Program | undefined
  await change(async () => {
    other = keepalived(file)
    agent = await direct(lan, ours, file)
  })
  // How soon the first checks are is a matter of chance, and so is what is seen until then.
  for (const watch of watches) watch.forget()
  const whole = statesOf(recipes)
  await change(async () => {
    await one.stop()
    setFiles('one', false)
  }, 'PING_CHECK')
  await change(() => {
    two.machine.pullCable(1)
    setFiles('two', false)
  }, 'quorum')
  await change(() => {
    two.machine.plugCable(1)
    setFiles('two', true)
  }, 'quorum')
  const haveNoticed = (): boolean => statesOf(recipes).every((state, at) => state !== whole[at])
  await until('the slow checks of the recipes have noticed', haveNoticed, patienceMs)
  await change(async () => {
    await one.start()
    setFiles('one', true)
  }, 'PING_CHECK')
  const areBack = (): boolean =>
    statesOf(recipes).every((state, at) => state === whole[at]) && isQuietSince(0)
  await until('they are back in the recipes', areBack, patienceMs)
  for (const program of [agent, other]) program?.send('SIGTERM')
  expect(await Promise.all([agent?.ended(), other?.ended()])).toEqual([0, 0])
  await until('both tables are empty', () => watches.every((watch) => watch.isEmpty), patienceMs)

  const told = (watch: TableWatch): unknown =>
    watch.services.map((service) => [names.get(service) ?? service, watch.sequenceOf(service)])
  expect(told(mine)).toEqual(told(peer))
})
