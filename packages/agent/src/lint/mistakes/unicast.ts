import type { Diagnostic } from '@holdfast/core/config'
import { mistakeAt } from './mistake.js'
import type { Subject } from './mistake.js'

/** Peers without a source of our own: what the others have to name is left to chance. */
export function unicastWithoutSource(subject: Subject): readonly Diagnostic[] {
  return (subject.configuration.instances ?? []).flatMap((instance) => {
    const { unicastPeers = [], unicastSrcIp } = instance
    if (unicastPeers.length === 0 || unicastSrcIp !== undefined) return []
    const message =
      'without `unicast_src_ip` adverts come from the first address of the interface; if the ' +
      'peers name another one, they may refuse them'
    const hint = 'write `unicast_src_ip` with the address that the peers name'
    return [
      mistakeAt(subject, 'unicast-without-source', [instance, 'unicastPeers'], message, { hint }),
    ]
  })
}

/** A list of peers that is the same on all nodes (rule 131). */
export function peerIsSelf(subject: Subject): readonly Diagnostic[] {
  return (subject.configuration.instances ?? []).flatMap((instance) =>
    (instance.unicastPeers ?? [])
      .filter(({ address }) => address === instance.unicastSrcIp)
      .map((peer) => {
        const message = `${peer.address} is this node itself: adverts to it are for nobody`
        return mistakeAt(subject, 'peer-is-self', [peer], message, { hint: 'remove it' })
      }),
  )
}
