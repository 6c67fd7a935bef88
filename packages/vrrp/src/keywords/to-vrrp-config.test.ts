import { describe, expect, test } from 'vitest'
import { resolveConfig } from '../resolve.js'
import type { InstanceBlock } from './model.js'
import { toVrrpConfig } from './to-vrrp-config.js'

const plain: InstanceBlock = {
  name: 'VI_1',
  interface: 'eth0',
  virtualRouterId: 51,
  virtualAddresses: [{ address: '192.0.2.10', prefixLength: 24 }],
}

describe('toVrrpConfig', () => {
  test('a plain instance', () => {
    expect(toVrrpConfig(plain)).toEqual({
      config: {
        name: 'VI_1',
        interface: 'eth0',
        virtualRouterId: 51,
        virtualAddresses: ['192.0.2.10/24'],
        version: 2,
        higherPrioSendAdvert: false,
        trackers: [],
      },
      problems: [],
    })
  })

  test('IPv6 is VRRPv3 whatever is written', () => {
    const virtualAddresses = [{ address: 'fe80::1', prefixLength: 64 }]
    const { config } = toVrrpConfig({ ...plain, version: 2, virtualAddresses })
    expect(config.version).toBe(3)
  })

  test('the instance wins over global_defs', () => {
    const defaults = {
      vrrpVersion: 3,
      vrrpStrict: true,
      vrrpGarpMasterRepeat: 0,
      vrrpGarpMasterDelayMs: 2000,
      vrrpDownTimerAdverts: 4,
      vrrpMcastGroup4: '239.1.1.1',
      vrrpStartupDelayMs: 5000,
    } as const
    const own = { ...plain, strictMode: false, garpMasterDelayMs: 1000 }
    expect(toVrrpConfig(own, { defaults }).config).toMatchObject({
      version: 3,
      garpMasterRepeat: 1,
      garpMasterDelayMs: 1000,
      downTimerAdverts: 4,
      multicastGroup: '239.1.1.1',
      startupDelayMs: 5000,
    })
    expect(toVrrpConfig(own, { defaults }).config).not.toHaveProperty('strictMode')
    expect(toVrrpConfig(plain, { defaults }).config).toHaveProperty('strictMode', true)
  })

  test('the interfaces of a garp_group keep its pace together', () => {
    const paceOf = (group: object): unknown => {
      const { config } = toVrrpConfig(plain, { garpGroups: [{ garpIntervalMs: 100, ...group }] })
      return [config.garpIntervalMs, config.announcePaceGroup]
    }
    expect(paceOf({ interfaces: ['eth0', 'eth1'] })).toEqual([100, 'eth0 eth1'])
    expect(paceOf({ interface: 'eth0' })).toEqual([100, undefined])
    expect(paceOf({ interfaces: ['eth1', 'eth2'] })).toEqual([undefined, undefined])
  })

  test('vrrp_min_garp is one burst of one', () => {
    const { config } = toVrrpConfig(plain, { defaults: { vrrpMinGarp: true } })
    expect(config).toMatchObject({ garpMasterRepeat: 1, garpMasterDelayMs: 0 })
  })

  test('what stands behind an address', () => {
    const address = '192.0.2.11'
    const { config } = toVrrpConfig({
      ...plain,
      virtualAddresses: [
        {
          address,
          prefixLength: 24,
          interface: 'eth1',
          label: 'eth1:0',
          scope: 'link',
          broadcast: '+',
        },
        { address: '192.0.2.12', prefixLength: 32, noTrack: true, preferredLft: 0 },
      ],
    })
    expect(config.virtualAddresses).toEqual([
      {
        address: '192.0.2.11/24',
        interface: 'eth1',
        label: 'eth1:0',
        scope: 'link',
        broadcast: '+',
      },
      { address: '192.0.2.12/32', preferredLifetime: 0 },
    ])
  })

  test('trackers take what their blocks say, unless the line says it', () => {
    const { config } = toVrrpConfig(
      {
        ...plain,
        trackScripts: [{ name: 'a' }, { name: 'b', weight: 5 }],
        trackProcesses: [{ name: 'p' }],
        trackFiles: [{ name: 'f' }],
        trackInterfaces: [{ name: 'eth1', weight: -5, reverse: true }],
      },
      {
        trackers: {
          scripts: [
            { name: 'a', weight: { value: -20 }, rise: 2, fall: 3, initFail: true },
            { name: 'b', weight: { value: 9, reverse: true } },
          ],
          processes: [{ name: 'p', weight: { value: 7 } }],
          files: [{ name: 'f' }],
        },
        syncGroup: { name: 'G', members: ['VI_1'], trackInterfaces: [{ name: 'eth2' }] },
      },
    )
    expect(config.trackers).toEqual([
      { kind: 'script', name: 'a', weight: -20, rise: 2, fall: 3, initFail: true },
      { kind: 'script', name: 'b', weight: 5, reverse: true },
      { kind: 'script', name: 'p', weight: 7 },
      { kind: 'file', name: 'f', weight: 1 },
      { kind: 'interface', name: 'eth1', weight: -5, reverse: true },
      { kind: 'interface', name: 'eth2', weight: 0 },
    ])
  })

  test('authentication needs a type and a password', () => {
    const withBlock = (authentication: InstanceBlock['authentication']): unknown =>
      toVrrpConfig({ ...plain, ...(authentication && { authentication }) }).config.authentication
    expect(withBlock({ authType: 'PASS', authPass: 'x' })).toEqual({ type: 'pass', password: 'x' })
    expect(withBlock({ authType: 'AH', authPass: 'x' })).toEqual({ type: 'ah', password: 'x' })
    expect(withBlock({ authType: 'PASS' })).toBeUndefined()
    expect(withBlock({ authPass: 'x' })).toBeUndefined()
  })

  test('auth_hmac', () => {
    const key = '0123456789abcdef0123456789abcdef'
    const authHmac = { keys: [{ id: 3, value: key }], mode: 'permissive' } as const
    const { config } = toVrrpConfig({ ...plain, authHmac })
    expect(config.authentication).toEqual({
      type: 'hmac',
      keys: [{ id: 3, key }],
      mode: 'permissive',
    })
  })

  test('routes and rules', () => {
    const { config, problems } = toVrrpConfig(
      {
        ...plain,
        virtualRoutes: [
          { destination: 'default', via: '192.0.2.1', interface: 'eth0', table: 'main', metric: 5 },
          {
            destination: { address: '198.51.100.0', prefixLength: 24 },
            nextHops: [{ via: '192.0.2.2', weight: 2, onlink: true }],
            scope: 'link',
            metrics: { mtu: 1400 },
          },
          { destination: 'default', table: 'nowhere' },
          { destination: 'default', type: 'nat' },
        ],
        virtualRules: [
          { from: { address: '10.0.0.0', prefixLength: 8 }, table: 'mine', preference: 100 },
          { to: 'all', not: true, fwmark: 1, fwmarkMask: 255, action: 'prohibit' },
          { inputInterface: 'eth1', table: 5 },
        ],
      },
      { names: { table: (name) => (name === 'mine' ? 77 : undefined) } },
    )
    expect(config.virtualRoutes).toEqual([
      { gateway: '192.0.2.1', interface: 'eth0', table: 254, metric: 5 },
      {
        destination: '198.51.100.0/24',
        nextHops: [{ gateway: '192.0.2.2', weight: 2, onLink: true }],
        scope: 253,
        metrics: { mtu: 1400 },
      },
    ])
    expect(config.virtualRules).toEqual([
      { priority: 100, table: 77, source: '10.0.0.0/8' },
      { priority: 16_383, action: 'prohibit', mark: 1, markMask: 255, isInverted: true },
      { priority: 16_382, inputInterface: 'eth1', table: 5 },
    ])
    expect(problems).toEqual(['there is no table `nowhere`', 'routes of the type nat are not done'])
  })

  test('unicast with a range of TTLs', () => {
    const { config } = toVrrpConfig({
      ...plain,
      unicastSrcIp: '192.0.2.1',
      unicastPeers: [{ address: '192.0.2.2' }, { address: '192.0.2.3', minTtl: 250 }],
    })
    expect(config).toMatchObject({
      sourceAddress: '192.0.2.1',
      unicastPeers: ['192.0.2.2', { address: '192.0.2.3', minTtl: 250 }],
    })
  })

  test('the name of a virtual MAC interface', () => {
    const named = (useVmac: InstanceBlock['useVmac'], vmacPrefix?: string): unknown =>
      toVrrpConfig(
        { ...plain, ...(useVmac && { useVmac }) },
        { defaults: vmacPrefix === undefined ? {} : { vmacPrefix } },
      ).config.useVmac
    expect(named(undefined)).toBeUndefined()
    expect(named({})).toBe(true)
    expect(named({ interface: 'vip0' })).toBe('vip0')
    expect(named({}, 'router')).toBe('router.51')
  })

  test('the library takes it', () => {
    const instance: InstanceBlock = {
      ...plain,
      state: 'MASTER',
      priority: 150,
      advertIntMs: 2000,
      authentication: { authType: 'PASS', authPass: '1111' },
      trackScripts: [{ name: 'a' }],
      virtualRoutes: [{ destination: 'default', via: '192.0.2.1' }],
    }
    expect(resolveConfig(toVrrpConfig(instance).config).parameters).toMatchObject({
      priority: 150,
      advertIntMs: 2000,
      wantsMaster: true,
    })
  })
})
