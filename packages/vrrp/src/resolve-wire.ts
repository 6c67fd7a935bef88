import { ipFamily, isMulticast, parseIpAddress } from '@holdfast/core'
import type { IpAddress, IpFamily } from '@holdfast/core'
import type { UnicastPeer, VrrpConfig } from './config.js'
import type { IssueList } from './issue-list.js'
import type { VrrpParameters } from './parameters.js'
import { resolveAuthentication } from './resolve-authentication.js'
import { vrrpGroup, vrrpTtl } from './wire/advertisement.js'
import type { TtlRange } from './wire/advertisement.js'

type WireParameters = Pick<
  VrrpParameters,
  | 'sourceAddress'
  | 'trackSourceAddress'
  | 'multicastGroup'
  | 'unicastPeers'
  | 'unicastTtlRanges'
  | 'unicastTtl'
  | 'lacksPeer'
  | 'checkUnicastSource'
  | 'authentication'
  | 'checksum'
>

type Context = Pick<VrrpParameters, 'version' | 'profile' | 'advertIntMs' | 'family'>

/** TTLs that nobody can miss. */
const ANY_TTL: TtlRange = { min: 0, max: 255 }

/** To whom an instance speaks, whom it believes, and how its adverts are protected. */
export function resolveWire(
  config: VrrpConfig,
  context: Context,
  issues: IssueList,
): WireParameters {
  const { profile, family } = context
  const messageOnly = config.v3ChecksumAsV2 ?? profile === 'rfc9568'
  const { unicastPeers = [], trackSourceAddress = false } = config
  const peers = unicastPeers.map((peer) => (typeof peer === 'string' ? { address: peer } : peer))
  const addresses = peers.flatMap(({ address }, index) => {
    const at = `unicastPeers[${index}]`
    const isTwice = peers.findIndex((other) => other.address === address) < index
    if (isTwice) issues.error(at, `${address} is listed twice`)
    return resolveAddress(at, address, family, issues) ?? []
  })
  if (trackSourceAddress && config.sourceAddress === undefined) {
    issues.warn('trackSourceAddress', 'is void without a sourceAddress')
  }
  const unicastTtlRanges = resolveTtlRanges(peers, issues)
  return {
    sourceAddress: resolveAddress('sourceAddress', config.sourceAddress, family, issues),
    trackSourceAddress,
    multicastGroup: resolveGroup(config.multicastGroup, family, issues),
    unicastPeers: addresses,
    unicastTtlRanges,
    unicastTtl: issues.integer('unicastTtl', config.unicastTtl ?? vrrpTtl, [0, 255]),
    lacksPeer:
      config.unicastFaultNoPeer === true && config.unicastPeers !== undefined && peers.length === 0,
    // A range of TTLs says how far away a peer is, which means nothing for strangers (rule 43).
    checkUnicastSource:
      (config.checkUnicastSource ?? false) || Object.keys(unicastTtlRanges).length > 0,
    authentication: resolveAuthentication(config.authentication, context, issues),
    checksum: messageOnly && family === 4 ? 'message-only' : 'pseudo-header',
  }
}

/** The address of a peer, as it was configured. */
export function peerAddress(peer: string | UnicastPeer): string {
  return typeof peer === 'string' ? peer : peer.address
}

function resolveTtlRanges(
  peers: readonly UnicastPeer[],
  issues: IssueList,
): Readonly<Record<IpAddress, TtlRange>> {
  const limited = peers.flatMap(({ address, minTtl, maxTtl }, index) => {
    if (minTtl === undefined && maxTtl === undefined) return []
    const at = `unicastPeers[${index}]`
    const min = issues.integer(`${at}.minTtl`, minTtl ?? ANY_TTL.min, [0, 255])
    const max = issues.integer(`${at}.maxTtl`, maxTtl ?? ANY_TTL.max, [0, 255])
    if (min > max) issues.error(at, `minTtl ${min} is above maxTtl ${max}`)
    return [[parseIpAddress(address) ?? address, { min, max }] as const]
  })
  return Object.fromEntries(limited)
}

function resolveGroup(text: string | undefined, family: IpFamily, issues: IssueList): IpAddress {
  const usual = vrrpGroup(family)
  const group = resolveAddress('multicastGroup', text, family, issues) ?? usual
  if (!isMulticast(group)) issues.error('multicastGroup', `${group} is no multicast group`)
  // RFC 9568 5.1.2.2: what may be forwarded says nothing of this link.
  else if (family === 6 && !/^ff[0-9a-f]2:/.test(group)) {
    issues.error('multicastGroup', `${group} is not of link-local scope`, `such as ${usual}`)
  }
  return group
}

function resolveAddress(
  path: string,
  text: string | undefined,
  family: IpFamily,
  issues: IssueList,
): IpAddress | undefined {
  if (text === undefined) return undefined
  const address = parseIpAddress(text)
  if (address === undefined) {
    issues.error(path, `${text} is no IP address`)
  } else if (ipFamily(address) !== family) {
    issues.error(path, `${address} is not IPv${family}, as the virtual addresses are`)
  }
  return address
}
