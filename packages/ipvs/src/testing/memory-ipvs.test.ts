import { expect, test } from 'vitest'
import { MemoryIpvs } from './memory-ipvs.js'

// What it has in common with the kernel is in memory-ipvs.ipvs.test.ts.

test('has timeouts, sync daemons and a version', () => {
  const ipvs = new MemoryIpvs()
  ipvs.setTimeouts({ udpMs: 60_000 })
  expect(ipvs.timeouts()).toEqual({ tcpMs: 900_000, tcpFinMs: 120_000, udpMs: 60_000 })
  ipvs.startDaemon({ role: 'master', interface: 'eth0' })
  expect(() => ipvs.startDaemon({ role: 'master', interface: 'eth1' })).toThrow('EEXIST')
  expect(ipvs.daemons()).toEqual([{ role: 'master', interface: 'eth0' }])
  ipvs.stopDaemon('master')
  expect(() => ipvs.stopDaemon('master')).toThrow('ESRCH')
  expect(ipvs.info()).toEqual({ version: '1.2.1', connectionTableSize: 4096 })
  expect(() => ipvs.zero({ kind: 'fwmark', mark: 7, family: 4 })).toThrow('ESRCH')
  expect(() => ipvs.zero()).not.toThrow()
  ipvs.close()
})

test('fails as a whole when it is told to, once', () => {
  const ipvs = new MemoryIpvs()
  ipvs.failNext('EPERM')
  expect(() => ipvs.services()).toThrow('EPERM')
  expect(ipvs.services()).toEqual([])
})
