import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { byHand, ipvsadm, savedTable } from '../../test/ipvsadm.js'
import type { Destination } from '../model/destination.js'
import type { DestinationConfig, VirtualServerConfig } from '../model/config.js'
import { resolveVirtualServers } from '../model/resolve.js'
import { schedulers } from '../model/service.js'
import type { Service } from '../model/service.js'
import type { Operation } from '../plan/operation.js'
import { plan } from '../plan/plan.js'
import { openIpvs } from './ipvs-client.js'
import { readTable } from './read-table.js'

// ipvsadm is the judge: of what we have put there, and by putting there what we read.

const ipvs = openIpvs()

beforeEach(() => ipvs.flush())

afterAll(() => {
  ipvs.flush()
  ipvs.close()
})

function put(...configs: readonly VirtualServerConfig[]): void {
  const failed = ipvs
    .apply(plan(readTable(ipvs), resolveVirtualServers(configs), { isOurs: () => true }))
    .flatMap((outcome) => (outcome.ok ? [] : [outcome.error.message]))
  expect(failed).toEqual([])
}

type Named<Config> = readonly [line: string, config: Config]

const web: VirtualServerConfig = { service: 'tcp 192.0.2.10:80', destinations: [] }

const serviceLines: readonly Named<VirtualServerConfig>[] = [
  ...schedulers
    .filter((scheduler) => scheduler !== 'twos')
    .map((scheduler) => [`-A -t 192.0.2.10:80 -s ${scheduler}`, { ...web, scheduler }] as const),
  ['-A -u 192.0.2.10:53 -s wlc -o', { ...web, service: 'udp 192.0.2.10:53', onePacket: true }],
  ['-A --sctp-service 192.0.2.10:36412 -s wlc', { ...web, service: 'sctp 192.0.2.10:36412' }],
  ['-A -t [2001:db8::10]:80 -s wlc', { ...web, service: 'tcp [2001:db8::10]:80' }],
  ['-A -f 7 -s wlc', { ...web, service: 'fwmark 7' }],
  ['-A -f 2147483647 -6 -s wlc', { ...web, service: 'fwmark 2147483647 inet6' }],
  [
    '-A -t 192.0.2.10:80 -s sh -b sh-fallback,sh-port',
    { ...web, scheduler: 'sh', schedulerFlags: ['sh-port', 'sh-fallback'] },
  ],
  [
    '-A -t 192.0.2.10:80 -s mh -b mh-port',
    { ...web, scheduler: 'mh', schedulerFlags: ['mh-port'] },
  ],
  [
    '-A -t 192.0.2.10:80 -s rr -b flag-1,flag-3',
    { ...web, scheduler: 'rr', schedulerFlags: ['flag-1', 'flag-3'] },
  ],
  ['-A -t 192.0.2.10:80 -s wlc -p 60', { ...web, persistenceTimeoutMs: 60_000 }],
  [
    '-A -t 192.0.2.10:80 -s wlc -p 60 -M 255.255.255.0',
    { ...web, persistenceTimeoutMs: 60_000, persistenceGranularity: 24 },
  ],
  [
    '-A -t [2001:db8::10]:0 -s wlc -p 2678400 -M 64',
    {
      ...web,
      service: 'tcp [2001:db8::10]:0',
      persistenceTimeoutMs: 2_678_400_000,
      persistenceGranularity: 64,
    },
  ],
  [
    '-A -u 192.0.2.10:5060 -s wlc -p 360 --pe sip',
    {
      ...web,
      service: 'udp 192.0.2.10:5060',
      persistenceTimeoutMs: 360_000,
      persistenceEngine: 'sip',
    },
  ],
]

const key = '-a -t 192.0.2.10:80 -r'

