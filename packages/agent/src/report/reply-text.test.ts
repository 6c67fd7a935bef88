import { expect, test } from 'vitest'
import { eventLine, replyText } from './reply-text.js'

const vrrp = {
  state: 'MASTER',
  effectivePriority: 150,
  forMs: 12_345,
  master: undefined,
  addresses: { status: 'held', virtual: ['192.0.2.10', '192.0.2.11'], failures: [] },
  because: 'BACKUP -> MASTER: started',
}

test('status: a line for each instance', () => {
  const status = {
    phase: 'running',
    instances: [
      { ...vrrp, name: 'VI_1' },
      {
        ...vrrp,
        name: 'LONGER',
        state: 'FAULT',
        effectivePriority: 1,
        forMs: 7_300_000,
        addresses: { status: 'released', virtual: ['192.0.2.12'], failures: [] },
        because: 'MASTER -> FAULT: interface eth0 is down',
      },
      { ...vrrp, name: 'B', state: 'BACKUP', forMs: undefined, master: { address: '192.0.2.2' } },
    ],
    groups: [{ name: 'G', state: 'MASTER', members: ['VI_1', 'B'] }],
    virtualServers: [],
  }
  expect(replyText({ do: 'status' }, status).split('\n')).toEqual([
    'INSTANCE  STATE   PRIORITY  FOR     MASTER     ADDRESSES',
    'VI_1      MASTER  150       12.3 s  this one   192.0.2.10 192.0.2.11 (held)',
    'LONGER    FAULT   1         2 h     -          192.0.2.12 (released)',
    'B         BACKUP  150       -       192.0.2.2  192.0.2.10 192.0.2.11 (held)',
    '',
    'sync group G is MASTER: VI_1, B',
    'LONGER: MASTER -> FAULT: interface eth0 is down',
  ])
})

test('status: an agent without instances', () => {
  const status = { phase: 'starting', instances: [], groups: [], virtualServers: [] }
  expect(replyText({ do: 'status' }, status)).toBe('the agent is starting and has no instances')
})

const transition = {
  time: '2026-01-02T03:04:05.000Z',
  instance: 'VI_1',
  kind: 'transition',
  text: 'BACKUP -> MASTER: started',
}
test('status: a virtual server and its servers', () => {
  const usual = { weight: undefined, because: undefined, isUp: true, forMs: 90_000 }
  const server = { ...usual, duty: 'serving', checks: [] }
  const refused = 'add tcp 192.0.2.10:80: the kernel has no scheduler'
  const status = {
    phase: 'running',
    instances: [],
    groups: [],
    virtualServers: [
      {
        name: '[192.0.2.10]:tcp:80',
        services: ['tcp 192.0.2.10:80'],
        isUp: false,
        forMs: 5_000,
        liveWeight: 3,
        quorum: 4,
        isSuspended: true,
        servers: [
          { ...server, name: '198.51.100.1:80', weight: 3 },
          {
            ...server,
            name: '198.51.100.22:80',
            isUp: false,
            because: 'TCP 198.51.100.22:80: connection refused',
          },
        ],
        sorryServer: '198.51.100.9:80',
        isSorry: true,
        failures: [refused],
      },
    ],
  }
  expect(replyText({ do: 'status' }, status).split('\n')).toEqual([
    'VS [192.0.2.10]:tcp:80 is down for 5.0 s: weight 3 of 4, suspended: its address is not here, ' +
      '198.51.100.9:80 stands in',
    'SERVER            STATE  WEIGHT  FOR     WHY',
    '198.51.100.1:80   UP     3       90.0 s',
    '198.51.100.22:80  DOWN   -       90.0 s  TCP 198.51.100.22:80: connection refused',
    `not in the kernel as it should be: ${refused}`,
  ])
})

test('explain', () => {
  const explanation = {
    name: 'VI_1',
    state: 'MASTER for 2.0 s',
    priority: '150 = 150 configured',
    outlook: ['it stays master'],
    recent: [],
  }
  const recent = [transition]
  expect(
    replyText({ do: 'explain' }, [explanation, { ...explanation, name: 'VI_2', recent }]),
  ).toBe(
    'VI_1 is MASTER for 2.0 s\n  priority 150 = 150 configured\n  it stays master\n\n' +
      'VI_2 is MASTER for 2.0 s\n  priority 150 = 150 configured\n  it stays master\n' +
      '  what happened last:\n    2026-01-02T03:04:05.000Z transition: BACKUP -> MASTER: started',
  )
})

test('history', () => {
  const entries = [transition, { time: transition.time, kind: 'reloaded', text: 'a change' }]
  expect(replyText({ do: 'history' }, entries).split('\n')).toEqual([
    '2026-01-02T03:04:05.000Z (VI_1) transition: BACKUP -> MASTER: started',
    '2026-01-02T03:04:05.000Z reloaded: a change',
  ])
  expect(replyText({ do: 'history' }, [])).toBe('nothing has happened yet')
})

test.each([
  [{ do: 'reload', dryRun: true }, [], 'nothing would change'],
  [{ do: 'reload', dryRun: true }, ['a', 'b'], 'a\nb'],
  [{ do: 'reload', dryRun: false }, undefined, 'reloaded'],
  [{ do: 'demote' }, ['VI_1', 'VI_2'], 'demote: VI_1, VI_2'],
  [{ do: 'set-priority', instance: 'VI_1', priority: 9 }, undefined, 'done'],
] as const)('%o', (request, value, text) => {
  expect(replyText(request, value)).toBe(text)
})

test('events', () => {
  const time = '2026-01-02T03:04:05.678Z'
  const text = 'BACKUP -> MASTER: started'
  expect(eventLine({ time, event: 'transition', name: 'VI_1', text })).toBe(
    `${time} transition (VI_1) BACKUP -> MASTER: started`,
  )
  expect(eventLine({ time, event: 'reloaded' })).toBe(`${time} reloaded`)
  const asked = { by: 'anna', request: { do: 'announce' }, outcome: 'done' }
  expect(eventLine({ time, event: 'asked', ...asked })).toBe(
    `${time} asked anna: {"do":"announce"}: done`,
  )
})

test('promote: who is master, and what the others wait for', () => {
  const promoted = [
    { name: 'VI_1' },
    { name: 'VI_2', waitsFor: 'claim' },
    { name: 'VI_3', waitsFor: 'group' },
  ]
  expect(replyText({ do: 'promote' }, promoted)).toBe(
    'promote: VI_1, VI_2 (waits for an answer to its claim), ' +
      'VI_3 (waits for the rest of its sync group)',
  )
})
