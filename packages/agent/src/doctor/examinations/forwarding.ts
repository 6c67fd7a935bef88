import { ipFamily } from '@holdfast/core'
import type { IpFamily } from '@holdfast/core'
import type { VirtualServerBlock } from '@holdfast/check/keywords'
import { found } from '../finding.js'
import type { Finding } from '../finding.js'
import type { Subject } from '../subject.js'
import { conf, isSet, largest, write } from './sysctl-paths.js'

/** What virtual servers ask of the way of packets through this machine. */
export function examineForwarding(subject: Subject): readonly Finding[] {
  const { virtualServers = [] } = subject.configuration
  const families = new Set(virtualServers.filter(translates).flatMap(familiesOf))
  return [
    ...[...families].flatMap((family) => examineFamily(family, subject)),
    ...examineLoopback(subject),
  ]
}

/** With NAT, packets go through this machine both ways; with DR and TUN they only leave it. */
function translates({ lvsMethod, realServers = [] }: VirtualServerBlock): boolean {
  const methods = realServers.map((server) => server.lvsMethod ?? lvsMethod)
  return methods.some((method) => (method?.method ?? 'NAT') === 'NAT')
}

function familiesOf({ realServers = [] }: VirtualServerBlock): readonly IpFamily[] {
  return realServers.map(({ server }) => ipFamily(server.address))
}

function examineFamily(family: IpFamily, { facts, instances }: Subject): readonly Finding[] {
  const setting = family === 4 ? 'net/ipv4/ip_forward' : 'net/ipv6/conf/all/forwarding'
  const value = facts.sysctl(setting)
  if (!isSet(value)) {
    const message = `virtual servers with \`lvs_method NAT\`, and IPv${family} is not forwarded`
    return value === undefined ? [] : [found('not-forwarding', message, write(setting, '1'))]
  }
  if (family === 4) return []
  const names = new Set(instances.map((instance) => instance.interface))
  return [...names].flatMap((name) => {
    const path = conf(6, name, 'accept_ra')
    if (facts.sysctl(path) !== '1') return []
    const message = `this machine forwards IPv6, and accept_ra of ${name} is 1`
    return [found('router-advertisements-ignored', message, write(path, '2'))]
  })
}

/** A real server that is a director, too, has the virtual address on loopback. */
function examineLoopback({ facts, instances }: Subject): readonly Finding[] {
  const loopback = facts.links?.find(({ name }) => name === 'lo')?.addresses ?? []
  return instances.flatMap(({ interface: name, virtualAddresses }) => {
    const shared = loopback.find(({ address }) => virtualAddresses.includes(address))
    if (shared === undefined || ipFamily(shared.address) !== 4) return []
    if (largest(facts.sysctl, name, 'arp_ignore') !== 0) return []
    const message = `${shared.address} is on lo, and arp_ignore of ${name} is 0`
    const fix = `${write(conf(4, name, 'arp_ignore'), '1')}; ${write(conf(4, name, 'arp_announce'), '2')}`
    return [found('loopback-answers-arp', message, fix)]
  })
}
