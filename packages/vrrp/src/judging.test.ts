import type { IpDatagram } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import { parameters } from '../test/support/parameters.js'
import { judgeAdvert } from './judging.js'
import { encodeAdvertisement } from './wire/advertisement.js'
import type { Authentication } from './wire/advertisement.js'

const route = { source: '192.0.2.2', destination: '224.0.0.18' }

function datagram(addresses: readonly string[], authentication: Authentication): IpDatagram {
  const advertisement = {
    version: 2,
    virtualRouterId: 51,
    priority: 90,
    advertIntMs: 1000,
  } as const
  const payload = encodeAdvertisement({ ...advertisement, addresses }, { ...route, authentication })
  return { kind: 'ip', interface: 'eth0', ...route, protocol: 112, ttl: 255, tos: 0xc0, payload }
}

describe('an advert of somebody else', () => {
  const ours = parameters({ virtualAddresses: ['192.0.2.10'] })

  it('would be accepted', () => {
    expect(judgeAdvert(ours, datagram(['192.0.2.10'], { type: 'none' }))).toMatchObject({
      ok: true,
      value: { advertisement: { priority: 90 }, hasOurAddresses: true },
    })
  })

  it('would be accepted, and told of, with other addresses (rule 42)', () => {
    expect(judgeAdvert(ours, datagram(['192.0.2.11'], { type: 'none' }))).toMatchObject({
      ok: true,
      value: { hasOurAddresses: false },
    })
  })

  it('would be refused with another authentication', () => {
    expect(judgeAdvert(ours, datagram(['192.0.2.10'], { type: 'pass', password: 'a' }))).toEqual({
      ok: false,
      error: { code: 'authTypeMismatch', received: 1, expected: 0 },
    })
  })

  it('may be judged again: nothing is a replay', () => {
    const authentication = { type: 'ah', password: 'secret' } as const
    const packet = datagram(['192.0.2.10'], { type: 'none' })
    const signing = parameters({ authentication })
    const first = judgeAdvert(signing, packet)
    expect(first).toMatchObject({ ok: false, error: { code: 'authTypeMismatch' } })
    expect(judgeAdvert(signing, packet)).toEqual(first)
  })
})
