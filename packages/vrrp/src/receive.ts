import type { IpAddress, IpDatagram, Result } from '@holdfast/core'
import { isMulticast } from '@holdfast/core'
import { messageAuthentication } from './authentication.js'
import { openPlain } from './opened-advert.js'
import type { Authenticator } from './opened-advert.js'
import { isOwner } from './parameters.js'
import type { VrrpParameters } from './parameters.js'
import type { VrrpState } from './state.js'
import { decodeAdvertisement, vrrpProtocol, vrrpTtl } from './wire/advertisement.js'
import type {
  AdvertExpectations,
  AdvertRejection,
  ReceivedAdvertisement,
} from './wire/advertisement.js'

/** What an instance accepts, made once for a set of parameters. */
export function expectationsOf(parameters: VrrpParameters): AdvertExpectations {
  const { unicastPeers, unicastTtlRanges, checkUnicastSource } = parameters
  const isUnicast = unicastPeers.length > 0
  return {
    version: parameters.version,
    family: parameters.family,
    virtualRouterId: parameters.virtualRouterId,
    // Unicast may come from beyond a router (rule 29).
    ...(isUnicast ? { ttlOf: unicastTtlRanges } : { ttl: vrrpTtl }),
    authentication: messageAuthentication(parameters.authentication),
    advertIntMs: parameters.advertIntMs,
    destination: isUnicast ? 'unicast' : 'multicast',
    ...(isUnicast && checkUnicastSource ? { sources: unicastPeers } : {}),
    minimumAddresses: parameters.profile === 'rfc9568' ? 1 : 0,
    // An owner that lowered itself (rule 82) would have heard the other one: it never gets here.
    ownerIgnoresAdverts: parameters.ownerIgnoreAdverts && isOwner(parameters),
  }
}

/** Reads a packet as an instance does, with what signs it taken off. */
export function decodeFor(
  { authenticator, expectations }: AdvertReader,
  datagram: IpDatagram,
): Result<ReceivedAdvertisement, AdvertRejection> {
  if (authenticator === undefined && datagram.protocol === vrrpProtocol) {
    return decodeAdvertisement(datagram, expectations)
  }
  const opened = authenticator?.open(datagram) ?? openPlain(datagram, expectations)
  if (!opened.ok) return opened
  return decodeAdvertisement(opened.value.datagram, { ...expectations, ...opened.value.checks })
}

interface AdvertReader {
  readonly authenticator: Authenticator | undefined
  readonly expectations: AdvertExpectations
}

/** Whether an advert's address list is ours (rules 41, 42). */
export function advertisesOurAddresses(
  parameters: VrrpParameters,
  advert: ReceivedAdvertisement,
): boolean {
  const { virtualAddresses } = parameters
  if (advert.addresses.length !== virtualAddresses.length) return false
  // Ours are distinct: if the other list, no longer than it, has them all, it has nothing else.
  return virtualAddresses.every((address) => advert.addresses.includes(address))
}

/** Whether the list is worth comparing: keepalived may skip a master it already knows (rule 42). */
export function checksAddresses(
  parameters: VrrpParameters,
  state: VrrpState,
  advert: ReceivedAdvertisement,
): boolean {
  if (!parameters.skipCheckAdvAddr || state.role.name !== 'BACKUP') return true
  return state.role.master?.address !== advert.source
}

/**
 * Which of several instances of one VRID a packet is for: a multicast packet for the one that
 * speaks to that group; a unicast one for that which last heard the sender, else that which has it as
 * a peer, else none (rules 25, 26). What is sent to another group is for another virtual router.
 */
export function chooseRecipient<Candidate extends RecipientCandidate>(
  candidates: readonly Candidate[],
  datagram: IpDatagram,
): Candidate | undefined {
  const { destination } = datagram
  const [first] = candidates
  if (isMulticast(destination)) {
    const found = candidates.find(({ parameters }) => hearsGroup(parameters, destination))
    // The only one is told of multicast that it does not want, but not of other groups.
    const isUnicast = first !== undefined && first.parameters.unicastPeers.length > 0
    return found ?? (candidates.length === 1 && isUnicast ? first : undefined)
  }
  if (candidates.length === 1) return first
  return (
    candidates.find(({ lastSender }) => lastSender === datagram.source) ??
    candidates.find(({ parameters }) => parameters.unicastPeers.includes(datagram.source))
  )
}

function hearsGroup(parameters: VrrpParameters, group: IpAddress): boolean {
  return parameters.unicastPeers.length === 0 && parameters.multicastGroup === group
}

export interface RecipientCandidate {
  readonly parameters: VrrpParameters
  /** Source of the last accepted advert. */
  readonly lastSender: string | undefined
}
