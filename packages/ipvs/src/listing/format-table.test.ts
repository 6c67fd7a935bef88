import { describe, expect, test } from 'vitest'
import { resolveVirtualServers } from '../model/resolve.js'
import { plan } from '../plan/plan.js'
import { MemoryIpvs } from '../testing/memory-ipvs.js'
import { decodeStatistics } from '../wire/statistics-codec.js'
import type { Statistics } from '../wire/statistics-codec.js'
import { formatTable } from './format-table.js'
import { listTable } from './list-table.js'
import type { TableListing } from './list-table.js'
import type { VirtualServerConfig } from '../model/config.js'

function listing(...configs: readonly VirtualServerConfig[]): TableListing {
  const ipvs = new MemoryIpvs()
  ipvs.apply(plan([], resolveVirtualServers(configs)))
  return listTable(ipvs)
}

const head = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn`

test('an empty table', () => {
  expect(formatTable(listing())).toBe(head)
})

test('services and servers, in the order of ipvsadm', () => {
  const servers = (...addresses: string[]) => addresses.map((address) => ({ address }))
  const table = listing(
    { service: 'fwmark 10', scheduler: 'sh', schedulerFlags: ['sh-port'], destinations: [] },
    { service: 'fwmark 9 inet6', scheduler: 'mh', destinations: [] },
    { service: 'tcp [2001:db8::10]:443', destinations: servers('2001:db8:1:2:3:4:5:6', '::2') },
    {
      service: 'udp 192.0.2.10:53',
      scheduler: 'rr',
      onePacket: true,
      forwarding: 'tunnel',
      destinations: servers('198.51.100.10', '198.51.100.9'),
    },
    {
      service: 'tcp 9.0.0.1:80',
      persistenceTimeoutMs: 60_000,
      persistenceGranularity: 24,
      destinations: [],
    },
    {
      service: 'tcp 192.0.2.10:80',
      forwarding: 'masq',
      destinations: [{ address: '198.51.100.1', port: 8080, weight: 30_000 }],
    },
    { service: 'tcp 192.0.2.9:80', schedulerFlags: ['flag-1', 'flag-3'], destinations: [] },
  )
  expect(formatTable(table).split('\n')).toEqual([
    ...head.split('\n'),
    'TCP  192.0.2.9:80 wlc (flag-1,flag-3)',
    'TCP  192.0.2.10:80 wlc',
    '  -> 198.51.100.1:8080            Masq    30000  0          0         ',
    'TCP  9.0.0.1:80 wlc persistent 60 mask 255.255.255.0',
    'UDP  192.0.2.10:53 rr ops',
    '  -> 198.51.100.9:53              Tunnel  1      0          0         ',
    '  -> 198.51.100.10:53             Tunnel  1      0          0         ',
    'TCP  [2001:db8::10]:443 wlc',
    '  -> [::2]:443                    Masq    1      0          0         ',
    '  -> [2001:db8:1:2:3:4:5:6]:443   Masq    1      0          0         ',
    'FWM  9 IPv6 mh',
    'FWM  10 sh (sh-port)',
  ])
})

describe('numbers', () => {
  const statistics: Statistics = {
    ...decodeStatistics(undefined),
    connections: 99_999_999,
    inPackets: 100_000_000,
    outPackets: 999_999_999,
    inBytes: 1_040_448_000,
    outBytes: 123_456_789_012,
    connectionsPerSecond: 1,
    outBytesPerSecond: 105_473_999,
  }
  const [service] = listing({ service: 'tcp [2001:db8::10]:443', destinations: [] }).services
  const table = {
    info: { version: '1.2.1', connectionTableSize: 4096 },
    services: [{ ...service!, statistics }],
  }
  const row = (...options: Parameters<typeof formatTable>[1][]): string | undefined =>
    formatTable(table, options[0]).split('\n')[3]

  test('are cut where they take more than eight places', () => {
    expect(row({ columns: 'statistics' })).toBe(
      'TCP  [2001:db8::10]:443           99999999  100000K  999999K    1040M     123G',
    )
    expect(row({ columns: 'rates' })).toBe(
      'TCP  [2001:db8::10]:443                  1        0        0        0  105473K',
    )
  })

  test('or are exact', () => {
    expect(row({ columns: 'statistics', exact: true })).toBe(
      'TCP  [2001:db8::10]:443           99999999 100000000 999999999 1040448000 123456789012',
    )
  })
})
