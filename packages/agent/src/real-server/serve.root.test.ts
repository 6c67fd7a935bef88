import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../../test/support/until.js'
import { holdfastProgram } from '../../test/pair.js'

// A machine as a network namespace, beside the one of a client; the client asks ARP for the address.

const vip = '192.0.2.10'
const vip6 = '2001:db8::10'
const machine = `holdfast-rs-${process.pid}`
const client = `holdfast-rc-${process.pid}`
let folder: string

function inside(namespace: string, ...words: readonly string[]): string {
  return execFileSync('ip', ['netns', 'exec', namespace, ...words], { encoding: 'utf8' })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-real-server-'))
  for (const name of [machine, client]) execFileSync('ip', ['netns', 'add', name])
  const peer = ['peer', 'name', 'eth0', 'netns', client]
  execFileSync('ip', ['-n', machine, 'link', 'add', 'eth0', 'type', 'veth', ...peer])
  for (const [name, host] of [
    [machine, '1'],
    [client, '2'],
  ] as const) {
    for (const device of ['lo', 'eth0']) inside(name, 'ip', 'link', 'set', device, 'up')
    inside(name, 'ip', 'address', 'add', `192.0.2.${host}/24`, 'dev', 'eth0')
    inside(name, 'ip', 'address', 'add', `2001:db8::${host}/64`, 'dev', 'eth0', 'nodad')
  }
})

afterEach(() => {
  for (const name of [machine, client]) spawnSync('ip', ['netns', 'delete', name])
  rmSync(folder, { recursive: true })
})

function holdfast(...words: readonly string[]): string {
  const command = [holdfastProgram, 'realserver', ...words, '--state-dir', folder]
  return inside(machine, process.execPath, ...command).trimEnd()
}

/** What the kernel has now: the addresses of lo and the settings of ARP. */
function kernel(): string {
  const settings = ['lo', 'all', 'eth0'].flatMap((name) =>
    ['arp_ignore', 'arp_announce'].map((key) => `/proc/sys/net/ipv4/conf/${name}/${key}`),
  )
  const addresses = inside(machine, 'ip', '-brief', 'address', 'show', 'dev', 'lo')
  return `${addresses}${inside(machine, 'cat', ...settings)
    .trimEnd()
    .split('\n')
    .join(' ')}`
}

/** Whether a neighbour answers for the address. */
async function isAnswered(address: string): Promise<boolean> {
  const state = (): string => inside(client, 'ip', 'neigh', 'show', address, 'dev', 'eth0')
  inside(client, 'ip', 'neigh', 'flush', 'dev', 'eth0')
  inside(client, 'bash', '-c', `echo > /dev/udp/${address}/9`)
  await until(`${address} is answered or not`, () => /FAILED|lladdr/.test(state()), 20_000)
  return state().includes('lladdr')
}

test('the address is served in silence, and everything is as before afterwards', async () => {
  inside(machine, 'sysctl', '-qw', 'net.ipv4.conf.lo.arp_announce=1')
  inside(client, 'ip', 'route', 'add', `${vip}/32`, 'dev', 'eth0')
  const before = kernel()
  expect(before).toMatch(/ 127\.0\.0\.1\/8 ::1\/128 \n0 1 0 0 0 0$/)

  // By hand, it answers: that is what the settings are for.
  inside(machine, 'ip', 'address', 'add', `${vip}/32`, 'dev', 'lo')
  expect(await isAnswered(vip)).toBe(true)
  inside(machine, 'ip', 'address', 'delete', `${vip}/32`, 'dev', 'lo')

  expect(holdfast('up', vip, vip6).split('\n')).toEqual([
    'set net/ipv4/conf/lo/arp_ignore from 0 to 1',
    'set net/ipv4/conf/lo/arp_announce from 1 to 2',
    'set net/ipv4/conf/all/arp_ignore from 0 to 1',
    'set net/ipv4/conf/all/arp_announce from 0 to 2',
    `added ${vip}/32 to lo`,
    `added ${vip6}/128 to lo`,
  ])
  const served = kernel()
  expect(served).toMatch(/ 192\.0\.2\.10\/32 2001:db8::10\/128 ::1\/128 \n1 2 1 2 0 0$/)
  expect(await isAnswered(vip)).toBe(false)
  expect(await isAnswered(vip6)).toBe(false)
  // For its own addresses it answers.
  expect(await isAnswered('192.0.2.1')).toBe(true)

  expect(holdfast('up', vip)).toBe('nothing to change')
  expect(holdfast('down', vip6)).toBe(`removed ${vip6}/128 from lo`)
  expect(kernel()).toBe(served.replace(` ${vip6}/128`, ''))
  expect(JSON.parse(holdfast('down', vip, '192.0.2.99', '--json'))).toMatchObject({
    changes: [
      { type: 'removeAddress', address: vip },
      { type: 'set', path: 'net/ipv4/conf/lo/arp_ignore', previous: '1', value: '0' },
      { type: 'set', path: 'net/ipv4/conf/lo/arp_announce', previous: '2', value: '1' },
      { type: 'set' },
      { type: 'set' },
    ],
    remarks: ['192.0.2.99 is not served by this machine'],
  })
  expect(kernel()).toBe(before)
  expect(readdirSync(folder)).toEqual([])
}, 120_000)
