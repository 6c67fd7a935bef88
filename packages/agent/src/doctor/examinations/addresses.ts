import { formatIpPrefix } from '@holdfast/core'
import type { VrrpParameters } from '@holdfast/vrrp'
import { found } from '../finding.js'
import type { Finding } from '../finding.js'
import { linkAskedFor } from '../link-asked-for.js'
import type { LinkFacts } from '../machine-facts.js'
import type { Subject } from '../subject.js'
import { isForInstance } from './heard.js'

/** Whether virtual addresses are free, or with whom they ought to be. */
export function examineAddresses(subject: Subject): readonly Finding[] {
  return subject.instances.flatMap((instance) => [
    ...hereAlready(instance, subject),
    ...takenElsewhere(instance, subject),
  ])
}

function hereAlready(instance: VrrpParameters, { facts }: Subject): readonly Finding[] {
  return instance.heldAddresses.flatMap(({ address, interface: name, isOwn }) => {
    const holders = (facts.links ?? []).filter(({ addresses }) =>
      addresses.some((each) => each.address === address),
    )
    return holders.flatMap((link) => {
      // A router that runs may be master; the owner always has it; real servers have it on loopback.
      const isExpected = link.name === name && (facts.routers.length > 0 || isOwn === true)
      return isExpected || link.name === 'lo' ? [] : [here(instance, link, address)]
    })
  })
}

function here({ name }: VrrpParameters, link: LinkFacts, address: string): Finding {
  const prefix = link.addresses.find((each) => each.address === address)
  const written = prefix === undefined ? address : formatIpPrefix(prefix)
  const message = `${written} of ${name} is on ${link.name} already, and no router has put it there`
  return found('address-here', message, `ip address delete ${written} dev ${link.name}`)
}

/** Whoever speaks for the virtual router may have its addresses, also where we do not believe it. */
function takenElsewhere(instance: VrrpParameters, { facts }: Subject): readonly Finding[] {
  if (facts.heard.some(({ datagram }) => isForInstance(datagram, instance))) return []
  const own = new Set((facts.links ?? []).map(({ macAddress }) => macAddress))
  const names = new Map(
    instance.heldAddresses.map((held) => [held.address, linkAskedFor(instance, held.interface)]),
  )
  return facts.claims
    .filter((claim) => names.get(claim.address) === claim.interface && !own.has(claim.macAddress))
    .map(({ address, interface: name, macAddress }) => {
      const message =
        `${address} of ${instance.name} is with ${macAddress} on ${name}, and nobody there speaks ` +
        `VRRP as number ${instance.virtualRouterId}`
      return found('address-taken', message, `find that host: ip neighbour show dev ${name}`)
    })
}
