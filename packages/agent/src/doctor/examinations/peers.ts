import { isMulticast } from '@holdfast/core'
import type { IpDatagram, Result } from '@holdfast/core'
import { describeRejection, judgeAdvert } from '@holdfast/vrrp'
import type { AcceptedAdvert, AdvertRejection, RejectionCode, VrrpParameters } from '@holdfast/vrrp'
import { found } from '../finding.js'
import type { Finding } from '../finding.js'
import type { HeardPacket } from '../machine-facts.js'
import type { Subject } from '../subject.js'
import { isForInstance, virtualRouterIdOf } from './heard.js'

/** Who was heard, and whether instances here would believe it. */
export function examinePeers(subject: Subject): readonly Finding[] {
  const { facts, instances } = subject
  const own = new Set(
    (facts.links ?? []).flatMap(({ addresses }) => addresses.map(({ address }) => address)),
  )
  return facts.heard.flatMap((packet) => {
    const { datagram } = packet
    const { source, interface: name } = datagram
    if (own.has(source)) return [ownAddress(datagram)]
    const concerned = instances.filter((instance) => isForInstance(datagram, instance))
    if (concerned.length > 0) return judge(packet, concerned)
    const vrid = virtualRouterIdOf(datagram) ?? 0
    const message = `${source} speaks on ${name} as virtual router ${vrid}, which the file has not`
    return [found('stranger-heard', message)]
  })
}

function ownAddress({ source, interface: name }: IpDatagram): Finding {
  const message = `an advert came to ${name} from ${source}, which is this machine's own address`
  const fix = 'give one of the two another address; or look for a loop of the network'
  return found('own-address-heard', message, fix)
}

/** Of several with one number, one is enough that accepts it. */
function judge(packet: HeardPacket, instances: readonly VrrpParameters[]): readonly Finding[] {
  const { datagram, unixTimeMs } = packet
  const judged = instances.map((instance) => ({
    instance,
    verdict: verdictOf(instance, datagram, unixTimeMs),
  }))
  const best = judged.find(({ verdict }) => verdict.ok) ?? judged[0]
  if (best === undefined) return []
  const { instance, verdict } = best
  return verdict.ok
    ? accepted(instance, datagram, verdict.value)
    : [rejected(instance, datagram, verdict.error)]
}

type Verdict = Result<AcceptedAdvert, { readonly text: string; readonly fix: string }>

function verdictOf(instance: VrrpParameters, datagram: IpDatagram, unixTimeMs: number): Verdict {
  const { unicastPeers, multicastGroup } = instance
  const { destination } = datagram
  if (unicastPeers.length === 0 && isMulticast(destination) && destination !== multicastGroup) {
    const text = `it was sent to ${destination}, and this one listens to ${multicastGroup}`
    return { ok: false, error: { text, fix: 'write the same multicast group on both nodes' } }
  }
  const verdict = judgeAdvert(instance, datagram, () => unixTimeMs)
  if (verdict.ok) return verdict
  const text = describeRejection(verdict.error)
  return { ok: false, error: { text, fix: fixOf(verdict.error, datagram) } }
}

function accepted(
  { name, virtualAddresses }: VrrpParameters,
  { source, interface: device }: IpDatagram,
  { advertisement, hasOurAddresses }: AcceptedAdvert,
): readonly Finding[] {
  const { virtualRouterId, priority, addresses } = advertisement
  const message = `${source} is master of ${virtualRouterId} (${name}) on ${device}, with priority ${priority}`
  const heard = found('peer-heard', message)
  if (hasOurAddresses) return [heard]
  const difference = `${source} has ${list(addresses)} for ${name}, and this file ${list(virtualAddresses)}`
  const fix = 'write the same addresses on both nodes; `holdfast lint` compares their files'
  return [heard, found('peer-addresses-differ', difference, fix)]
}

function list(addresses: readonly string[]): string {
  return addresses.length === 0 ? 'none' : addresses.join(', ')
}

function rejected(
  { name }: VrrpParameters,
  datagram: IpDatagram,
  { text, fix }: { readonly text: string; readonly fix: string },
): Finding {
  const { source, interface: device } = datagram
  const vrid = virtualRouterIdOf(datagram) ?? 0
  const message = `what ${source} says on ${device} as ${vrid} (${name}) would be refused: ${text}`
  return found('peer-rejected', message, fix)
}

const authentication = 'write the same `authentication` on both nodes'

const fixes: Readonly<Partial<Record<RejectionCode, string>>> = {
  versionError: 'write the same `version` on both nodes',
  intervalError: 'write the same `advert_int` on both nodes',
  ttlError: 'let no router come between them; or name a range of TTL behind the peer',
  destinationError: 'speak unicast, or multicast, on both nodes',
  authTypeMismatch: authentication,
  authTypeInvalid: authentication,
  authFailure: authentication,
  ahMalformed: authentication,
  ahReplay: authentication,
  authExtMissing: authentication,
  authExtMalformed: authentication,
  authExtUnknownKey: authentication,
  authExtInvalidHmac: authentication,
  authExtStale: 'set the clocks of both nodes, by NTP',
  checksumError: 'compare `v3_checksum_as_v2` of both nodes',
}

function fixOf({ code }: AdvertRejection, { source }: IpDatagram): string {
  if (code === 'sourceError') return `name ${source} in \`unicast_peer\``
  return fixes[code] ?? 'compare the files of both nodes: holdfast lint A.conf B.conf'
}
