import type { Packet } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import type { StationInfo } from './envelope.js'
import { StationTable } from './station-table.js'

const a = station('a', '192.0.2.1', '02:00:00:00:00:01')
const b = station('b', '192.0.2.2', '02:00:00:00:00:02')
const c = station('c', '192.0.2.3', '02:00:00:00:00:03')

describe('StationTable', () => {
  it('knows whom it has seen before', () => {
    const table = new StationTable(10_000, 10)
    expect(table.join(1001, a, 0)).toBe('new')
    expect(table.join(1001, a, 1000)).toBe('known')
    expect(table.list()).toEqual([a])
  })

  it('takes over what a station says of itself now', () => {
    const table = new StationTable(10_000, 10)
    table.join(1001, a, 0)
    table.join(1001, { ...a, addresses: ['192.0.2.77'] }, 1000)
    expect(table.at(1001)?.station.addresses).toEqual(['192.0.2.77'])
  })

  it('lets a station come back from another socket', () => {
    const table = new StationTable(10_000, 10)
    table.join(1001, a, 0)
    expect(table.join(1002, a, 1000)).toBe('moved')
    expect(table.list()).toEqual([a])
    expect(table.at(1001)).toBeUndefined()
  })

  it('tells interfaces and segments of one node apart', () => {
    const table = new StationTable(10_000, 10)
    table.join(1001, a, 0)
    expect(table.join(1002, { ...a, interface: 'eth1' }, 0)).toBe('new')
    expect(table.join(1003, { ...a, segment: 'other' }, 0)).toBe('new')
  })

  it('forgets a station after more than the allowed silence', () => {
    const table = new StationTable(10_000, 10)
    table.join(1001, a, 0)
    table.join(1002, b, 5000)
    expect(table.forgetSilent(10_000)).toEqual([])
    expect(table.forgetSilent(10_001).map(({ station: { node } }) => node)).toEqual(['a'])
    expect(table.list()).toEqual([b])
  })

  it('refuses strangers when it is full, but not those it knows', () => {
    const table = new StationTable(10_000, 1)
    table.join(1001, a, 0)
    expect(table.join(1002, b, 0)).toBe('refused')
    expect(table.join(1001, a, 0)).toBe('known')
    expect(table.join(1003, a, 0)).toBe('moved')
    expect(table.join(1003, b, 0)).toBe('new')
    expect(table.list()).toEqual([b])
  })
})

describe('receivers', () => {
  const destinations: readonly (readonly [packet: Packet, nodes: readonly string[]])[] = [
    [ip('224.0.0.18'), ['b', 'c']],
    [ip('ff02::12'), ['b', 'c']],
    [ip('255.255.255.255'), ['b', 'c']],
    [ip('192.0.2.2'), ['b']],
    [ip('192.0.2.1'), []],
    [ip('192.0.2.99'), []],
    [ethernet('ff:ff:ff:ff:ff:ff'), ['b', 'c']],
    [ethernet('01:00:5e:00:00:12'), ['b', 'c']],
    [ethernet('33:33:00:00:00:12'), ['b', 'c']],
    [ethernet('02:00:00:00:00:03'), ['c']],
    [ethernet('00:00:5e:00:01:01'), []],
  ]

  it.each(destinations)('of %j', (packet, nodes) => {
    const table = new StationTable(10_000, 10)
    table.join(1001, a, 0)
    table.join(1002, b, 0)
    table.join(1003, c, 0)
    table.join(1004, { ...a, interface: 'eth1' }, 0)
    table.join(1005, { ...b, segment: 'other' }, 0)
    const sender = table.at(1001)
    if (sender === undefined) throw new Error('a is not here')
    const receivers = table.receivers(sender, packet).map(({ station: { node } }) => node)
    expect(receivers).toEqual(nodes)
  })
})

function station(node: string, address: string, macAddress: string): StationInfo {
  return { segment: 'lan', node, interface: 'eth0', macAddress, addresses: [address] }
}

function ip(destination: string): Packet {
  return {
    kind: 'ip',
    interface: 'eth0',
    source: '192.0.2.1',
    destination,
    protocol: 112,
    ttl: 255,
    tos: 0,
    payload: new Uint8Array(),
  }
}

function ethernet(destination: string): Packet {
  return {
    kind: 'ethernet',
    interface: 'eth0',
    source: '02:00:00:00:00:01',
    destination,
    etherType: 0x0806,
    payload: new Uint8Array(),
  }
}
