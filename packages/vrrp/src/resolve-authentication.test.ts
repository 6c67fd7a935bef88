import { describe, expect, it } from 'vitest'
import { errorsOf } from '../test/support/config-issues.js'
import { config } from '../test/support/lan.js'
import type { HmacAuthenticationConfig } from './authentication.js'
import type { VrrpConfig } from './config.js'
import { resolveConfig } from './resolve.js'

const key = 'k'.repeat(32)

function hmac(changes: Partial<HmacAuthenticationConfig> = {}): HmacAuthenticationConfig {
  return { type: 'hmac', keys: [{ id: 7, key }], ...changes }
}

function refused(changes: Partial<VrrpConfig>): readonly string[] {
  return errorsOf(() => resolveConfig(config(changes)))
}

describe('hmac', () => {
  it("has keepalived's defaults", () => {
    expect(resolveConfig(config({ authentication: hmac() })).parameters.authentication).toEqual({
      type: 'hmac',
      keys: [{ id: 7, secret: '6b'.repeat(32) }],
      activeKey: 7,
      antiReplay: 'time',
      timeWindowMs: 5000,
      mode: 'enforce',
    })
  })

  it.each([
    [1000, 5000],
    [2000, 6000],
    [200_000, 300_000],
  ])('an interval of %i ms makes a window of %i ms', (advertIntMs, timeWindowMs) => {
    const { parameters } = resolveConfig(config({ advertIntMs, authentication: hmac() }))
    expect(parameters.authentication).toMatchObject({ timeWindowMs })
  })

  it('takes keys as text or as hexadecimal digits', () => {
    const keys = [
      { id: 1, key: `${'k'.repeat(30)}ä` },
      { id: 2, key: `hex:${'0aF'.repeat(22)}` },
    ]
    const { parameters } = resolveConfig(config({ authentication: hmac({ keys }) }))
    expect(parameters.authentication).toMatchObject({
      keys: [
        { id: 1, secret: `${'6b'.repeat(30)}c3a4` },
        { id: 2, secret: '0af'.repeat(22) },
      ],
    })
  })

  it.each<[string, Partial<HmacAuthenticationConfig>, readonly string[]]>([
    ['no key', { keys: [] }, ['authentication.keys is empty: there is no key']],
    [
      'a key of 31 octets',
      { keys: [{ id: 1, key: key.slice(1) }] },
      ['authentication.keys[0].key has 31 octets'],
    ],
    [
      'a key of 65 octets',
      { keys: [{ id: 1, key: `hex:${'00'.repeat(65)}` }] },
      ['authentication.keys[0].key has 65 octets'],
    ],
    [
      'an odd number of digits',
      { keys: [{ id: 1, key: `hex:${'0'.repeat(65)}` }] },
      ['authentication.keys[0].key is no even number of hexadecimal digits'],
    ],
    ['key 0', { keys: [{ id: 0, key }] }, ['authentication.keys[0].id 0 is out of range']],
    ['key 256', { keys: [{ id: 256, key }] }, ['authentication.keys[0].id 256 is out of range']],
    [
      'a key twice',
      { keys: [{ id: 1, key }, { id: 1, key }] }, // prettier-ignore
      ['authentication.keys[1].id 1 is listed twice'],
    ],
    ['no active key', { activeKey: 8 }, ['authentication.activeKey there is no key 8']],
    [
      'a window of 999 ms',
      { timeWindowMs: 999 },
      ['authentication.timeWindowMs 999 is out of range'],
    ],
    ['another mode', { mode: 'off' as 'enforce' }, ["authentication.mode 'off' is unknown"]],
  ])('refuses %s', (_, changes, errors) => {
    expect(refused({ authentication: hmac(changes) })).toEqual(errors)
  })

  it('is for VRRPv2 and VRRPv3, but no RFC knows it', () => {
    expect(refused({ version: 3, authentication: hmac() })).toEqual([])
    expect(refused({ profile: 'rfc9568', authentication: hmac() })).toEqual([
      'authentication the profile rfc9568 has none',
    ])
  })
})

describe('ah', () => {
  it('is for VRRPv2 only', () => {
    const authentication = { type: 'ah', password: 'secret12' } as const
    expect(refused({ authentication })).toEqual([])
    expect(refused({ version: 3, authentication })).toEqual([
      'authentication VRRPv3 has none (RFC 5798 removed it)',
    ])
  })

  it('rule 11: uses 8 octets of its password', () => {
    const authentication = { type: 'ah', password: 'ninechars' } as const
    const { warnings } = resolveConfig(config({ authentication }))
    expect(warnings.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'authentication.password only its first 8 bytes are used (rule 11)',
    ])
  })
})
