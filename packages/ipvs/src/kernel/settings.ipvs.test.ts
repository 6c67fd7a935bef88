import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { readFileSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ipvsadm } from '../../test/ipvsadm.js'
import { resolveVirtualServers } from '../model/resolve.js'
import { plan } from '../plan/plan.js'
import { openIpvs } from './ipvs-client.js'

const ipvs = openIpvs()
const device = 'hfipvs0'

function ip(...words: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`)
}

beforeAll(() => {
  ip('link', 'add', device, 'type', 'dummy')
  ip('address', 'add', '192.0.2.1/24', 'dev', device)
  ip('link', 'set', device, 'up')
})

afterAll(() => {
  ip('link', 'delete', device)
  ipvs.close()
})

beforeEach(() => ipvs.flush())

afterEach(() => {
  // Where one runs, servers of another family are refused.
  for (const { role } of ipvs.daemons()) ipvs.stopDaemon(role)
})

test('the version is that of ipvsadm', () => {
  const { version, connectionTableSize } = ipvs.info()
  expect(ipvsadm('-l', '-n').split('\n')[0]).toBe(
    `IP Virtual Server version ${version} (size=${connectionTableSize})`,
  )
})

test('timeouts are set, one or all, and read', () => {
  const before = ipvs.timeouts()
  ipvs.setTimeouts({ tcpMs: 7_200_000, tcpFinMs: 60_000, udpMs: 2_147_483_000 })
  expect(ipvsadm('-l', '--timeout')).toBe('Timeout (tcp tcpfin udp): 7200 60 2147483\n')
  ipvs.setTimeouts({ udpMs: 30_000 })
  expect(ipvs.timeouts()).toEqual({ tcpMs: 7_200_000, tcpFinMs: 60_000, udpMs: 30_000 })
  ipvs.setTimeouts(before)
  expect(ipvs.timeouts()).toEqual(before)
})

describe('sync daemons', () => {
  test('run in both roles, with everything that was asked for, until they are stopped', () => {
    ipvs.startDaemon({ role: 'master', interface: device, syncId: 51 })
    ipvs.startDaemon({
      role: 'backup',
      interface: device,
      syncId: 255,
      maxLength: 1200,
      group: '239.1.2.3',
      port: 9000,
      ttl: 7,
    })
    expect(ipvsadm('-l', '--daemon')).toMatch(
      /master sync daemon \(mcast=hfipvs0, syncid=51, .*\nbackup sync daemon \(mcast=hfipvs0, syncid=255, maxlen=1200, group=239\.1\.2\.3, port=9000, ttl=7\)/,
    )
    expect(ipvs.daemons()).toEqual([
      {
        role: 'master',
        interface: device,
        syncId: 51,
        maxLength: 1472,
        group: '224.0.0.81',
        port: 8848,
        ttl: 1,
      },
      {
        role: 'backup',
        interface: device,
        syncId: 255,
        maxLength: 1200,
        group: '239.1.2.3',
        port: 9000,
        ttl: 7,
      },
    ])
    expect(() => ipvs.startDaemon({ role: 'master', interface: device })).toThrow(
      'there is a master already',
    )
    ipvs.stopDaemon('master')
    ipvs.stopDaemon('backup')
    expect(ipvs.daemons()).toEqual([])
    expect(() => ipvs.stopDaemon('backup')).toThrow('it does not run')
  })

  test('need an interface that is there', () => {
    expect(() => ipvs.startDaemon({ role: 'master', interface: 'nosuch0' })).toThrow(
      'there is no interface nosuch0',
    )
  })
})

test('what goes through is counted, and forgotten on demand', async () => {
  const receiver = createSocket('udp4').bind(5353, '192.0.2.1')
  const sender = createSocket('udp4')
  try {
    await once(receiver, 'listening')
    ip('address', 'add', '192.0.2.10/32', 'dev', device)
    const table = resolveVirtualServers([
      { service: 'udp 192.0.2.10:53', destinations: [{ address: '192.0.2.1', port: 5353 }] },
    ])
    ipvs.apply(plan([], table))
    const received = once(receiver, 'message')
    sender.send('12345', 53, '192.0.2.10')
    await received
    const [service] = ipvs.services()
    if (service === undefined) throw new Error('there is one')
    const { id } = service.service
    // 20 bytes of IPv4, 8 of UDP and 5 of ours. The kernel adds them up every two seconds.
    const counted = { connections: 1, inPackets: 1, inBytes: 33 }
    const sums = { timeout: 10_000, interval: 100 }
    await expect.poll(() => ipvs.services()[0]?.statistics, sums).toMatchObject(counted)
    await expect
      .poll(() => ipvs.destinations(id)[0], sums)
      .toMatchObject({
        statistics: counted,
        connections: { active: 0, inactive: 1, persistent: 0 },
      })
    ipvs.zero(id)
    expect(ipvs.services()[0]?.statistics).toMatchObject({ connections: 0, inBytes: 0 })
  } finally {
    receiver.close()
    sender.close()
  }
})

// Only where the whole machine is ours: it takes the module away.
test.runIf(process.env.IPVS_VM === '1')(
  'a kernel without IPVS is told of, and one that has it again works',
  () => {
    const setting = '/proc/sys/kernel/modprobe'
    const modprobe = readFileSync(setting, 'utf8').trim()
    const loaded = readFileSync('/proc/modules', 'utf8').match(/^ip_vs_\w+/gm) ?? []
    for (const name of [...loaded, 'ip_vs']) spawnSync('modprobe', ['-r', name])
    expect(readFileSync('/proc/modules', 'utf8')).not.toMatch(/^ip_vs/m)
    writeFileSync(setting, '/bin/false')
    try {
      expect(() => ipvs.services()).toThrow('the kernel has no IPVS: load it with `modprobe ip_vs`')
    } finally {
      writeFileSync(setting, modprobe)
    }
    expect(ipvs.services()).toEqual([])
  },
)
