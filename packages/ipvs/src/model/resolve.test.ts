import { ConfigError } from '@holdfast/core'
import { describe, expect, test } from 'vitest'
import type { DestinationConfig, VirtualServerConfig } from './config.js'
import type { Forwarding } from './destination.js'
import { resolveVirtualServers } from './resolve.js'

const web: VirtualServerConfig = { service: 'tcp 192.0.2.10:80', destinations: [] }

/** What is wrong, as `path: message`. */
function issuesOf(...configs: readonly VirtualServerConfig[]): readonly string[] {
  try {
    resolveVirtualServers(configs)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.issues.map(({ path, message }) => `${path}: ${message}`)
  }
}

describe('a virtual server', () => {
  test('has the defaults of keepalived', () => {
    expect(
      resolveVirtualServers([{ ...web, destinations: [{ address: '198.51.100.1' }] }]),
    ).toEqual([
      {
        service: {
          id: { kind: 'address', protocol: 'tcp', address: '192.0.2.10', port: 80 },
          scheduler: 'wlc',
          schedulerFlags: [],
          onePacket: false,
          persistence: undefined,
        },
        destinations: [
          {
            address: '198.51.100.1',
            port: 80,
            forwarding: { method: 'masq' },
            weight: 1,
            upperThreshold: 0,
            lowerThreshold: 0,
          },
        ],
      },
    ])
  })

  test('keeps how long its servers are drained', () => {
    expect(resolveVirtualServers([{ ...web, drainMs: 60_000 }])[0]?.drainMs).toBe(60_000)
  })

  test.each<[string | number | undefined, string, string]>([
    [undefined, 'tcp 192.0.2.10:80', '255.255.255.255'],
    [24, 'tcp 192.0.2.10:80', '255.255.255.0'],
    ['20', 'tcp 192.0.2.10:80', '255.255.240.0'],
    ['255.255.0.0', 'fwmark 7', '255.255.0.0'],
    [1, 'fwmark 7 inet', '128.0.0.0'],
    [undefined, 'fwmark 7 inet6', '128'],
    [64, 'tcp [2001:db8::1]:80', '64'],
  ])('has the granularity %s of %s as %s', (persistenceGranularity, service, expected) => {
    const [server] = resolveVirtualServers([
      {
        ...web,
        service,
        persistenceTimeoutMs: 60_000,
        ...(persistenceGranularity === undefined ? {} : { persistenceGranularity }),
      },
    ])
    expect(server?.service.persistence).toEqual({
      timeoutMs: 60_000,
      granularity: expected,
      engine: undefined,
    })
  })

  test('has flags by what they mean to its scheduler', () => {
    const flags = (config: Partial<VirtualServerConfig>): unknown =>
      resolveVirtualServers([{ ...web, ...config }])[0]?.service.schedulerFlags
    expect(flags({ scheduler: 'sh', schedulerFlags: ['sh-port'] })).toEqual(['flag-2'])
    expect(
      flags({ scheduler: 'mh', schedulerFlags: ['mh-port', 'flag-2', 'mh-fallback'] }),
    ).toEqual(['flag-1', 'flag-2'])
    expect(flags({ scheduler: 'rr', schedulerFlags: ['flag-3', 'flag-1'] })).toEqual([
      'flag-1',
      'flag-3',
    ])
  })

  test('may be given in parts', () => {
    const service = { kind: 'address', protocol: 'udp', address: '2001:DB8::1', port: 53 } as const
    expect(resolveVirtualServers([{ ...web, service, onePacket: true }])[0]?.service).toMatchObject(
      {
        id: { ...service, address: '2001:db8::1' },
        onePacket: true,
      },
    )
  })
})

describe('a destination', () => {
  test.each<[DestinationConfig['forwarding'], Forwarding]>([
    ['direct', { method: 'direct' }],
    ['local', { method: 'local' }],
    ['tunnel', { method: 'tunnel', tunnel: { type: 'ipip' } }],
    [{ method: 'tunnel' }, { method: 'tunnel', tunnel: { type: 'ipip' } }],
    [
      { method: 'tunnel', type: 'gue', port: 6080 },
      { method: 'tunnel', tunnel: { type: 'gue', port: 6080, checksum: 'nocsum' } },
    ],
    [
      { method: 'tunnel', type: 'gre', checksum: 'csum' },
      { method: 'tunnel', tunnel: { type: 'gre', checksum: 'csum' } },
    ],
  ])('is forwarded to by %o', (forwarding, expected) => {
    const own = { address: '198.51.100.1', ...(forwarding === undefined ? {} : { forwarding }) }
    const [server] = resolveVirtualServers([
      { ...web, destinations: [own] },
      {
        ...web,
        service: 'fwmark 7',
        ...(forwarding === undefined ? {} : { forwarding }),
        destinations: [{ address: '198.51.100.1' }],
      },
    ])
    expect(server?.destinations[0]?.forwarding).toEqual(expected)
  })

  test('of a mark has the port that the client asked for, or its own', () => {
    const destinations = [{ address: '198.51.100.1' }, { address: '198.51.100.1', port: 8080 }]
    const forwarding = 'direct'
    const [server] = resolveVirtualServers([{ service: 'fwmark 7', forwarding, destinations }])
    expect(server?.destinations.map(({ port }) => port)).toEqual([0, 8080])
  })
})

