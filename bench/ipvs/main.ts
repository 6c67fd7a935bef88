// Part of npm run test:ipvs, as it needs IPVS in the kernel: 10,000 servers from an empty table, by
// us and by `ipvsadm -R` in turn, and what a change of one of them takes.
import { spawnSync } from 'node:child_process'
import { KernelVirtualServers, openIpvs, resolveVirtualServers } from '@holdfast/ipvs'
import type { Ipvs, VirtualServer } from '@holdfast/ipvs'
import { median, toTable } from '../report.js'
import type { Figure } from '../report.js'

const rounds = 3
const target = 0.5

const ipvs = openIpvs()
ipvs.flush()
console.log(
  `Linux ${spawnSync('uname', ['-r'], { encoding: 'utf8' }).stdout.trim()}, ` +
    `Node ${process.versions.node}\n`,
)
const figures = [...compare(ipvs, 100, 100), ...compare(ipvs, 1, 10_000), ...single(ipvs)]
console.log(toTable(figures))
ipvs.close()

function tableOf(services: number, serversOfEach: number): readonly VirtualServer[] {
  return resolveVirtualServers(
    Array.from({ length: services }, (_, service) => ({
      service: `tcp 192.0.2.${service + 1}:80`,
      destinations: Array.from({ length: serversOfEach }, (_each, server) => ({
        address: `10.${service}.${server >> 8}.${server & 0xff}`,
      })),
    })),
  )
}

/** Cold and then warm, taking turns, so that neither has the better hour. */
function compare(kernel: Ipvs, services: number, serversOfEach: number): readonly Figure[] {
  const table = tableOf(services, serversOfEach)
  const ours: number[] = []
  const theirs: number[] = []
  let saved = ''
  for (let round = 0; round < rounds; round++) {
    const holder = new KernelVirtualServers(kernel, { verifyIntervalMs: 0 })
    ours.push(measure(() => holder.hold('bench', table, expectSuccess)))
    saved = spawnSync('ipvsadm', ['-S', '-n'], { encoding: 'utf8', maxBuffer: 64 << 20 }).stdout
    kernel.flush()
    theirs.push(measure(() => spawnSync('ipvsadm', ['-R'], { input: saved })))
    const { length } = kernel.services().flatMap(({ service }) => kernel.destinations(service.id))
    if (length !== 10_000) throw new Error(`ipvsadm restored ${length} servers`)
    kernel.flush()
  }
  const ratio = median(ours) / median(theirs)
  const what = `${services} services with ${serversOfEach} servers each, from empty`
  return [
    {
      what: `${what}: of the time of ipvsadm -R`,
      measured: ratio.toFixed(2),
      target: `<= ${target}`,
      met: ratio <= target,
    },
    {
      what: `${what}: we (first, median), ipvsadm -R (median)`,
      measured: `${inMs(ours[0])}, ${inMs(median(ours))}, ${inMs(median(theirs))}`,
      target: '-',
      met: true,
    },
  ]
}

/** Another weight for one of 10,000. */
function single(kernel: Ipvs): readonly Figure[] {
  const table = tableOf(100, 100)
  const holder = new KernelVirtualServers(kernel, { verifyIntervalMs: 0 })
  holder.hold('bench', table, expectSuccess)
  const times = Array.from({ length: 50 }, (_, round) => {
    const [first, ...rest] = table
    if (first === undefined) throw new Error('there is a service')
    const [server, ...others] = first.destinations
    if (server === undefined) throw new Error('there is a server')
    const changed = { ...first, destinations: [{ ...server, weight: round + 2 }, ...others] }
    return measure(() => holder.hold('bench', [changed, ...rest], expectSuccess))
  })
  holder.close()
  return [
    {
      what: 'another weight for one of 10,000 servers (median of 50)',
      measured: inMs(median(times)),
      target: 'one message',
      met: true,
    },
  ]
}

function expectSuccess(outcome: { readonly ok: boolean }): void {
  if (!outcome.ok) throw new Error(`not all of it holds: ${JSON.stringify(outcome)}`)
}

function measure(act: () => void): number {
  const start = performance.now()
  act()
  return performance.now() - start
}

function inMs(ms = Number.NaN): string {
  return `${ms.toFixed(ms < 10 ? 2 : 0)} ms`
}
