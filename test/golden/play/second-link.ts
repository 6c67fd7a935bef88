import type { Network } from '../../interop/lab/network.js'
import type { RouterName } from '../../interop/lab/stations.js'

/** A link that nobody is at the other end of: only its state is looked at. */
export function addSecondLink(network: Network, router: RouterName): void {
  const there = ['peer', 'name', 'eth1', 'netns', network.namespace(router)]
  network.ip('switch', 'link', 'add', portOf(router), 'type', 'veth', ...there)
  secondLink(network, router, 'up')
  const address = `10.78.0.${router === 'A' ? 1 : 2}/24`
  network.ip(router, 'address', 'add', address, 'dev', 'eth1')
  network.ip(router, 'link', 'set', 'eth1', 'up')
}

/** With its cable out, or in again. */
export function secondLink(network: Network, router: RouterName, state: 'up' | 'down'): void {
  network.ip('switch', 'link', 'set', portOf(router), state)
}

function portOf(router: RouterName): string {
  return `second${router}`
}
