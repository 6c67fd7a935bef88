import { describe, expect, it } from 'vitest'
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

function warningsOf(config: VrrpConfig): readonly string[] {
  return resolveConfig(config).warnings.map(({ path, message }) => `${path} ${message}`)
}

describe('defaults', () => {
  it("are keepalived's", () => {
    expect(resolveConfig(minimal)).toEqual({
      warnings: [],
      parameters: {
        name: 'VI_1',
        profile: 'keepalived',
        version: 2,
        family: 4,
        interface: 'eth0',
        virtualRouterId: 51,
        priority: 100,
        wantsMaster: false,
        advertIntMs: 1000,
        downTimerAdverts: 3,
        preempt: true,
        preemptDelayMs: 0,
        startupDelayMs: 0,
        virtualAddresses: ['192.0.2.10'],
        heldAddresses: [
          { interface: 'eth0', address: '192.0.2.10', prefixLength: 24, accept: true },
        ],
        routing: { routes: [], rules: [] },
        sourceAddress: undefined,
        trackSourceAddress: false,
        multicastGroup: '224.0.0.18',
        unicastPeers: [],
        unicastTtlRanges: {},
        unicastTtl: 255,
        lacksPeer: false,
        checkUnicastSource: false,
        authentication: { type: 'none' },
        checksum: 'pseudo-header',
        announce: {
          masterRepeat: 5,
          masterDelayMs: 5000,
          refreshMs: 0,
          refreshRepeat: 1,
          lowerPrioRepeat: 5,
          lowerPrioDelayMs: 5000,
          garpIntervalMs: 0,
          gnaIntervalMs: 0,
          paceGroup: undefined,
        },
        lowerPrioNoAdvert: false,
        higherPrioSendAdvert: true,
        ownerIgnoreAdverts: false,
        skipCheckAdvAddr: false,
        trackers: [],
        dontTrackPrimary: false,
        syncGroupTrackingWeight: false,
        addressRetries: 5,
        addressRetryDelayMs: 200,
        claim: { timeoutMs: 1000, timeoutVerdict: 'grant' },
        group: undefined,
      },
    })
  })

  it.each([
    [{}, 100, false],
    [{ state: 'BACKUP' }, 100, false],
    [{ state: 'MASTER' }, 255, true],
    [{ state: 'MASTER', priority: 150 }, 150, true],
    [{ priority: 255 }, 255, true],
    [{ priority: 255, state: 'BACKUP' }, 255, false],
  ])('rules 71, 73: %j has priority %i, wishes to be master: %s', (changes, priority, wishes) => {
    const { parameters } = resolveConfig(changed(changes))
    expect(parameters.priority).toBe(priority)
    expect(parameters.wantsMaster).toBe(wishes)
  })

  it.each([
    ['keepalived', minimal, 2],
    ['rfc3768', minimal, 2],
    ['rfc5798', minimal, 3],
    ['rfc9568', minimal, 3],
    ['keepalived', ipv6, 3],
    ['rfc5798', ipv6, 3],
    ['rfc9568', ipv6, 3],
  ] as const)('rule 13: version in profile %s', (profile, config, version) => {
    expect(resolveConfig({ ...config, profile }).parameters.version).toBe(version)
  })

  it.each([
    // table T: answers weaker adverts; hears adverts as owner; checksum of IPv4 VRRPv3
    ['rfc3768', true, true, 'pseudo-header'],
    ['rfc5798', true, true, 'pseudo-header'],
    ['rfc9568', false, false, 'message-only'],
    ['keepalived', false, false, 'pseudo-header'],
  ] as const)('table T, rules 18, 39, 67: profile %s', (profile, quiet, deaf, checksum) => {
    const { parameters } = resolveConfig({ ...minimal, profile })
    expect(parameters.lowerPrioNoAdvert).toBe(quiet)
    expect(parameters.ownerIgnoreAdverts).toBe(deaf)
    expect(parameters.checksum).toBe(checksum)
  })

  it('rule 17: IPv6 always has the pseudo-header', () => {
    expect(resolveConfig({ ...ipv6, profile: 'rfc9568' }).parameters.checksum).toBe('pseudo-header')
    expect(resolveConfig({ ...ipv6, v3ChecksumAsV2: true }).parameters.checksum).toBe(
      'pseudo-header',
    )
  })

  it('an option beats the profile', () => {
    const { parameters } = resolveConfig({
      ...minimal,
      profile: 'rfc5798',
      v3ChecksumAsV2: true,
      lowerPrioNoAdvert: false,
      ownerIgnoreAdverts: false,
    })
    expect(parameters).toMatchObject({
      checksum: 'message-only',
      lowerPrioNoAdvert: false,
      ownerIgnoreAdverts: false,
    })
  })

  it.each([
    ['keepalived', {}, true],
    ['keepalived', { acceptMode: false }, false],
    ['keepalived', { acceptMode: false, priority: 255 }, true],
    ['rfc9568', {}, false],
    ['rfc9568', { acceptMode: true }, true],
    ['rfc9568', { priority: 255 }, true],
  ] as const)('rule 125: profile %s with %j accepts: %s', (profile, changes, accept) => {
    const { parameters } = resolveConfig({ ...minimal, profile, ...changes })
    expect(parameters.heldAddresses.map((held) => held.accept)).toEqual([accept])
  })

  it('rule 79: what announcements are about a weaker master follows those of a new one', () => {
    const { announce } = resolveConfig({
      ...minimal,
      garpMasterRepeat: 3,
      garpMasterDelayMs: 700,
    }).parameters
    expect(announce).toMatchObject({ lowerPrioRepeat: 3, lowerPrioDelayMs: 700 })
  })

  it('a tracker: weight 0, rise 1, fall 1', () => {
    const trackers = [{ kind: 'script', name: 'check' }] as const
    expect(resolveConfig({ ...minimal, trackers }).parameters.trackers).toEqual([
      {
        kind: 'script',
        name: 'check',
        weight: 0,
        reverse: false,
        rise: 1,
        fall: 1,
        initFail: false,
      },
    ])
  })
})

