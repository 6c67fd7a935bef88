import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { silentLogger } from '@holdfast/core'
import { AF_UNIX, openSocket, receiveBatch, SOCK_DGRAM, unixAddress } from '@holdfast/linux'
import type { LinuxSocket } from '@holdfast/linux'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serviceManager } from './service-manager.js'

const path = `@holdfast-notify-${process.pid}`
let systemd: LinuxSocket

beforeEach(() => {
  systemd = openSocket(AF_UNIX, SOCK_DGRAM, 0)
  systemd.bind(unixAddress(path))
})

afterEach(() => systemd.close())

function told(): readonly string[] {
  const batch = receiveBatch(16, 256)
  const count = systemd.receive(batch)
  return Array.from({ length: count }, (_, index) => new TextDecoder().decode(batch.bytes(index)))
}

test('it is told when the agent is ready, reloads and stops', () => {
  const manager = serviceManager({ NOTIFY_SOCKET: path }, silentLogger)
  manager.ready()
  manager.reloading()
  manager.ready()
  manager.stopping()
  expect(told()).toEqual(['READY=1', 'RELOADING=1', 'READY=1', 'STOPPING=1'])
})

test('it is told in time that the agent lives, once that is ready', async () => {
  const manager = serviceManager({ NOTIFY_SOCKET: path, WATCHDOG_USEC: '40000' }, silentLogger)
  expect(told()).toEqual([])
  manager.ready()
  const seen: string[] = []
  while (seen.length < 3) {
    await sleep(5)
    seen.push(...told())
  }
  expect(seen.slice(0, 3)).toEqual(['READY=1', 'WATCHDOG=1', 'WATCHDOG=1'])
})

test('scripts do not inherit it', () => {
  const environment = { NOTIFY_SOCKET: path, WATCHDOG_USEC: '1', WATCHDOG_PID: '1', HOME: '/' }
  serviceManager(environment, silentLogger)
  expect(environment).toEqual({ HOME: '/' })
})

test('without one, or with one that is gone, nothing happens', () => {
  serviceManager({}, silentLogger).ready()
  serviceManager({ NOTIFY_SOCKET: '/nowhere/notify' }, silentLogger).ready()
  expect(told()).toEqual([])
})

const unit = fileURLToPath(new URL('../../systemd/holdfast.service', import.meta.url))
const hasAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0

test.skipIf(!hasAnalyze)('the unit file gives away less than 3 of 10', () => {
  const rated = spawnSync('systemd-analyze', ['security', '--offline=true', unit], {
    encoding: 'utf8',
  })
  const level = /exposure level for holdfast\.service: ([\d.]+)/.exec(rated.stdout)?.[1]
  expect(Number(level)).toBeLessThan(3)
})
