import type { IpDatagram } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import { ownerParameters, parameters, v3Parameters } from '../test/support/parameters.js'
import { advert, backup, master } from '../test/support/states.js'
import {
  advertisesOurAddresses,
  checksAddresses,
  chooseRecipient,
  expectationsOf,
} from './receive.js'
import type { RecipientCandidate } from './receive.js'

describe('what an instance accepts', () => {
  it('multicast: TTL 255 only (rule 29), VRRPv2 by its own interval (rule 33)', () => {
    expect(expectationsOf(parameters())).toEqual({
      version: 2,
      family: 4,
      virtualRouterId: 51,
      ttl: 255,
      authentication: { type: 'none' },
      advertIntMs: 1000,
      destination: 'multicast',
      minimumAddresses: 0,
      ownerIgnoresAdverts: false,
    })
  })

  it('unicast: any TTL (rule 129), peers only if asked for (rule 43)', () => {
    const unicast = { unicastPeers: ['192.0.2.2'] }
    const open = expectationsOf(parameters(unicast))
    expect(open).toMatchObject({ destination: 'unicast' })
    expect(open).not.toHaveProperty('ttl')
    expect(open).not.toHaveProperty('sources')
    expect(expectationsOf(parameters({ ...unicast, checkUnicastSource: true }))).toMatchObject({
      sources: ['192.0.2.2'],
    })
  })

  it('rfc9568: one address at least (rule 16)', () => {
    expect(expectationsOf(v3Parameters({ profile: 'rfc9568' })).minimumAddresses).toBe(1)
  })

  it('owner_ignore_adverts counts for the owner only (rule 39)', () => {
    const deaf = { ownerIgnoreAdverts: true }
    expect(expectationsOf(ownerParameters(deaf)).ownerIgnoresAdverts).toBe(true)
    expect(expectationsOf(parameters(deaf)).ownerIgnoresAdverts).toBe(false)
  })
})

describe('rule 25: several unicast instances of one VRID', () => {
  const packet = (source: string, destination = '192.0.2.1'): IpDatagram => ({
    kind: 'ip',
    interface: 'eth0',
    source,
    destination,
    protocol: 112,
    ttl: 255,
    tos: 0xc0,
    payload: new Uint8Array(20),
  })
  const first: RecipientCandidate = {
    parameters: parameters({ unicastPeers: ['192.0.2.2'] }),
    lastSender: '192.0.2.9',
  }
  const second: RecipientCandidate = {
    parameters: parameters({ unicastPeers: ['192.0.2.3', '192.0.2.9'] }),
    lastSender: undefined,
  }
  const both = [second, first]

  it('the one that last heard the sender comes before the one that lists it', () => {
    expect(chooseRecipient(both, packet('192.0.2.9'))).toBe(first)
  })

  it('else the one that lists it, else nobody', () => {
    expect(chooseRecipient(both, packet('192.0.2.3'))).toBe(second)
    expect(chooseRecipient(both, packet('192.0.2.77'))).toBeUndefined()
  })

  it('rule 26: multicast is for the one that speaks it', () => {
    const multicast = { parameters: parameters(), lastSender: undefined }
    expect(chooseRecipient([...both, multicast], packet('192.0.2.2', '224.0.0.18'))).toBe(multicast)
    expect(chooseRecipient(both, packet('192.0.2.2', '224.0.0.18'))).toBeUndefined()
  })
})

describe('rules 41, 42: the address list', () => {
  const two = parameters({ virtualAddresses: ['192.0.2.10', '192.0.2.11'] })
  const listed = (...addresses: string[]): boolean =>
    advertisesOurAddresses(two, advert(100, { addresses }))

  it('is ours in any order, and only as a whole', () => {
    expect(listed('192.0.2.10', '192.0.2.11')).toBe(true)
    expect(listed('192.0.2.11', '192.0.2.10')).toBe(true)
    expect(listed('192.0.2.10')).toBe(false)
    expect(listed('192.0.2.10', '192.0.2.12')).toBe(false)
    expect(listed('192.0.2.10', '192.0.2.10')).toBe(false)
    expect(listed('192.0.2.10', '192.0.2.11', '192.0.2.12')).toBe(false)
  })

  it('skip_check_adv_addr: is not looked at when a backup knows the sender as its master', () => {
    const skipping = parameters({ skipCheckAdvAddr: true })
    const following = backup({ master: { address: '192.0.2.2', priority: 150, heardAt: 0 } })
    expect(checksAddresses(skipping, following, advert(150))).toBe(false)
    expect(checksAddresses(skipping, following, advert(150, { source: '192.0.2.3' }))).toBe(true)
    expect(checksAddresses(skipping, master(), advert(150))).toBe(true)
    expect(checksAddresses(parameters(), following, advert(150))).toBe(true)
  })
})
