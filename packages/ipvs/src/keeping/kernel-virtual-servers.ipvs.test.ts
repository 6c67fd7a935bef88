import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { SimClock } from '@holdfast/core/testing'
import { MemoryJournal } from '@holdfast/linux'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { byHand, savedTable } from '../../test/ipvsadm.js'
import { openIpvs } from '../kernel/ipvs-client.js'
import type { DestinationConfig } from '../model/config.js'
import { resolveVirtualServers } from '../model/resolve.js'
import type { VirtualServer } from '../model/virtual-server.js'
import type { Operation } from '../plan/operation.js'
import { KernelVirtualServers } from './kernel-virtual-servers.js'

const ipvs = openIpvs()
const clock = new SimClock()

beforeEach(() => ipvs.flush())

afterAll(() => {
  ipvs.flush()
  ipvs.close()
})

function web(...destinations: readonly DestinationConfig[]): readonly VirtualServer[] {
  return resolveVirtualServers([
    { service: 'tcp 192.0.2.10:80', scheduler: 'rr', forwarding: 'direct', destinations },
  ])
}

function hold(servers: KernelVirtualServers, desired: readonly VirtualServer[]): void {
  servers.hold('web', desired, (outcome) => {
    expect(outcome).toEqual({ ok: true })
  })
}

test('what somebody changes by hand is put right, and only in what is held', () => {
  const repairs: (readonly Operation[])[] = []
  const onRepair = (each: readonly Operation[]): unknown => repairs.push(each)
  const servers = new KernelVirtualServers(ipvs, { clock, onRepair })
  const [one, two] = [{ address: '198.51.100.1' }, { address: '198.51.100.2', weight: 3 }]
  hold(servers, web(one, two))
  const held = [
    '-A -t 192.0.2.10:80 -s rr',
    '-a -t 192.0.2.10:80 -r 198.51.100.1:80 -g -w 1',
    '-a -t 192.0.2.10:80 -r 198.51.100.2:80 -g -w 3',
  ]
  expect([...savedTable()].sort()).toEqual(held)

  byHand('-E -t 192.0.2.10:80 -s wlc -p 60')
  byHand('-d -t 192.0.2.10:80 -r 198.51.100.1:80')
  byHand('-e -t 192.0.2.10:80 -r 198.51.100.2:80 -m -w 0')
  byHand('-a -t 192.0.2.10:80 -r 203.0.113.1:80 -g')
  byHand('-A -f 7 -s rr')
  clock.advance(10_000)
  expect([...savedTable()].sort()).toEqual(['-A -f 7 -s rr', ...held])
  expect(repairs.map((each) => each.map(({ type }) => type).sort())).toEqual([
    ['addDestination', 'deleteDestination', 'editDestination', 'editService'],
  ])

  byHand('-D -t 192.0.2.10:80')
  hold(servers, web(one, { ...two, weight: 0 }))
  expect([...savedTable()].sort()).toEqual([
    '-A -f 7 -s rr',
    ...held.slice(0, 2),
    '-a -t 192.0.2.10:80 -r 198.51.100.2:80 -g -w 0',
  ])
  servers.close()
  expect(savedTable()).toEqual(['-A -f 7 -s rr'])
})

test('after a crash what is held again stays, connections and all, and the rest goes', () => {
  byHand('-A -t 192.0.2.10:80 -s rr')
  byHand('-a -t 192.0.2.10:80 -r 198.51.100.1:80 -g')
  byHand('-A -u 192.0.2.10:53 -s rr')
  byHand('-A -f 7 -s rr')
  const journal = new MemoryJournal([
    { kind: 'virtualService', service: 'tcp 192.0.2.10:80' },
    { kind: 'virtualService', service: 'udp 192.0.2.10:53' },
  ])
  const servers = new KernelVirtualServers(ipvs, { clock, journal })
  hold(servers, web({ address: '198.51.100.1' }, { address: '198.51.100.2' }))
  clock.advance(0)
  expect([...savedTable()].sort()).toEqual([
    '-A -f 7 -s rr',
    '-A -t 192.0.2.10:80 -s rr',
    '-a -t 192.0.2.10:80 -r 198.51.100.1:80 -g -w 1',
    '-a -t 192.0.2.10:80 -r 198.51.100.2:80 -g -w 1',
  ])
  servers.close()
})

test('a server with a connection is drained, and one without goes first', async () => {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  const [busy, idle] = [
    { address: '127.0.0.1', port },
    { address: '127.0.0.2', port, weight: 0 },
  ]
  // An address of this host, so that a client here goes through the table.
  const pool = (...destinations: readonly DestinationConfig[]): readonly VirtualServer[] =>
    resolveVirtualServers([{ service: 'tcp 127.0.0.9:80', drainMs: 60_000, destinations }])
  const servers = new KernelVirtualServers(ipvs, { clock })
  hold(servers, pool(busy, idle))
  const client = connect(80, '127.0.0.9')
  try {
    await once(client, 'connect')
    hold(servers, pool())
    const saved = `-a -t 127.0.0.9:80 -r 127.0.0.1:${port} -m -w 0`
    expect(savedTable()).toHaveLength(3)
    clock.advance(1_000)
    expect(savedTable()).toEqual(['-A -t 127.0.0.9:80 -s wlc', saved])
    expect(servers.statistics()[0]?.destinations).toMatchObject([
      { connections: { active: 1 }, isDraining: true },
    ])
    clock.advance(58_999)
    expect(savedTable()).toContain(saved)
    clock.advance(1)
    expect(savedTable()).toEqual(['-A -t 127.0.0.9:80 -s wlc'])
  } finally {
    client.destroy()
    listener.close()
    servers.close()
  }
})

test('thousands of servers are added, changed and removed', () => {
  const many = Array.from({ length: 3000 }, (_, index) => ({
    address: `10.0.${index >> 8}.${index & 0xff}`,
  }))
  const servers = new KernelVirtualServers(ipvs, { clock })
  hold(servers, web(...many))
  expect(savedTable()).toHaveLength(3001)
  hold(servers, web(...many.slice(1000).map((each) => ({ ...each, weight: 2 }))))
  expect(savedTable().filter((line) => line.endsWith(' -w 2'))).toHaveLength(2000)
  expect(savedTable()).toHaveLength(2001)
  expect(servers.verify()).toEqual([])
  servers.close()
  expect(savedTable()).toEqual([])
})
