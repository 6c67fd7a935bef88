import type { IpAddress } from '@holdfast/core'
import { deviants } from './deviants.js'
import { finding } from './finding.js'
import type { Finding } from './finding.js'
import type { VirtualRouter } from './match-members.js'
import { nameOf, placeOf, titleOf } from './member.js'
import type { Member } from './member.js'

/** Who does not send to whom: unicast against multicast, and peers that are not named. */
export function peerFindings(router: VirtualRouter): readonly Finding[] {
  const mixed = deviants(router, isUnicastWord)
  if (mixed.length === 0) return isUnicast(router[0]) ? unnamedPeers(router) : []
  return mixed.map(({ member, usual }) =>
    finding('different-transport', {
      subject: member,
      members: [usual, member],
      at: 'unicastPeers',
      message:
        `${titleOf(member)} sends by ${isUnicastWord(member)}, but by ${isUnicastWord(usual)} at ` +
        `${nameOf(placeOf(usual, 'unicastPeers'))}: neither hears the other, both become MASTER`,
      details: { hint: 'give `unicast_peer` to every node, or to none' },
    }),
  )
}

function unnamedPeers(router: VirtualRouter): readonly Finding[] {
  return router.flatMap((speaker) =>
    router
      .filter((listener) => listener !== speaker && !mayName(speaker, listener, router))
      .map((listener) => {
        const address = sourceOf(listener)
        const who = `${listener.node.name}${address === undefined ? '' : ` (${address})`}`
        return finding('peer-not-named', {
          subject: speaker,
          members: [listener, speaker],
          at: 'unicastPeers',
          message:
            `${titleOf(speaker)} does not send to ${who}: as soon as ${speaker.node.name} is the ` +
            `stronger one, both are MASTER`,
          details: { hint: `add the address of ${listener.node.name} to \`unicast_peer\`` },
        })
      }),
  )
}

/**
 * Whether one of the speaker's peers is the listener; where the listener does not say its address,
 * any peer may be it that is nobody else.
 */
function mayName(speaker: Member, listener: Member, router: VirtualRouter): boolean {
  const { unicastPeers } = speaker.parameters
  const address = sourceOf(listener)
  if (address !== undefined) return unicastPeers.includes(address)
  const others = new Set(router.filter((each) => each !== listener).map(sourceOf))
  return unicastPeers.some((peer) => !others.has(peer))
}

function sourceOf({ parameters }: Member): IpAddress | undefined {
  return parameters.sourceAddress
}

function isUnicast(member: Member | undefined): boolean {
  return member !== undefined && member.parameters.unicastPeers.length > 0
}

function isUnicastWord(member: Member): 'unicast' | 'multicast' {
  return isUnicast(member) ? 'unicast' : 'multicast'
}