const destinationLines: readonly Named<DestinationConfig>[] = [
  [`${key} 198.51.100.1:8080 -m -w 1`, { address: '198.51.100.1', port: 8080 }],
  [`${key} 198.51.100.1:80 -m -w 0`, { address: '198.51.100.1', weight: 0 }],
  [`${key} 198.51.100.1:80 -m -w 2147483647`, { address: '198.51.100.1', weight: 2_147_483_647 }],
  [`${key} 198.51.100.1:80 -g -w 1`, { address: '198.51.100.1', forwarding: 'direct' }],
  [
    `${key} 198.51.100.1:80 -i -w 1 --tun-type ipip`,
    { address: '198.51.100.1', forwarding: 'tunnel' },
  ],
  [
    `${key} [2001:db8::1]:80 -i -w 1 --tun-type ipip`,
    { address: '2001:db8::1', forwarding: 'tunnel' },
  ],
  [
    `${key} 198.51.100.1:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum`,
    { address: '198.51.100.1', forwarding: { method: 'tunnel', type: 'gue', port: 6080 } },
  ],
  [
    `${key} 198.51.100.1:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum`,
    {
      address: '198.51.100.1',
      forwarding: { method: 'tunnel', type: 'gue', port: 6080, checksum: 'csum' },
    },
  ],
  [
    `${key} 198.51.100.1:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum`,
    {
      address: '198.51.100.1',
      forwarding: { method: 'tunnel', type: 'gue', port: 6080, checksum: 'remcsum' },
    },
  ],
  [
    `${key} 198.51.100.1:80 -i -w 1 --tun-type gre --tun-csum`,
    {
      address: '198.51.100.1',
      forwarding: { method: 'tunnel', type: 'gre', checksum: 'csum' },
    },
  ],
]

describe('a service', () => {
  test.each(serviceLines)('is to ipvsadm: %s', (line, config) => {
    put(config)
    expect(savedTable()).toEqual([line])
    expect(readTable(ipvs)).toEqual(resolveVirtualServers([config]))
  })

  test.each(serviceLines)('is what we read of: %s', (line, config) => {
    byHand(line)
    expect(readTable(ipvs)).toEqual(resolveVirtualServers([config]))
  })

  test('is edited in all that it has, and deleted', () => {
    put(web)
    put({
      ...web,
      scheduler: 'sh',
      schedulerFlags: ['sh-port'],
      persistenceTimeoutMs: 60_000,
      persistenceGranularity: 24,
    })
    expect(savedTable()).toEqual(['-A -t 192.0.2.10:80 -s sh -p 60 -M 255.255.255.0 -b sh-port'])
    put({ ...web, scheduler: 'rr' })
    expect(savedTable()).toEqual(['-A -t 192.0.2.10:80 -s rr'])
    put()
    expect(savedTable()).toEqual([])
  })
})

describe('a destination', () => {
  test.each(destinationLines)('is to ipvsadm: %s', (line, config) => {
    const server = { ...web, destinations: [config] }
    put(server)
    expect(savedTable()).toEqual(['-A -t 192.0.2.10:80 -s wlc', line])
    expect(readTable(ipvs)).toEqual(resolveVirtualServers([server]))
  })

  test.each(destinationLines)('is what we read of: %s', (line, config) => {
    byHand('-A -t 192.0.2.10:80 -s wlc')
    byHand(line)
    expect(readTable(ipvs)).toEqual(resolveVirtualServers([{ ...web, destinations: [config] }]))
  })

  test('has thresholds, which are edited', () => {
    const address = '198.51.100.1'
    const threshold = (): string | undefined =>
      /198.51.100.1:80 +\d+ +\d+/.exec(ipvsadm('-l', '-n', '--thresholds'))?.[0]
    put({ ...web, destinations: [{ address, upperThreshold: 4_000_000_000, lowerThreshold: 3 }] })
    expect(threshold()).toMatch(/ 4000000000 +3$/)
    put({ ...web, destinations: [{ address, upperThreshold: 7 }] })
    expect(threshold()).toMatch(/ 7 +0$/)
    expect(readTable(ipvs)[0]?.destinations[0]).toMatchObject({
      upperThreshold: 7,
      lowerThreshold: 0,
    })
  })

  test('may be this host itself', () => {
    put({ ...web, destinations: [{ address: '127.0.0.1', forwarding: 'local' }] })
    expect(ipvsadm('-l', '-n')).toMatch(/127.0.0.1:80 +Local +1/)
    expect(readTable(ipvs)[0]?.destinations[0]?.forwarding).toEqual({ method: 'local' })
  })

  test('is edited from one method to another, and deleted', () => {
    const address = '198.51.100.1'
    const gue = { method: 'tunnel', type: 'gue', port: 6080 } as const
    put({ ...web, destinations: [{ address }] })
    put({ ...web, destinations: [{ address, forwarding: gue }] })
    put({ ...web, destinations: [{ address, forwarding: 'direct', weight: 3 }] })
    expect(savedTable()).toEqual(['-A -t 192.0.2.10:80 -s wlc', `${key} 198.51.100.1:80 -g -w 3`])
    put(web)
    expect(savedTable()).toEqual(['-A -t 192.0.2.10:80 -s wlc'])
  })
})

