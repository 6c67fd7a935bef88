import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { missingPrograms } from '../../../test/support/programs.js'
import { holdfastProgram, Pair } from './pair.js'
import type { Finding } from '../src/doctor/finding.js'

// Two machines at one switch, as network namespaces; what is wrong with A is asked of it there.

let pair: Pair

beforeEach(() => {
  pair = new Pair('doctor', 60_000)
})

afterEach(() => pair.close())

interface Visit {
  readonly exitCode: number | null
  readonly findings: readonly Finding[]
  /** As `CODE: MESSAGE`, without what depends on the load of this machine. */
  readonly told: readonly string[]
}

function doctor(file: string, ...more: readonly string[]): Visit {
  const words = [holdfastProgram, 'doctor', '-f', file, '--json', ...more]
  const inside = ['netns', 'exec', pair.network.namespace('A'), process.execPath, ...words]
  const { stdout, stderr, status } = spawnSync('ip', inside, { encoding: 'utf8' })
  expect(stderr).toBe('')
  const lines = stdout.split('\n').filter((line) => line !== '')
  const findings = lines.map((line) => JSON.parse(line) as Finding)
  const steady = findings.filter(({ area }) => area !== 'time' && area !== 'service')
  return {
    exitCode: status,
    findings: steady,
    told: steady.map(({ code, message }) => `${code}: ${message}`),
  }
}

function config(name: string, more = '', address = '10.77.0.100/24'): string {
  return pair.write(
    `${name}.conf`,
    `global_defs {
    router_id ${name}
    script_user root
}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority 100
    virtual_ipaddress {
        ${address}
    }
    ${more}
}
`,
  )
}

function nft(rules: string): void {
  const path = pair.write('rules.nft', rules)
  pair.network.exec('A', 'nft', ['-f', path])
}

const chain = (hook: string, rule: string, type = hook): string => `
  chain ${hook} {
    type filter hook ${type} priority 0; policy accept;
    ${rule}
  }`

test('a machine that is as it should be: nothing to say', () => {
  expect(doctor(config('a'), '--listen', '0')).toEqual({ exitCode: 0, findings: [], told: [] })
}, 60_000)

test('a master with another password, heard although the filter drops it, has the addresses', async () => {
  const b = pair.keepalived(
    'B',
    config('b', 'authentication {\nauth_type PASS\nauth_pass secret\n}'),
  )
  await pair.eventually('keepalived is master', () =>
    pair.addresses('B').includes('10.77.0.100/24'),
  )
  nft(`table inet filter {${chain('input', 'meta l4proto vrrp drop comment "none of that"')}\n}`)
  const { exitCode, findings, told } = doctor(config('a'))
  expect(exitCode).toBe(2)
  expect(told).toEqual([
    'filter-passed-by: `meta l4proto vrrp drop comment "none of that"` in inet filter input drops ' +
      'adverts of VI_1 (protocol 112) that it hears',
    'peer-rejected: what 10.77.0.2 says on eth0 as 51 (VI_1) would be refused: ' +
      'authentication type 1, expected 0',
  ])
  // What it says to do does it.
  const [remove = ''] = findings[0]?.fix?.split(';') ?? []
  expect(remove).toMatch(/^nft delete rule inet filter input handle \d+$/)
  pair.network.exec('A', 'nft', remove.split(' ').slice(1))
  b.send('SIGTERM')
  await b.ended()
}, 120_000)

