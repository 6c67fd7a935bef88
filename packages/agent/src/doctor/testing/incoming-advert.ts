import type { FilteredPacket } from '../firewall/ruleset.js'

/** An advert of 192.0.2.2 that comes to eth0. */
export const incomingAdvert: FilteredPacket = {
  direction: 'in',
  interface: 'eth0',
  family: 4,
  protocol: 112,
  source: { address: '192.0.2.2', prefixLength: 32 },
  destination: { address: '224.0.0.18', prefixLength: 32 },
}
