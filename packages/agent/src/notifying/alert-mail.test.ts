import { expect, test } from 'vitest'
import { alertMail } from './alert-mail.js'

const settings = { routerId: 'lb01', from: 'a@example.org', to: ['b@example.org'] }

test.each([
  [
    'INSTANCE',
    'MASTER',
    'VRRP Instance VI_1 - Entering MASTER state',
    'VRRP Instance is now owning VRRP VIPs',
  ],
  [
    'INSTANCE',
    'BACKUP',
    'VRRP Instance VI_1 - Entering BACKUP state',
    'VRRP Instance is no longer owning VRRP VIPs',
  ],
  ['INSTANCE', 'STOP', 'VRRP Instance VI_1 - Stopping', 'VRRP Instance stopping'],
  [
    'GROUP',
    'FAULT',
    'VRRP Group VI_1 - Entering FAULT state',
    'All VRRP group instances are now in FAULT state',
  ],
] as const)('%s %s', (kind, state, subject, text) => {
  expect(alertMail({ kind, name: 'VI_1', state, priority: 100 }, settings)).toEqual({
    from: 'a@example.org',
    to: ['b@example.org'],
    subject: `[lb01] ${subject}`,
    text: `=> ${text} <=\n`,
  })
})

test('nobody is mailed about priorities', () => {
  const event = { kind: 'INSTANCE', name: 'VI_1', state: 'MASTER_PRIORITY', priority: 1 } as const
  expect(alertMail(event, settings)).toBeUndefined()
})
