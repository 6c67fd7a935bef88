import { ConfigError } from '@holdfast/core'
import type { LinkStatus } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import { onSegment, udpSim } from './udp-sim.js'
import type { UdpSimOptions } from './udp-sim.js'

describe('onSegment', () => {
  it('plugs one interface in, named after its address', () => {
    const { transport, links } = onSegment({ port: 51120, address: '192.0.2.1' })
    expect(transport.node).toBe('192.0.2.1')
    expect(links.get('eth0')).toEqual({
      interface: 'eth0',
      up: true,
      macAddress: '02:04:c0:00:02:01',
      addresses: ['192.0.2.1'],
    })
  })

  it('takes other names', () => {
    const { transport, links } = onSegment({
      port: 51120,
      address: '192.0.2.1',
      interface: 'ens3',
      node: 'a',
    })
    expect(transport.node).toBe('a')
    expect(links.get('ens3').up).toBe(true)
    expect(links.get('eth0').up).toBe(false)
  })
})

describe('udpSim', () => {
  it('tells the links as configured, canonically, and does not know others', () => {
    const { links, transport } = udpSim({
      port: 51120,
      interfaces: {
        eth0: { address: ['FE80:0::1', '192.0.2.1'], macAddress: '00-00-5E-00-53-01' },
        eth1: { address: '2001:db8::1', segment: 'other' },
      },
    })
    const told: LinkStatus[] = []
    links.watch(['eth0', 'eth1', 'eth9'], (link) => told.push(link))
    expect(told).toEqual([
      {
        interface: 'eth0',
        up: true,
        macAddress: '00:00:5e:00:53:01',
        addresses: ['fe80::1', '192.0.2.1'],
      },
      {
        interface: 'eth1',
        up: true,
        macAddress: '02:06:00:00:00:01',
        addresses: ['2001:db8::1'],
      },
      { interface: 'eth9', up: false, addresses: [] },
    ])
    expect(transport.node).toBe('fe80::1')
  })

  it('lists everything that is wrong', () => {
    const options: UdpSimOptions = {
      port: 0,
      node: '',
      interfaces: {
        eth0: { address: '192.0.2.256', macAddress: '02:00', segment: 's'.repeat(65) },
        eth1: { address: [] },
      },
    }
    expect(issuePaths(options)).toEqual([
      'port',
      'interfaces.eth0.address',
      'interfaces.eth0.macAddress',
      'interfaces.eth0.segment',
      'interfaces.eth1.address',
      'node',
    ])
    expect(issuePaths({ port: 51120, interfaces: {} })).toEqual(['interfaces'])
  })
})

function issuePaths(options: UdpSimOptions): readonly string[] {
  try {
    udpSim(options)
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(({ path }) => path)
  }
  return []
}
