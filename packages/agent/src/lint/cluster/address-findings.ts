import type { IpAddress } from '@holdfast/core'
import { finding } from './finding.js'
import type { Finding } from './finding.js'
import type { VirtualRouter } from './match-members.js'
import { nameOf, placeOf, titleOf } from './member.js'
import type { Member } from './member.js'

/** Addresses that not every node would have as master: a finding for each node that lacks some. */
export function addressFindings(router: VirtualRouter): readonly Finding[] {
  return router.flatMap((member) => {
    const own = addressesOf(member)
    const all = router.flatMap((other) =>
      addressesOf(other).map((address): [IpAddress, Member] => [address, other]),
    )
    const missing = new Map(all.filter(([address]) => !own.includes(address)))
    const [first] = missing
    if (first === undefined) return []
    const [address, owner] = first
    const them = missing.size === 1 ? 'it' : 'them'
    return [
      finding('different-addresses', {
        subject: member,
        members: [owner, member],
        at: 'virtualAddresses',
        address,
        message:
          `${titleOf(member)} does not have ${[...missing.keys()].join(', ')} of ` +
          `${nameOf(placeOf(owner, 'virtualAddresses'))}: while ${member.node.name} is MASTER, ` +
          `nobody answers for ${them}`,
        details: { hint: 'write the same `virtual_ipaddress` on every node' },
      }),
    ]
  })
}

/** What the member holds as master, in the order of its file. */
function addressesOf({ parameters }: Member): readonly IpAddress[] {
  return parameters.heldAddresses.map(({ address }) => address)
}
