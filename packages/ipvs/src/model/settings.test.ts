import { describe, expect, test } from 'vitest'
import { checkSyncDaemon } from './sync-daemon.js'
import type { SyncDaemon } from './sync-daemon.js'
import { checkTimeouts } from './timeouts.js'

describe('a sync daemon', () => {
  const daemon: SyncDaemon = { role: 'master', interface: 'eth0' }

  test.each<Partial<SyncDaemon>>([
    {},
    { syncId: 255, maxLength: 65_507, port: 65_535, ttl: 255, group: '239.1.2.3' },
    { syncId: 0, maxLength: 0, port: 1, ttl: 1, group: 'ff02::1' },
  ])('may have %o', (config) => {
    expect(() => checkSyncDaemon({ ...daemon, ...config })).not.toThrow()
  })

  test.each<[Partial<SyncDaemon>, string]>([
    [{ interface: '' }, "interface: '' is no name of an interface"],
    [{ interface: 'sixteen-letters-' }, "interface: 'sixteen-letters-' is no name of an interface"],
    [{ syncId: 256 }, 'syncId: 256 is not a whole number from 0 to 255'],
    [{ maxLength: 65_508 }, 'maxLength: 65508 is not a whole number from 0 to 65507'],
    [{ port: 0 }, 'port: 0 is not a whole number from 1 to 65535'],
    [{ ttl: 0 }, 'ttl: 0 is not a whole number from 1 to 255'],
    [{ group: '192.0.2.1' }, "group: '192.0.2.1' is no multicast address"],
    [{ group: 'FF02::1' }, "group: 'FF02::1' is written ff02::1"],
  ])('cannot have %o', (config, issue) => {
    expect(() => checkSyncDaemon({ ...daemon, ...config })).toThrow(`sync daemon master: ${issue}`)
  })
})

describe('timeouts', () => {
  test('are whole seconds that fit', () => {
    expect(() => checkTimeouts({ tcpMs: 1000, tcpFinMs: 2_147_483_000 })).not.toThrow()
    expect(() => checkTimeouts({})).not.toThrow()
  })

  test.each([0, 999, 1500, 2_147_484_000, -1000, Number.NaN])('are not %d', (udpMs) => {
    expect(() => checkTimeouts({ udpMs })).toThrow(
      `timeouts: udpMs: ${udpMs} ms is not in 1000 to 2147483000 ms`,
    )
  })
})
