import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'

// Real interfaces, in a network namespace for each test. A process can only be started in one, so
// the scenarios are programs; what they return is compared here.

const main = fileURLToPath(new URL('../../test/netns/main.ts', import.meta.url))
const node = [process.execPath, '--conditions=@holdfast/source', '--import', 'tsx']
let namespaces = 0

// A program starts in seconds where two cores are shared with others.
vi.setConfig({ testTimeout: 60_000 })

function run(scenario: string): unknown {
  const name = `holdfast-socket-${String(process.pid)}-${String(namespaces++)}`
  execFileSync('ip', ['netns', 'add', name])
  try {
    const command = ['netns', 'exec', name, ...node, main, scenario]
    const options = { cwd: import.meta.dirname, encoding: 'utf8', timeout: 50_000 } as const
    return JSON.parse(execFileSync('ip', command, options))
  } finally {
    execFileSync('ip', ['netns', 'delete', name])
  }
}

test('20,000 packets in a second arrive without loss', () => {
  expect(run('flood')).toEqual({ buffer: 33_554_432, received: 20_000, dropped: 0 })
})

test('an interface goes down, comes back, is deleted and made again: one socket lives on', () => {
  expect(run('interfaceLife')).toEqual({
    log: [
      'up',
      '1',
      'down',
      'recvmmsg ENETDOWN',
      'send',
      'sendto ENETDOWN',
      'up again',
      'arrives',
      '2',
      'deleted',
      'recvmmsg ENETDOWN',
      'send',
      'sendto ENXIO',
      'recreated',
      'bound again',
      'arrives',
      '4',
      'sends',
      'peer 5',
    ],
    spins: false,
  })
})

test('a raw IP socket tied to an interface that comes and goes', () => {
  const [down, gone] = ['sendto ENETUNREACH', 'sendto ENODEV']
  expect(run('rawIp')).toEqual(['ok', down, 'ok', gone, gone, 'ok', 1, '127.0.0.1', [7, 7]])
})

test('timestamps tell how long a frame has waited; its address who sent it', () => {
  const result = run('ages') as { first: number; second: number }
  expect(result).toMatchObject({
    count: 2,
    macAddress: '02:00:00:00:00:01',
    packetType: 2, // multicast
    protocol: 0x88b5,
  })
  expect(result.first).toBeGreaterThanOrEqual(25)
  expect(result.first).toBeLessThan(5000)
  expect(result.second).toBeLessThan(result.first - 24)
})

test('what this machine sends is heard until it is ignored', () => {
  expect(run('outgoing')).toEqual([4]) // PACKET_OUTGOING
})

test('joins a group on an interface without address, and leaves it, also by closing', () => {
  const noInterface = 'setsockopt ENODEV'
  expect(run('multicast')).toEqual([false, [2], true, '0', false, noInterface, true, false])
})

test('a filter lets through what it shall', () => {
  expect(run('filter')).toEqual([112, 112])
})

test('packets that did not fit are counted once', () => {
  const nothing = { received: 0, dropped: 0 }
  expect(run('statistics')).toEqual({
    sent: 600,
    total: 600,
    areComplete: true,
    second: nothing,
  })
})

test('200 sockets opened and closed leave no descriptor and no membership behind', () => {
  expect(run('openAndClose')).toEqual({ leaked: 0, joined: false })
})
