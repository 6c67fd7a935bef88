import { expect, it } from 'vitest'
import type { AdvertObservation } from '../../interop/lab/observation.js'
import { happeningOf } from './happening.js'

const advert: AdvertObservation = {
  kind: 'advert',
  at: 5000,
  station: 'A',
  complaint: '',
  version: 3,
  vrid: 51,
  priority: 150,
  intervalMs: 500,
  addresses: ['10.77.0.100', '10.77.0.101'],
  source: '10.77.0.1',
  sourceMac: '02:00:00:77:00:01',
  destination: '224.0.0.18',
  ttl: 255,
}

it('says of an advert what is in it, and of its packet only what is special', () => {
  expect(happeningOf(advert)).toEqual({
    kind: 'ADV',
    at: 5000,
    who: 'A',
    text: 'v3 vrid=51 prio=150 adv=0.5 vips=10.77.0.100,10.77.0.101',
    series: 'A v3 51',
    intervalMs: 500,
  })
  expect(
    happeningOf({
      ...advert,
      version: 2,
      intervalMs: 1000,
      password: 'secret12',
      destination: '10.77.0.2',
      ttl: 254,
      sourceMac: '00:00:5e:00:01:33',
    }),
  ).toMatchObject({
    text:
      'v2 vrid=51 prio=150 adv=1 auth=1:secret12 vips=10.77.0.100,10.77.0.101 ttl=254' +
      ' dst=10.77.0.2 smac=00:00:5e:00:01:33',
    series: 'A v2 51',
  })
})

it('tells the ways to announce an address', () => {
  const announcement = {
    kind: 'announcement',
    at: 5000,
    station: 'B',
    complaint: '',
    sourceMac: '02:00:00:77:00:02',
  } as const
  const arp = { ...announcement, address: '10.77.0.100', means: 'request' } as const
  expect(happeningOf(arp)).toEqual({
    kind: 'GARP',
    at: 5000,
    who: 'B',
    text: '10.77.0.100 request',
  })
  expect(happeningOf({ ...arp, means: 'reply', sourceMac: '00:00:5e:00:01:33' })).toMatchObject({
    text: '10.77.0.100 reply mac=00:00:5e:00:01:33',
  })
  expect(
    happeningOf({ ...announcement, address: 'fd77::100', means: 'advertisement' }),
  ).toMatchObject({ kind: 'NA', text: 'fd77::100' })
})

it('is about nothing else', () => {
  const other = { kind: 'other', at: 1, station: 'C', complaint: '', protocols: 'arp' } as const
  expect(happeningOf(other)).toBeUndefined()
})