describe('what the kernel refuses', () => {
  const [server] = resolveVirtualServers([{ ...web, destinations: [{ address: '198.51.100.1' }] }])
  if (server === undefined) throw new Error('it was resolved')
  const { service, destinations } = server
  const [destination] = destinations
  if (destination === undefined) throw new Error('it was resolved')
  const { id } = service
  const add: readonly Operation[] = [
    { type: 'addService', service },
    { type: 'addDestination', id, destination },
  ]

  const none: readonly Operation[] = []
  const empty = add.slice(0, 1)
  const strange: Service = { ...service, scheduler: 'nosuch' }
  const unruly: Destination = { ...destination, lowerThreshold: 3 }
  const other: Destination = { ...destination, address: '2001:db8::1' }

  test.each<[string, string, readonly Operation[], Operation]>([
    ['EEXIST', 'there is one already', add, { type: 'addService', service }],
    ['ESRCH', 'there is none', none, { type: 'editService', service }],
    ['ESRCH', 'there is none', none, { type: 'deleteService', id }],
    [
      'ENOENT',
      "the kernel has no scheduler 'nosuch' (module ip_vs_nosuch)",
      none,
      { type: 'addService', service: strange },
    ],
    ['EEXIST', 'it is there already', add, { type: 'addDestination', id, destination }],
    ['ESRCH', 'there is no such service', none, { type: 'addDestination', id, destination }],
    ['ENOENT', 'it is not there', empty, { type: 'editDestination', id, destination }],
    ['ENOENT', 'it is not there', empty, { type: 'deleteDestination', id, destination }],
    ['ESRCH', 'there is no such service', none, { type: 'deleteDestination', id, destination }],
    [
      'ERANGE',
      'its lower threshold above the upper one',
      add,
      { type: 'editDestination', id, destination: unruly },
    ],
    ['EINVAL', 'needs a tunnel', add, { type: 'addDestination', id, destination: other }],
    [
      'EINVAL',
      'its address is none of a host',
      add,
      { type: 'addDestination', id, destination: { ...destination, address: '224.0.0.1' } },
    ],
  ])('is %s: %s', (errno, words, before, operation) => {
    expect(ipvs.apply(before).every(({ ok }) => ok)).toBe(true)
    const [outcome] = ipvs.apply([operation])
    if (outcome === undefined || outcome.ok) throw new Error('it was taken')
    expect(outcome.error.errno).toBe(errno)
    expect(outcome.error.message).toContain(words)
  })

  test('does not keep it from taking what comes after', () => {
    const outcomes = ipvs.apply([{ type: 'deleteService', id }, ...add])
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true, true])
  })

  test('is everything, without the privilege', () => {
    process.seteuid?.(65_534)
    try {
      expect(() => ipvs.services()).toThrow('the process lacks CAP_NET_ADMIN')
      const [outcome] = ipvs.apply(add)
      expect(outcome).toMatchObject({ ok: false, error: { errno: 'EPERM' } })
    } finally {
      process.seteuid?.(0)
    }
  })
})