describe('addresses', () => {
  it('excluded ones are held but not advertised, of any family', () => {
    const { parameters } = resolveConfig({
      ...minimal,
      excludedAddresses: ['2001:db8::10/64', '198.51.100.1'],
    })
    expect(parameters.virtualAddresses).toEqual(['192.0.2.10'])
    expect(parameters.heldAddresses).toEqual([
      { interface: 'eth0', address: '192.0.2.10', prefixLength: 24, accept: true },
      { interface: 'eth0', address: '2001:db8::10', prefixLength: 64, accept: true },
      { interface: 'eth0', address: '198.51.100.1', prefixLength: 32, accept: true },
    ])
  })

  it('are written canonically', () => {
    const virtualAddresses = ['FE80:0::0010/64', '2001:DB8::A/64']
    const { parameters } = resolveConfig({ ...minimal, virtualAddresses })
    expect(parameters.virtualAddresses).toEqual(['fe80::10', '2001:db8::a'])
  })

  it('rule 148: what is beyond 255 is held but not advertised', () => {
    const virtualAddresses = Array.from({ length: 257 }, (_, index) =>
      index < 256 ? `10.0.0.${index}/32` : '10.0.1.0/32',
    )
    const { parameters, warnings } = resolveConfig({ ...minimal, virtualAddresses })
    expect(parameters.virtualAddresses).toHaveLength(255)
    expect(parameters.virtualAddresses.at(-1)).toBe('10.0.0.254')
    expect(parameters.heldAddresses).toHaveLength(257)
    expect(warnings.map(({ path }) => path)).toEqual(['virtualAddresses'])
    expect(warnings[0]?.message).toContain('2 beyond 255')
  })
})

