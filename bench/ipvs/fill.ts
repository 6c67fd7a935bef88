// Fills an empty table, in the namespace it is started in, and then changes one server of it.
// Arguments: services, servers of each. Prints the milliseconds of both as JSON.
import { writeFileSync } from 'node:fs'
import { KernelVirtualServers, openIpvs, resolveVirtualServers } from '@holdfast/ipvs'
import { median } from '../report.js'

const [services = 1, serversOfEach = 1] = process.argv.slice(2, 4).map(Number)
const table = resolveVirtualServers(
  Array.from({ length: services }, (_, service) => ({
    service: `tcp 192.0.2.${service + 1}:80`,
    destinations: Array.from({ length: serversOfEach }, (_each, server) => ({
      address: `10.${service}.${server >> 8}.${server & 0xff}`,
    })),
  })),
)
const holder = new KernelVirtualServers(openIpvs(), { verifyIntervalMs: 0 })
const fillMs = holdFor(table)
const changesMs = Array.from({ length: 50 }, (_, round) => {
  const [first, ...rest] = table
  const [server, ...others] = first?.destinations ?? []
  if (first === undefined || server === undefined) throw new Error('there is a server')
  const changed = { ...first, destinations: [{ ...server, weight: round + 2 }, ...others] }
  return holdFor([changed, ...rest])
})
writeFileSync(1, JSON.stringify({ fillMs, changeMs: median(changesMs) }))

function holdFor(desired: typeof table): number {
  const start = performance.now()
  holder.hold('bench', desired, (outcome) => {
    if (!outcome.ok) throw new Error(`not all of it holds: ${JSON.stringify(outcome)}`)
  })
  return performance.now() - start
}
