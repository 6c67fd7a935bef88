import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '@holdfast/core/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Lab } from '../../../../test/interop/lab/lab.js'
import { keepalivedCommand } from '../../../../test/interop/peers/keepalived-command.js'
import { until } from '../../../../test/support/until.js'
import { holdfastProgram as program } from '../pair.js'

// A hundred instances; those from 51 on are edited at random and reloaded, those below never change.

const unchanged = 50
const all = 100
const reloads = 50

let lab: Lab

beforeEach(() => {
  lab = new Lab()
})

afterEach(() => {
  lab.close()
})

interface Edited {
  readonly priority: number
  readonly addresses: readonly string[]
  readonly isThere: boolean
}

const address = (vrid: number, network = 1): string => `10.77.${network}.${vrid}`

function original(vrid: number): Edited {
  return { priority: 150, addresses: [address(vrid)], isThere: true }
}

function config(instances: ReadonlyMap<number, Edited>): string {
  const blocks = [...instances].map(([vrid, { priority, addresses, isThere }]) =>
    isThere
      ? `vrrp_instance VI_${vrid} {
    interface eth0
    virtual_router_id ${vrid}
    priority ${priority}
    virtual_ipaddress {
        ${addresses.map((each) => `${each}/16`).join('\n        ')}
    }
}
`
      : '',
  )
  return blocks.join('')
}

/** Another priority, an address more or less, the end of an instance or its return. */
function edited(before: Edited, vrid: number, random: () => number): Edited {
  const kind = Math.floor(random() * 3)
  if (kind === 0) return { ...before, priority: 101 + Math.floor(random() * 150) }
  if (kind === 1) return { ...before, isThere: !before.isThere }
  const more = [address(vrid), address(vrid, 2)]
  return { ...before, addresses: before.addresses.length === 1 ? more : [address(vrid)] }
}

/** The instances that are left alone, of 10.77.1.1 to 10.77.1.50. */
const quiet = Array.from({ length: unchanged }, (_, index) => index + 1)

test('50 reloads of 100 instances: those that do not change miss no advert and keep their address', async () => {
  const instances = new Map(
    Array.from({ length: all }, (_, index) => [index + 1, original(index + 1)] as const),
  )
  const [fileA, fileB] = [join(lab.folder, 'A.conf'), join(lab.folder, 'B.conf')]
  writeFileSync(fileA, config(instances))
  const weaker = [...instances].map(([vrid, each]) => [vrid, { ...each, priority: 100 }] as const)
  writeFileSync(fileB, config(new Map(weaker)))
  const state = ['--state-dir', join(lab.folder, 'state')]
  const a = lab.spawn('A', process.execPath, program, 'run', '-f', fileA, ...state)
  await a.printed(/Startup complete/)
  const held = (): string => lab.network.ip('A', '-4', '-brief', 'address', 'show', 'dev', 'eth0')
  await until('A holds every address', () => held().split('10.77.1.').length > all, 30_000)
  lab.spawn('B', ...(keepalivedCommand(fileB) as [string, ...string[]]))
  const changes = lab.spawn('A', 'ip', '-4', 'monitor', 'address', 'dev', 'eth0')
  await sleep(2000)

  lab.observer.takeLongestGapMs()
  const begun = Date.now()
  const random = seededRandom(1)
  for (let count = 0; count < reloads; count += 1) {
    for (let edits = 0; edits < 5; edits += 1) {
      const vrid = unchanged + 1 + Math.floor(random() * (all - unchanged))
      instances.set(vrid, edited(instances.get(vrid) ?? original(vrid), vrid, random))
    }
    writeFileSync(fileA, config(instances))
    a.send('SIGHUP')
    await until('the reload', () => reloadsOf(a.lines) === count + 1, 20_000)
    await sleep(100)
  }
  await sleep(1500)
  const ended = Date.now()
  await lab.observer.hasRead(ended)

  const gaps = quiet.map((vrid) => longestGap(vrid, begun, ended))
  // Half an interval late; and the machine's own pauses, which the observer saw too.
  expect(Math.max(...gaps)).toBeLessThan(1500 + lab.observer.takeLongestGapMs())
  const taken = lab.observer.observed.filter(
    (one) => one.kind === 'advert' && one.station === 'B' && one.priority > 0,
  )
  expect(taken.filter((one) => one.kind === 'advert' && one.vrid <= unchanged)).toEqual([])
  // keepalived does take over what a reload has removed: else it has not been there.
  expect(taken).not.toEqual([])
  const removed = changes.lines.filter((line) => line.startsWith('Deleted'))
  expect(
    removed.filter((line) => quiet.some((vrid) => line.includes(`${address(vrid)}/`))),
  ).toEqual([])
  expect(removed.length).toBeGreaterThan(0)
  const asked = ['status', '--json', ...state]
  const status = execFileSync(process.execPath, [program, ...asked], { encoding: 'utf8' })
  const running = [...instances.values()].filter(({ isThere }) => isThere).length
  expect(status.split('"state":"MASTER"').length - 1).toBeGreaterThanOrEqual(unchanged)
  expect(status.split('"name":"VI_').length - 1).toBe(running)
}, 300_000)

function reloadsOf(lines: readonly string[]): number {
  return lines.filter((line) => line.includes('Reload complete')).length
}

/** Between two adverts of A, or from them to the ends of the time. */
function longestGap(vrid: number, begun: number, ended: number): number {
  const times = lab.observer.observed
    .filter((one) => one.kind === 'advert' && one.station === 'A' && one.vrid === vrid)
    .map(({ at }) => at)
    .filter((at) => at >= begun - 1100 && at <= ended)
  return Math.max(...[...times, ended].map((at, index) => at - (times[index - 1] ?? begun)))
}
