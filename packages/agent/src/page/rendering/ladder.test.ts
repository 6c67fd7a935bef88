import type { VrrpStatus } from '@holdfast/vrrp'
import { expect, test } from 'vitest'
import type { RecentAdvert } from '../advert-log.js'
import type { InstanceDetails } from '../page-snapshot.js'
import { ladder } from './ladder.js'

const sent = (at: number, priority: number = 150): RecentAdvert => ({
  ...{ at, priority, isSent: true, rejected: undefined, failed: undefined },
  ...{ source: '192.0.2.1', destination: '224.0.0.18' },
})
const heard = (at: number, source: string, rejected?: string): RecentAdvert => ({
  ...{ at, source, rejected, priority: 100, isSent: false, destination: '224.0.0.18' },
  failed: undefined,
})

function draw(adverts: readonly RecentAdvert[], peers: readonly string[] = []): string {
  const status = { name: 'VI_1', peers: peers.map((address) => ({ address })) }
  const details = { adverts, advertIntMs: 1000 }
  return ladder(status as unknown as VrrpStatus, details as unknown as InstanceDetails).text
}

/** `sent 27 -> 90`, of each rung. */
function rungs(text: string): readonly string[] {
  const found = text.matchAll(/<g class="(\w+)">[^]*?<line x1="(\d+)%" x2="(\d+)%"/g)
  return [...found].map(([, kind, from, to]) => `${kind} ${from} -> ${to}`)
}

test('who resigns, who takes over after a silence, and who is not believed', () => {
  const text = draw([
    ...[sent(0), sent(1000), sent(1500, 0), heard(5109.4, '192.0.2.2')],
    heard(5200, '192.0.2.66', 'versionError'),
  ])
  // Lines of life: this router at 27 %, 192.0.2.2 at 58.5 %, 192.0.2.66 at 90 %.
  expect(rungs(text.replaceAll('58.5%', '58%'))).toEqual([
    ...['sent 27 -> 90', 'sent 27 -> 90', 'resigns 27 -> 90', 'heard 58 -> 27'],
    'refused 90 -> 27',
  ])
  expect(text.match(/\d\.\d+ s of silence/g)).toEqual(['3.61 s of silence'])
  expect(text).toContain(
    'aria-label="VI_1: the last 5 adverts, 3 of them sent, ' +
      'last 00:00:05.200 from 192.0.2.66 with priority 100, rejected: versionError"',
  )
})

test('what did not leave is not drawn as sent', () => {
  const text = draw([sent(0), { ...sent(1000), failed: 'it is full' }])
  expect(rungs(text)).toEqual(['sent 27 -> 90', 'failed 27 -> 90'])
  expect(text).toContain('>not sent</text>')
  expect(text).toContain(
    'the last 2 adverts, 1 of them sent, ' +
      'last 00:00:01.000 to 224.0.0.18 with priority 150, not sent: it is full"',
  )
})

test('into the void where nobody was ever heard, and to a peer that is silent', () => {
  expect(rungs(draw([sent(0)]))).toEqual(['sent 27 -> 90'])
  expect(draw([sent(0)], ['192.0.2.2'])).toContain('>192.0.2.2<')
  expect(draw([])).toContain('None was sent or heard yet.')
})

test('strangers without number have four lines at most', () => {
  const many = Array.from({ length: 12 }, (_, index) => heard(index * 1000, `198.51.100.${index}`))
  expect([...draw(many).matchAll(/class="life"/g)]).toHaveLength(5)
})
