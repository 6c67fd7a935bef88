import fc from 'fast-check'
import type { Destination, Forwarding } from '../src/model/destination.js'
import type { SchedulerFlag, Service, ServiceId } from '../src/model/service.js'

// Few names and few values, so that two tables have much in common.

const ids: readonly ServiceId[] = [
  { kind: 'address', protocol: 'tcp', address: '192.0.2.10', port: 80 },
  { kind: 'address', protocol: 'udp', address: '192.0.2.10', port: 80 },
  { kind: 'address', protocol: 'sctp', address: '2001:db8::10', port: 36_412 },
  { kind: 'fwmark', mark: 7, family: 4 },
  { kind: 'fwmark', mark: 7, family: 6 },
]

/** How many services there are at most. */
export const serviceCount: number = ids.length

const forwardings: readonly Forwarding[] = [
  { method: 'masq' },
  { method: 'direct' },
  { method: 'local' },
  { method: 'tunnel', tunnel: { type: 'ipip' } },
  { method: 'tunnel', tunnel: { type: 'gue', port: 6080, checksum: 'nocsum' } },
  { method: 'tunnel', tunnel: { type: 'gue', port: 6080, checksum: 'remcsum' } },
  { method: 'tunnel', tunnel: { type: 'gue', port: 6081, checksum: 'csum' } },
  { method: 'tunnel', tunnel: { type: 'gre', checksum: 'nocsum' } },
  { method: 'tunnel', tunnel: { type: 'gre', checksum: 'csum' } },
]

export const anyService: fc.Arbitrary<Service> = fc.constantFrom(...ids).chain((id) => {
  const isIpv6 = id.kind === 'fwmark' ? id.family === 6 : id.protocol === 'sctp'
  const granularities = isIpv6 ? ['64', '128'] : ['255.255.255.0', '255.255.255.255']
  return fc.record({
    id: fc.constant(id),
    scheduler: fc.constantFrom('wlc', 'sh'),
    schedulerFlags: fc.subarray<SchedulerFlag>(['flag-1', 'flag-2', 'flag-3']),
    onePacket: fc.boolean(),
    persistence: fc.option(
      fc.record({
        timeoutMs: fc.constantFrom(60_000, 360_000),
        granularity: fc.constantFrom(...granularities),
        engine: fc.constantFrom(undefined, 'sip'),
      }),
      { nil: undefined },
    ),
  })
})

export const anyDestination: fc.Arbitrary<Destination> = fc.record({
  address: fc.constantFrom('198.51.100.1', '198.51.100.2', '198.51.100.3', '2001:db8::1'),
  port: fc.constantFrom(80, 8080),
  forwarding: fc.constantFrom(...forwardings),
  weight: fc.nat(2),
  upperThreshold: fc.nat(1),
  lowerThreshold: fc.nat(1),
})
