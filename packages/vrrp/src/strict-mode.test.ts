import { describe, expect, it } from 'vitest'
import { errorsOf } from '../test/support/config-issues.js'
import { config } from '../test/support/lan.js'
import type { VrrpConfig } from './config.js'
import { resolveConfig } from './resolve.js'
import type { ResolvedConfig } from './resolve.js'

function strict(changes: Partial<VrrpConfig>): ResolvedConfig {
  return resolveConfig(config({ strictMode: true, ...changes }))
}

describe('rule 145: strict mode refuses', () => {
  it.each<[string, Partial<VrrpConfig>, readonly string[]]>([
    [
      'no addresses',
      { virtualAddresses: [] },
      ['virtualAddresses strict mode needs at least one address'],
    ],
    [
      'unicast',
      { unicastPeers: ['192.0.2.2'] },
      ['unicastPeers strict mode speaks multicast only'],
    ],
    [
      'IPv6 without a link-local address in front',
      { virtualAddresses: ['2001:db8::10/64'] },
      [
        'virtualAddresses[0] the first IPv6 address should be the link-local one of the virtual router',
      ],
    ],
    [
      'VRRPv2 for IPv6',
      { version: 2, virtualAddresses: ['fe80::10/64'] },
      ['version VRRPv2 has no IPv6 (rule 13)'],
    ],
    [
      'HMAC that is not enforced',
      {
        authentication: {
          type: 'hmac',
          keys: [{ id: 1, key: 'k'.repeat(32) }],
          mode: 'permissive',
        },
      },
      ['authentication.mode must be enforce in strict mode'],
    ],
  ])('%s', (_, changes, errors) => {
    expect(errorsOf(() => strict(changes))).toEqual(errors)
  })
})

describe('rule 145: strict mode turns off, with a warning', () => {
  it.each<[Partial<VrrpConfig>, object, string]>([
    [
      { authentication: { type: 'pass', password: 'x' } },
      { authentication: { type: 'none' } },
      'authentication is ignored in strict mode: RFC 3768 removed it',
    ],
    [
      { authentication: { type: 'ah', password: 'x' } },
      { authentication: { type: 'none' } },
      'authentication is ignored in strict mode: RFC 3768 removed it',
    ],
    [{ preemptDelayMs: 5000 }, { preemptDelayMs: 0 }, 'preemptDelayMs is ignored in strict mode'],
    [
      { state: 'MASTER', priority: 100 },
      { wantsMaster: false },
      'state is BACKUP in strict mode: MASTER is the owner, and nobody else',
    ],
    [
      { state: 'BACKUP', priority: 255 },
      { wantsMaster: true },
      'state is MASTER in strict mode: MASTER is the owner, and nobody else',
    ],
    [{ downTimerAdverts: 5 }, { downTimerAdverts: 3 }, 'downTimerAdverts is 3 in strict mode'],
    [
      { lowerPrioNoAdvert: false },
      { lowerPrioNoAdvert: true },
      'lowerPrioNoAdvert is on in strict mode',
    ],
    [
      { higherPrioSendAdvert: true },
      { higherPrioSendAdvert: false },
      'higherPrioSendAdvert is off in strict mode',
    ],
    [
      { ownerIgnoreAdverts: false },
      { ownerIgnoreAdverts: true },
      'ownerIgnoreAdverts is on in strict mode',
    ],
    [
      { useVmac: true, vmacXmitBase: true },
      { virtualMac: { carriesAdverts: true } },
      'vmacXmitBase is off in strict mode',
    ],
    [
      { acceptMode: true },
      { heldAddresses: [{ accept: false }] },
      'acceptMode is off in strict mode: VRRPv2 leaves it to the owner',
    ],
    [
      { garpLowerPrioRepeat: 3 },
      { announce: { lowerPrioRepeat: 0 } },
      'garpLowerPrioRepeat is 0 in strict mode',
    ],
  ])('%j', (changes, expected, warning) => {
    const { parameters, warnings } = strict(changes)
    expect(parameters).toMatchObject(expected)
    expect(warnings.map(({ path, message }) => `${path} ${message}`)).toEqual([warning])
  })
})

describe('rule 145: strict mode by itself', () => {
  it('says nothing, and neither answers nor announces on weaker adverts', () => {
    const { parameters, warnings } = strict({})
    expect(warnings).toEqual([])
    expect(parameters).toMatchObject({
      priority: 100,
      lowerPrioNoAdvert: true,
      higherPrioSendAdvert: false,
      ownerIgnoreAdverts: true,
      announce: { lowerPrioRepeat: 0 },
    })
  })

  it.each<[string, Partial<VrrpConfig>, boolean]>([
    ['a backup', {}, false],
    ['the owner', { priority: 255 }, true],
    ['VRRPv3 that asks for it', { version: 3, acceptMode: true }, true],
    ['VRRPv3 that does not', { version: 3 }, false],
  ])('rule 125: who accepts packets to the addresses: %s', (_, changes, accept) => {
    expect(strict(changes).parameters.heldAddresses[0]?.accept).toBe(accept)
  })

  it('state MASTER alone is the owner, as without it (rule 73)', () => {
    expect(strict({ state: 'MASTER' }).parameters).toMatchObject({
      priority: 255,
      wantsMaster: true,
    })
  })

  it('HMAC that is enforced stays', () => {
    const authentication = { type: 'hmac', keys: [{ id: 1, key: 'k'.repeat(32) }] } as const
    expect(strict({ authentication }).parameters.authentication.type).toBe('hmac')
  })
})