test('rules that keep adverts here: of nftables, of iptables, and of the iptables of before', () => {
  const problem = missingPrograms({ 'iptables-nft': 'iptables', 'iptables-legacy': 'iptables' })
  const hasIptables = problem === undefined
  if (!hasIptables) process.stderr.write(`SKIPPED: rules of iptables: ${problem}\n`)
  nft(
    `table inet filter {${chain('output', 'ip daddr 10.77.0.2 ip protocol 112 counter drop')}\n}
table netdev edge {${chain('ingress', 'ip protocol 112 drop', 'ingress device "eth0"')}\n}`,
  )
  if (hasIptables) {
    const rule = ['-A', 'OUTPUT', '-p', '112', '-j', 'REJECT', '-d']
    pair.network.exec('A', 'iptables-nft', [...rule, '10.77.0.3'])
    pair.network.exec('A', 'iptables-legacy', [...rule, '10.77.0.4'])
  }
  const peers = '10.77.0.2\n10.77.0.3\n10.77.0.4'
  const { exitCode, told } = doctor(config('a', `unicast_peer {\n${peers}\n}`), '--listen', '0')
  expect(exitCode).toBe(2)
  const dropped = (by: string, to: string): string =>
    `adverts-dropped: ${by} drops adverts of VI_1 (protocol 112) ${to}`
  const rule = 'counter packets 0 bytes 0'
  expect(told).toEqual([
    dropped('`ip protocol vrrp drop` in netdev edge ingress', 'from 10.77.0.2'),
    dropped(
      `\`ip daddr 10.77.0.2 ip protocol vrrp ${rule} drop\` in inet filter output`,
      'to 10.77.0.2',
    ),
    ...(hasIptables
      ? [
          expect.stringMatching(
            /`.* counter .*` in ip filter OUTPUT drops .* to 10\.77\.0\.3$/,
          ) as unknown,
          dropped(
            '`-A OUTPUT -d 10.77.0.4/32 -p vrrp -j REJECT --reject-with icmp-port-unreachable` in ' +
              'iptables-legacy filter OUTPUT',
            'to 10.77.0.4',
          ),
        ]
      : []),
  ])
}, 60_000)

test('an interface that is down, one that is not there, a script that cannot be run', () => {
  const script = pair.write('check', '#!/bin/sh\n')
  chmodSync(script, 0o644)
  pair.network.ip('A', 'link', 'set', 'eth0', 'down')
  const path = config(
    'a',
    `notify_master ${script}\nvirtual_routes {\n}`,
    '10.77.0.100/24 dev eth7',
  )
  const { exitCode, told } = doctor(path, '--listen', '0')
  expect(exitCode).toBe(2)
  expect(told).toEqual([
    'interface-down: eth0 is down',
    'interface-missing: there is no interface eth7; those here are: eth0',
    `script-not-runnable: \`notify_master\` of VI_1: ${script} is not executable for user 0, group 0`,
  ])
}, 60_000)

test('an address that is here, and one that a host of the network has', () => {
  pair.network.ip('A', 'address', 'add', '10.77.0.100/24', 'dev', 'eth0')
  const { told } = doctor(config('a', '', '10.77.0.100/24\n10.77.0.3/24'), '--listen', '1')
  expect(told).toEqual([
    'address-here: 10.77.0.100/24 of VI_1 is on eth0 already, and no router has put it there',
    'address-taken: 10.77.0.3 of VI_1 is with 02:00:00:77:00:03 on eth0, and nobody there speaks ' +
      'VRRP as number 51',
  ])
}, 60_000)

test('without privileges it says so, and what it could not see', () => {
  const path = config('a')
  chmodSync(pair.folder, 0o755)
  const words = ['setpriv', '--reuid', 'nobody', '--clear-groups', process.execPath]
  const command = [...words, holdfastProgram, 'doctor', '-f', path, '--json', '--listen', '0']
  const inside = ['netns', 'exec', pair.network.namespace('A'), ...command]
  const { stdout, status } = spawnSync('ip', inside, { encoding: 'utf8' })
  expect(status).toBe(2)
  const findings = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Finding)
  const told = findings.map(({ code, message }) => `${code}: ${message}`)
  expect(told).toEqual(
    expect.arrayContaining([
      'not-examined: who speaks on the network: listening needs CAP_NET_RAW',
      'capability-missing: this process lacks CAP_NET_RAW, for adverts',
      'capability-missing: this process lacks CAP_NET_ADMIN, for virtual addresses',
    ]),
  )
}, 60_000)
