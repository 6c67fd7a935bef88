import type { Network } from '../lab/network.js'
import type { RouterName } from '../lab/stations.js'

export interface LinkJson {
  readonly ifname: string
  readonly operstate: string
  readonly addr_info: readonly { readonly local?: string }[]
}

/**
 * The interface of `links` that answers for `address`. One that is down answers for nothing: FRR's
 * backup leaves its addresses where they are and takes the carrier away from below them.
 */
export function interfaceHolding(links: readonly LinkJson[], address: string): string | undefined {
  return links.find(
    ({ operstate, addr_info: addresses }) =>
      operstate !== 'DOWN' &&
      operstate !== 'LOWERLAYERDOWN' &&
      addresses.some(({ local }) => local === address),
  )?.ifname
}

/** Where a router has `address`, as the kernel says. */
export function holdingInterface(
  network: Network,
  router: RouterName,
  address: string,
): string | undefined {
  const links = JSON.parse(network.ip(router, '-j', 'address', 'show')) as readonly LinkJson[]
  return interfaceHolding(links, address)
}
