import { describe, expect, it } from 'vitest'
import { frrConfig, frrMacvlan } from './frr-config.js'
import { holdfastConfig } from './holdfast-config.js'
import { keepalivedConfig } from './keepalived-config.js'
import type { RouterSpec } from './router-spec.js'

const plain: RouterSpec = {
  interface: 'eth0',
  vrid: 51,
  version: 3,
  family: 4,
  priority: 200,
  preempt: true,
  advertIntMs: 200,
  virtualAddresses: ['10.77.0.100/24'],
  virtualMac: false,
}

const unicast = { source: '10.77.0.1', peer: '10.77.0.2' }
const authentication = { type: 'PASS', password: 'secret12' } as const

describe('keepalived', () => {
  it('is told a virtual router', () => {
    expect(keepalivedConfig([plain])).toBe(
      [
        'global_defs {',
        '  router_id lab',
        '  dynamic_interfaces',
        '}',
        'vrrp_instance VI_51 {',
        '  state BACKUP',
        '  interface eth0',
        '  virtual_router_id 51',
        '  version 3',
        '  priority 200',
        '  advert_int 0.2',
        '  virtual_ipaddress {',
        '    10.77.0.100/24',
        '  }',
        '}',
        '',
      ].join('\n'),
    )
  })

  it('is told everything else', () => {
    const text = keepalivedConfig([
      { ...plain, preempt: false, virtualMac: true, unicast, authentication },
    ])
    expect(text).toContain(
      '  nopreempt\n  use_vmac\n  vmac_xmit_base\n  unicast_src_ip 10.77.0.1\n',
    )
    expect(text).toContain('  unicast_peer {\n    10.77.0.2\n  }\n')
    expect(text).toContain('  authentication {\n    auth_type PASS\n    auth_pass secret12\n  }\n')
  })
})

describe('FRR', () => {
  it('is told a virtual router', () => {
    expect(frrConfig(plain)).toBe(
      [
        'log stdout debugging',
        'debug vrrp protocol',
        'interface eth0',
        ' vrrp 51 version 3',
        ' vrrp 51 priority 200',
        ' vrrp 51 advertisement-interval 200',
        ' vrrp 51 ip 10.77.0.100',
        '',
      ].join('\n'),
    )
  })

  it('is told IPv6 and nopreempt', () => {
    const virtualAddresses = ['fe80::77:100/64', 'fd77::100/64']
    const text = frrConfig({ ...plain, family: 6, preempt: false, virtualAddresses })
    expect(text).toContain(
      ' vrrp 51 ipv6 fe80::77:100\n vrrp 51 ipv6 fd77::100\n no vrrp 51 preempt\n',
    )
  })

  it('finds its macvlan by the address of RFC 9568 7.3', () => {
    expect(frrMacvlan(plain)).toEqual({ name: 'vrrp4-51', mac: '00:00:5e:00:01:33' })
    expect(frrMacvlan({ ...plain, family: 6, vrid: 10 })).toEqual({
      name: 'vrrp6-10',
      mac: '00:00:5e:00:02:0a',
    })
  })
})

describe('Holdfast', () => {
  it('is told a virtual router', () => {
    expect(holdfastConfig(plain)).toEqual({
      name: 'VI_51',
      interface: 'eth0',
      virtualRouterId: 51,
      version: 3,
      priority: 200,
      preempt: true,
      advertIntMs: 200,
      virtualAddresses: ['10.77.0.100/24'],
    })
  })

  it('is told everything else', () => {
    const config = holdfastConfig({ ...plain, virtualMac: true, unicast, authentication })
    expect(config).toMatchObject({
      useVmac: true,
      sourceAddress: '10.77.0.1',
      unicastPeers: ['10.77.0.2'],
      authentication: { type: 'pass', password: 'secret12' },
    })
  })
})