describe('warnings', () => {
  it.each<[string, Record<string, unknown>, readonly string[]]>([
    [
      'rule 12: VRRPv2 counts whole seconds',
      { advertIntMs: 1500 },
      ['advertIntMs 1500 is sent as 2000: VRRPv2 counts in 1000 ms'],
    ],
    [
      'rule 14: VRRPv3 counts centiseconds',
      { version: 3, advertIntMs: 123 },
      ['advertIntMs 123 is sent as 120: VRRPv3 counts in 10 ms'],
    ],
    [
      'rule 15: an IPv6 virtual router without link-local address',
      { virtualAddresses: ['2001:db8::10/64', 'fe80::10/64'] },
      [
        'virtualAddresses[0] the first IPv6 address should be the link-local one of the ' +
          'virtual router',
      ],
    ],
    [
      "rule 89: nopreempt with state: 'MASTER'",
      { state: 'MASTER', priority: 150, preempt: false },
      ["preempt false is ignored with state: 'MASTER' (rule 89)"],
    ],
    [
      'rule 89: nopreempt as owner',
      { priority: 255, preempt: false },
      ['preempt false is ignored with priority 255 (rule 89)'],
    ],
    [
      "rule 93: preempt delay with state: 'MASTER'",
      { state: 'MASTER', priority: 150, preemptDelayMs: 1000 },
      ["preemptDelayMs is ignored with state: 'MASTER' (rule 93)"],
    ],
    [
      'rule 93: preempt delay with nopreempt',
      { preempt: false, preemptDelayMs: 1000 },
      ['preemptDelayMs is ignored with preempt: false (rule 93)'],
    ],
    [
      'rule 148: nothing to move',
      { virtualAddresses: [] },
      ['virtualAddresses is empty: nothing will move'],
    ],
    [
      'rule 11: a password of more than 8 bytes',
      { authentication: { type: 'pass', password: 'ninechars' } },
      ['authentication.password only its first 8 bytes are sent (rule 11)'],
    ],
    [
      'rule 11: counted in UTF-8',
      { authentication: { type: 'pass', password: 'schlüssel'.slice(0, 8) } },
      ['authentication.password only its first 8 bytes are sent (rule 11)'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(warningsOf(changed(changes))).toEqual(expected)
  })

  it.each([
    [1499, 2, 1000],
    [1500, 2, 2000],
    [254_600, 2, 255_000],
    [14, 3, 10],
    [15, 3, 20],
    [40_944, 3, 40_940],
  ] as const)('rule 12: %f ms in VRRPv%i are %i ms, in the timers too', (asked, version, sent) => {
    const { parameters } = resolveConfig({ ...minimal, version, advertIntMs: asked })
    expect(parameters.advertIntMs).toBe(sent)
  })

  it('rules 89, 93: what is ignored has no effect', () => {
    const { parameters } = resolveConfig({
      ...minimal,
      state: 'MASTER',
      priority: 150,
      preempt: false,
      preemptDelayMs: 1000,
    })
    expect(parameters).toMatchObject({ preempt: true, preemptDelayMs: 0 })
    expect(
      resolveConfig({ ...minimal, preempt: false, preemptDelayMs: 1000 }).parameters,
    ).toMatchObject({ preempt: false, preemptDelayMs: 0 })
  })

  it.each([
    { preempt: false },
    { preemptDelayMs: 1000 },
    { authentication: { type: 'pass', password: 'eightchr' } },
    { virtualAddresses: ['fe80::10/64', '2001:db8::10/64'] },
    { advertIntMs: 3000 },
    { version: 3, advertIntMs: 3010 },
  ])('nothing to warn of: %j', (changes) => {
    expect(warningsOf(changed(changes))).toEqual([])
  })
})

describe('family', () => {
  it('without virtual addresses follows the source, then the peers', () => {
    const none = { ...minimal, virtualAddresses: [] }
    expect(resolveConfig({ ...none, sourceAddress: 'fe80::1' }).parameters.family).toBe(6)
    expect(resolveConfig({ ...none, unicastPeers: ['fe80::2'] }).parameters.family).toBe(6)
    expect(resolveConfig(none).parameters.family).toBe(4)
  })
})