describe('what is wrong is said', () => {
  const address = '198.51.100.1'

  test.each<[Partial<VirtualServerConfig>, string]>([
    [{ service: 'tcp 192.0.2.10' }, "service: 'tcp 192.0.2.10' is no service"],
    [
      { service: { kind: 'fwmark', mark: 0, family: 4 } },
      'service.mark: 0 is not a whole number from 1 to 4294967295',
    ],
    [
      { service: { kind: 'address', protocol: 'tcp', address: 'lb1', port: 80 } },
      "service.address: 'lb1' is no IP address",
    ],
    [
      { service: { kind: 'address', protocol: 'tcp', address: '192.0.2.10', port: 65_536 } },
      'service.port: 65536 is not a whole number from 0 to 65535',
    ],
    [
      { service: 'tcp 192.0.2.10:0' },
      'service: port 0, which is every port, needs a persistenceTimeoutMs',
    ],
    [{ scheduler: '' }, "scheduler: '' is no name of 1 to 15 characters"],
    [
      { scheduler: 'longer-than-allowed' },
      "scheduler: 'longer-than-allowed' is no name of 1 to 15 characters",
    ],
    [
      { schedulerFlags: ['sh-port'] },
      'schedulerFlags: sh-port is of the scheduler sh, and this one is wlc',
    ],
    [{ onePacket: true }, 'onePacket: is for UDP, not for tcp'],
    [
      { persistenceGranularity: 24 },
      'persistenceGranularity: means nothing without a persistenceTimeoutMs',
    ],
    [
      { persistenceEngine: 'sip' },
      'persistenceEngine: means nothing without a persistenceTimeoutMs',
    ],
    [
      { persistenceTimeoutMs: 1500 },
      'persistenceTimeoutMs: 1500 ms is not in 1000 to 2678400000 ms, or no whole seconds: ' +
        'the kernel counts these',
    ],
    [
      { persistenceTimeoutMs: 1000, persistenceEngine: 'a b' },
      "persistenceEngine: 'a b' is no name of 1 to 15 characters",
    ],
    [
      { persistenceTimeoutMs: 1000, persistenceGranularity: '255.0.255.0' },
      "persistenceGranularity: '255.0.255.0' is not a netmask or a prefix length from 1 to 32",
    ],
    [
      { persistenceTimeoutMs: 1000, persistenceGranularity: 33 },
      "persistenceGranularity: '33' is not a netmask or a prefix length from 1 to 32",
    ],
    [
      { service: 'fwmark 7 inet6', persistenceTimeoutMs: 1000, persistenceGranularity: 129 },
      "persistenceGranularity: '129' is not a prefix length from 1 to 128",
    ],
    [{ drainMs: -1 }, 'drainMs: -1 is not a whole number from 0 to 86400000'],
  ])('%o', (config, issue) => {
    expect(issuesOf({ ...web, ...config })).toEqual([`virtualServers[0].${issue}`])
  })

  test.each<[Partial<DestinationConfig>, string]>([
    [{ address: 'web1' }, ".address: 'web1' is no IP address"],
    [{ address: '224.0.0.1' }, '.address: 224.0.0.1 is no address of a host'],
    [{ address: '0.0.0.0' }, '.address: 0.0.0.0 is no address of a host'],
    [{ address: '255.255.255.255' }, '.address: 255.255.255.255 is no address of a host'],
    [{ address: '::', forwarding: 'tunnel' }, '.address: :: is no address of a host'],
    [{ port: 65_536 }, '.port: 65536 is not a whole number from 0 to 65535'],
    [{ weight: -1 }, '.weight: -1 is not a whole number from 0 to 2147483647'],
    [{ weight: 2_147_483_648 }, '.weight: 2147483648 is not a whole number from 0 to 2147483647'],
    [{ weight: 1.5 }, '.weight: 1.5 is not a whole number from 0 to 2147483647'],
    [
      { upperThreshold: 4_294_967_296 },
      '.upperThreshold: 4294967296 is not a whole number from 0 to 4294967295',
    ],
    [{ upperThreshold: 3, lowerThreshold: 4 }, '.lowerThreshold: 4 is above the upperThreshold, 3'],
    [
      { address: '2001:db8::1' },
      '.address: 2001:db8::1 is not of the family of tcp 192.0.2.10:80: only a tunnel leads there',
    ],
    [
      { port: 8080, forwarding: 'direct' },
      ".port: 8080 cannot be reached by 'direct', which leaves the client's port, 80, as it is",
    ],
    [{ forwarding: { method: 'tunnel', type: 'gue' } }, '.forwarding.port: gue needs a port'],
    [
      { forwarding: { method: 'tunnel', type: 'gue', port: 0 } },
      '.forwarding.port: 0 is not a whole number from 1 to 65535',
    ],
    [
      { forwarding: { method: 'tunnel', type: 'gre', port: 6080 } },
      '.forwarding.port: gre has no ports',
    ],
    [
      { forwarding: { method: 'tunnel', type: 'gre', checksum: 'remcsum' } },
      '.forwarding.checksum: remcsum is of gue alone',
    ],
    [
      { forwarding: { method: 'tunnel', checksum: 'csum' } },
      '.forwarding.checksum: ipip has no checksum',
    ],
  ])('of a destination: %o', (config, issue) => {
    expect(issuesOf({ ...web, destinations: [{ address, ...config }] })).toEqual([
      `virtualServers[0].destinations[0]${issue}`,
    ])
  })

  test('of what is there twice', () => {
    const twice = { ...web, destinations: [{ address }, { address, port: 80 }] }
    expect(issuesOf(twice, web)).toEqual([
      'virtualServers[0].destinations[1]: 198.51.100.1:80 is in virtualServers[0].destinations[0] already',
      'virtualServers[1].service: tcp 192.0.2.10:80 is in virtualServers[0] already',
    ])
  })

  test('of everything at once', () => {
    const wrong = { ...web, drainMs: 0.5, destinations: [{ address, weight: -1, port: -1 }] }
    expect(issuesOf(wrong, { ...web, service: '' })).toHaveLength(4)
  })
})
