import { describe, expect, it } from 'vitest'
import { issuesOf } from '../test/support/config-issues.js'
import type { VrrpConfig } from './config.js'
import { resolveConfig } from './resolve.js'

const minimal: VrrpConfig = {
  name: 'VI_1',
  interface: 'eth0',
  virtualRouterId: 51,
  virtualAddresses: ['192.0.2.10/24'],
}
const ipv6: VrrpConfig = { ...minimal, virtualAddresses: ['fe80::10/64', '2001:db8::10/64'] }

/** What a JavaScript caller may pass. */
function changed(changes: Record<string, unknown>, base: VrrpConfig = minimal): VrrpConfig {
  return { ...base, ...changes }
}

function pathsOf(config: VrrpConfig): readonly string[] {
  return issuesOf(() => resolveConfig(config)).map(({ path }) => path)
}

describe('errors', () => {
  it('all of them are listed at once', () => {
    expect(
      pathsOf(
        changed({
          name: '',
          interface: 7,
          virtualRouterId: 0,
          priority: 300,
          advertIntMs: 10,
          virtualAddresses: ['192.0.2.10/24', '192.0.2.300'],
          sourceAddress: 'here',
          trackers: [{ kind: 'script', name: 'check', weight: 1000 }],
        }),
      ).toSorted(),
    ).toEqual([
      'advertIntMs',
      'interface',
      'name',
      'priority',
      'sourceAddress',
      'trackers[0].weight',
      'virtualAddresses[1]',
      'virtualRouterId',
    ])
  })

  it('name the instance and say what would be right', () => {
    expect(() => resolveConfig({ ...minimal, virtualRouterId: 256 })).toThrow(
      'vrrp instance VI_1: virtualRouterId: 256 is out of range (use 1..255)',
    )
  })

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['rule 3: VRID 0', { virtualRouterId: 0 }, ['virtualRouterId']],
    ['rule 146: VRID 256', { virtualRouterId: 256 }, ['virtualRouterId']],
    ['VRID 1.5', { virtualRouterId: 1.5 }, ['virtualRouterId']],
    ["VRID '51'", { virtualRouterId: '51' }, ['virtualRouterId']],
    ['VRID NaN', { virtualRouterId: Number.NaN }, ['virtualRouterId']],
    ['no VRID', { virtualRouterId: undefined }, ['virtualRouterId']],
    ['rule 69: priority 0', { priority: 0 }, ['priority']],
    ['rule 69: priority 256', { priority: 256 }, ['priority']],
    ['priority 300', { priority: 300 }, ['priority']],
    ['priority 99.5', { priority: 99.5 }, ['priority']],
    ['no name', { name: undefined }, ['name']],
    ['an empty name', { name: '' }, ['name']],
    ['no interface', { interface: undefined }, ['interface']],
    ['an unknown state', { state: 'FAULT' }, ['state']],
    ['an unknown profile', { profile: 'rfc2338' }, ['profile']],
    ['an unknown version', { version: 4 }, ['version']],
    ['no addresses', { virtualAddresses: undefined }, ['virtualAddresses']],
    ['a lone string', { virtualAddresses: '192.0.2.10' }, ['virtualAddresses']],
    ['an address that is none', { virtualAddresses: ['192.0.2'] }, ['virtualAddresses[0]']],
    ['a prefix that is none', { virtualAddresses: ['192.0.2.1/33'] }, ['virtualAddresses[0]']],
    ['an address that is a number', { virtualAddresses: [7] }, ['virtualAddresses[0]']],
    [
      'an address twice',
      { virtualAddresses: ['192.0.2.1/24', '192.0.2.1/25'] },
      ['virtualAddresses[1]'],
    ],
    ['an excluded address twice', { excludedAddresses: ['::1', '0::1'] }, ['excludedAddresses[1]']],
    [
      'an address advertised and excluded',
      { excludedAddresses: ['192.0.2.10/24'] },
      ['excludedAddresses[0]'],
    ],
    [
      'rule 148: two families',
      { virtualAddresses: ['192.0.2.1/24', 'fe80::1/64'] },
      ['virtualAddresses'],
    ],
    ['rule 13: VRRPv2 over IPv6', { ...ipv6, version: 2 }, ['version']],
    ['rfc3768 over IPv6', { ...ipv6, profile: 'rfc3768' }, ['version']],
    ['rfc3768 with VRRPv3', { profile: 'rfc3768', version: 3 }, ['version']],
    ['rfc5798 with VRRPv2', { profile: 'rfc5798', version: 2 }, ['version']],
    ['rfc9568 with VRRPv2', { profile: 'rfc9568', version: 2 }, ['version']],
    [
      'rfc3768 without addresses',
      { profile: 'rfc3768', virtualAddresses: [] },
      ['virtualAddresses'],
    ],
    [
      'rfc5798 without addresses',
      { profile: 'rfc5798', virtualAddresses: [] },
      ['virtualAddresses'],
    ],
    [
      'rfc9568 without addresses',
      { profile: 'rfc9568', virtualAddresses: [] },
      ['virtualAddresses'],
    ],
    [
      'rule 15: rfc9568, first IPv6 address global',
      { profile: 'rfc9568', virtualAddresses: ['2001:db8::10/64'] },
      ['virtualAddresses[0]'],
    ],
    ['an interval below 1 s in VRRPv2', { advertIntMs: 999 }, ['advertIntMs']],
    ['an interval above 255 s in VRRPv2', { advertIntMs: 255_001 }, ['advertIntMs']],
    ['an interval below 10 ms in VRRPv3', { version: 3, advertIntMs: 9 }, ['advertIntMs']],
    ['an interval above 40.95 s in VRRPv3', { version: 3, advertIntMs: 40_951 }, ['advertIntMs']],
    ['an interval of text', { advertIntMs: '1000' }, ['advertIntMs']],
    ['no interval at all', { advertIntMs: Number.NaN }, ['advertIntMs']],
    ['down_timer_adverts 0', { downTimerAdverts: 0 }, ['downTimerAdverts']],
    ['down_timer_adverts 101', { downTimerAdverts: 101 }, ['downTimerAdverts']],
    [
      'down_timer_adverts by RFC',
      { profile: 'rfc9568', downTimerAdverts: 4 },
      ['downTimerAdverts'],
    ],
    ['a negative preempt delay', { preemptDelayMs: -1 }, ['preemptDelayMs']],
    ['a preempt delay above 1000 s', { preemptDelayMs: 1_000_001 }, ['preemptDelayMs']],
    ['an infinite startup delay', { startupDelayMs: Infinity }, ['startupDelayMs']],
    ['a source that is no address', { sourceAddress: 'eth0' }, ['sourceAddress']],
    ['a source of the other family', { sourceAddress: 'fe80::1' }, ['sourceAddress']],
    ['a peer that is no address', { unicastPeers: ['192.0.2.2', 'b'] }, ['unicastPeers[1]']],
    ['a peer twice', { unicastPeers: ['192.0.2.2', '192.0.2.2'] }, ['unicastPeers[1]']],
    ['a peer of the other family', { unicastPeers: ['fe80::2'] }, ['unicastPeers[0]']],
    [
      'a password in VRRPv3',
      { version: 3, authentication: { type: 'pass', password: 'x' } },
      ['authentication'],
    ],
    [
      'a password by RFC 3768',
      { profile: 'rfc3768', authentication: { type: 'pass', password: 'x' } },
      ['authentication'],
    ],
    [
      'an empty password',
      { authentication: { type: 'pass', password: '' } },
      ['authentication.password'],
    ],
    ['no password', { authentication: { type: 'pass' } }, ['authentication.password']],
    ['an unknown authentication', { authentication: { type: 'md5' } }, ['authentication.type']],
    ['a negative repeat', { garpMasterRepeat: -1 }, ['garpMasterRepeat']],
    ['a repeat of 1001', { garpLowerPrioRepeat: 1001 }, ['garpLowerPrioRepeat']],
    ['half a repeat', { garpMasterRefreshRepeat: 0.5 }, ['garpMasterRefreshRepeat']],
    ['a negative delay', { garpMasterDelayMs: -1 }, ['garpMasterDelayMs']],
    ['a negative refresh', { garpMasterRefreshMs: -1 }, ['garpMasterRefreshMs']],
    ['a negative pause', { garpIntervalMs: -1 }, ['garpIntervalMs']],
    ['a negative pause of NAs', { gnaIntervalMs: -1 }, ['gnaIntervalMs']],
    ['address retries of 1001', { addressRetries: 1001 }, ['addressRetries']],
    ['no pause between them', { addressRetryDelayMs: 0 }, ['addressRetryDelayMs']],
    ['a claim timeout of 0', { claimTimeoutMs: 0 }, ['claimTimeoutMs']],
    ['a claim timeout of two minutes', { claimTimeoutMs: 120_000 }, ['claimTimeoutMs']],
    ['an unknown verdict', { claimTimeoutVerdict: 'maybe' }, ['claimTimeoutVerdict']],
  ])('%s', (_, changes, paths) => {
    expect(pathsOf(changed(changes))).toEqual(paths)
  })

  const script = { kind: 'script', name: 'check' }
  it.each<[string, readonly unknown[], readonly string[]]>([
    ['an unknown kind', [{ kind: 'bfd', name: 'x' }], ['trackers[0].kind']],
    ['no name', [{ kind: 'script' }], ['trackers[0].name']],
    ['the same name twice', [script, { ...script, rise: 2 }], ['trackers[1].name']],
    ['weight 254', [{ ...script, weight: 254 }], ['trackers[0].weight']],
    ['weight -254', [{ ...script, weight: -254 }], ['trackers[0].weight']],
    ['half a weight', [{ ...script, weight: 0.5 }], ['trackers[0].weight']],
    ['rise 0', [{ ...script, rise: 0 }], ['trackers[0].rise']],
    ['fall 1.5', [{ ...script, fall: 1.5 }], ['trackers[0].fall']],
  ])('a tracker with %s', (_, trackers, paths) => {
    expect(pathsOf(changed({ trackers }))).toEqual(paths)
  })

  it('rule 95: the owner has no weights', () => {
    const trackers = [
      { kind: 'script', name: 'fault' },
      { kind: 'file', name: 'load', weight: 2 },
    ]
    expect(pathsOf(changed({ priority: 255, trackers }))).toEqual(['trackers[1].weight'])
    expect(pathsOf(changed({ priority: 254, trackers }))).toEqual([])
  })

  it.each([
    { virtualRouterId: 1 },
    { virtualRouterId: 255 },
    { priority: 1 },
    { priority: 255 },
    { advertIntMs: 255_000 },
    { version: 3, advertIntMs: 10 },
    { version: 3, advertIntMs: 40_950 },
    { downTimerAdverts: 1 },
    { downTimerAdverts: 100 },
    { preemptDelayMs: 1_000_000 },
    {
      trackers: [
        { ...script, weight: 253 },
        { kind: 'file', name: 'b', weight: -253 },
      ],
    },
    { unicastPeers: ['192.0.2.2', '192.0.2.3'] },
    { profile: 'rfc9568', downTimerAdverts: 3 },
  ])('the limits themselves are fine: %j', (changes) => {
    expect(pathsOf(changed(changes))).toEqual([])
  })
})
