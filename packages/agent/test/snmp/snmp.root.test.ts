import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RouterName } from '../../../../test/interop/lab/stations.js'
import type { Program } from '../../../../test/support/program.js'
import { missingPrograms } from '../../../../test/support/programs.js'
import { until } from '../../../../test/support/until.js'
import { Pair } from '../pair.js'

// Debian's snmpd asks, Debian's snmptrapd hears, and keepalived has answered both before. Numbers
// alone: Debian has not got the MIB files that names would need.

const problem = missingPrograms({
  snmpd: 'snmpd',
  snmptrapd: 'snmptrapd',
  snmpwalk: 'snmp',
  keepalived: 'keepalived',
})
if (problem !== undefined) process.stderr.write(`SKIPPED: SNMP: ${problem}\n`)

/** Generous, for slow machines. */
const patienceMs = 60_000
const mib = '.1.3.6.1.4.1.9586.100.5'
const [rfc6527, rfc2787] = ['.1.3.6.1.2.1.207', '.1.3.6.1.2.1.68']
let pair: Pair

const router = (node: RouterName): string => `global_defs {
    router_id R1
    snmp_socket unix:${pair.folder}/agentx-${node}
    enable_snmp_vrrp
    enable_snmp_rfc
    enable_traps
}
`

const quick = `vrrp_instance VI_3 {
    interface eth0
    virtual_router_id 52
    version 3
    priority 120
    advert_int 0.1
    nopreempt
    virtual_ipaddress {
        10.77.0.110/24
    }
}
`

const group = `vrrp_sync_group G {
    group {
        VI_1
    }
}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority 250
    virtual_ipaddress {
        10.77.0.100/24
        10.77.0.101/24
    }
}
`

beforeEach(() => {
  pair = new Pair('snmp', patienceMs)
})

afterEach(async () => {
  await pair.close()
})

/** Nothing of this machine's own settings. */
const plain = ['-f', '-Lo', '-C', '-m', '', '-p'] as const

async function startMaster(node: RouterName): Promise<Program> {
  const file = pair.write(
    `snmpd-${node}.conf`,
    `master agentx
agentXSocket unix:${pair.folder}/agentx-${node}
rocommunity public
trap2sink 127.0.0.1:1162 public
`,
  )
  const options = [...plain, `${file}.pid`, '-c', file, 'udp:127.0.0.1:1161']
  const master = pair.start(node, 'snmpd', ...options)
  await master.printed(/NET-SNMP version/)
  return master
}

async function startTrapListener(node: RouterName): Promise<Program> {
  const file = pair.write(`snmptrapd-${node}.conf`, 'disableAuthorization yes\n')
  const options = [...plain, `${file}.pid`, '-c', file, '-On', '-F', 'TRAP %v\\n']
  const listener = pair.start(node, 'snmptrapd', ...options, 'udp:127.0.0.1:1162')
  await listener.printed(/NET-SNMP version/)
  return listener
}

/** What there is below, by its number; what is missing is a line of its own. */
function walk(node: RouterName, subtree: string): ReadonlyMap<string, string> {
  const options = ['-v2c', '-c', 'public', '-m', '', '-On', '127.0.0.1:1161', subtree]
  const lines = pair.network.exec(node, 'snmpwalk', options).split('\n').filter(Boolean)
  const same = sameNode(node)
  return new Map(
    lines.map((line) => {
      const [id = '', value = ''] = same(line).split(' = ')
      return [id, value.trim()]
    }),
  )
}

/** The nodes differ by their own address and by the number of their interface. */
function sameNode(node: RouterName): (line: string) => string {
  const number = pair.network.ip(node, '-o', 'link', 'show', 'dev', 'eth0').split(':')[0] ?? ''
  const index = new RegExp(`\\.${number}\\.(5[12])(?!\\d)`, 'g')
  return (line) =>
    line
      .replaceAll(mib, 'K')
      .replaceAll('.1.3.6.1.2.1.', '')
      .replaceAll(index, '.IF.$1')
      .replaceAll('0A 4D 00 02', '0A 4D 00 01')
      .replaceAll(/10\.77\.0\.2\b/g, '10.77.0.1')
}

/** The traps so far, without the time of each, and without those of snmpd itself. */
function trapsIn(node: RouterName, { lines }: Program): readonly string[] {
  const same = sameNode(node)
  return lines
    .filter((line) => line.startsWith('TRAP '))
    .map((line) => line.split('\t').slice(1).join(' '))
    .map((line) => line.replace('.1.3.6.1.6.3.1.1.4.1.0 = OID: ', ''))
    .filter((line) => !/^\.1\.3\.6\.1\.(?:6\.3\.1\.1\.5|4\.1\.8072)\./.test(line))
    .map((line) => same(line).trim())
}

async function tablesOf(node: RouterName): Promise<ReadonlyMap<string, string>> {
  await pair.eventually(`both instances of ${node} are master`, () => {
    const states = walk(node, `${mib}.2.3.1.4`)
    return states.size === 2 && [...states.values()].every((state) => state === 'INTEGER: 2')
  })
  return new Map([mib, rfc6527, rfc2787].flatMap((subtree) => [...walk(node, subtree)]))
}

/** Each line that is another one, or only here or there. */
function differences(
  theirs: ReadonlyMap<string, string>,
  ours: ReadonlyMap<string, string>,
): readonly string[] {
  const ids = [...new Set([...theirs.keys(), ...ours.keys()])]
  return ids
    .filter((id) => theirs.get(id) !== ours.get(id))
    .map((id) => `${id}: ${theirs.get(id) ?? '-'} | ${ours.get(id) ?? '-'}`)
}

/** Those of docs/parity.md: by the object, and what keepalived says | what we say of it. */
const intended: readonly RegExp[] = [
  /^K\.1\.1\.0: STRING: "Keepalived .*" \| STRING: "Holdfast v.*"$/,
  // Mail, and what is told of IPVS.
  /^K\.1\.(3\.\d+|7|11)\.0: .* \| -$/,
  /^K\.1\.10\.0: INTEGER: 2 \| INTEGER: 1$/,
  /^K\.2\.3\.1\.11\.\d: INTEGER: 2 \| INTEGER: 1$/,
  /^K\.2\.3\.1\.27\.1: INTEGER: 0 \| INTEGER: 1$/,
  /^K\.2\.6\.1\.4\.\d\.\d: Hex-STRING: 00 00 00 00 \| -$/,
  /^K\.2\.6\.1\.11\.2\.1: INTEGER: 2 \| INTEGER: 1$/,
  // Virtual MAC addresses; how long it is up; how often it looks.
  /^207\.1\.1\.1\.1\.5\.IF\.5(1\.1: .* \| Hex-STRING: 00 00 5E 00 01 33|2\.1: .* 34)$/,
  /^207\.1\.1\.1\.1\.12\.IF\.5[12]\.1: Timeticks: .* \| Timeticks: \([1-9]\d*\) .*$/,
  /^207\.1\.2\.5\.1\.13\.IF\.5[12]\.1: Gauge32: .* \| Gauge32: 100$/,
  /^68\.1\.3\.1\.2\.IF\.51: .* \| Hex-STRING: 00 00 5E 00 01 33$/,
  /^68\.1\.3\.1\.7\.IF\.51: IpAddress: 0\.0\.0\.0 \| IpAddress: 10\.77\.0\.1$/,
  /^68\.1\.3\.1\.13\.IF\.51: Timeticks: .* \| Timeticks: \([1-9]\d*\) .*$/,
  // An index that says how long it is, and one that does not.
  /^207\.1\.1\.2\.1\.2\.IF\.5[12]\.1\.10\.77\.0\.1[01]\d: INTEGER: 1 \| -$/,
  /^207\.1\.1\.2\.1\.2\.IF\.5[12]\.1\.4\.10\.77\.0\.1[01]\d: - \| INTEGER: 1$/,
]

const isIntended = (line: string): boolean => intended.some((each) => each.test(line))

test.skipIf(problem !== undefined)(
  'the same tables and traps as keepalived’s, but for what is in docs/parity.md',
  async () => {
    // Each is alone, as it seems to it.
    pair.network.cut('B')
    const nodes = ['A', 'B'] as const
    const text = (node: RouterName) => router(node) + group + quick
    const [fileA, fileB] = nodes.map((node) => pair.write(`${node}.conf`, text(node)))
    await Promise.all(nodes.map(startMaster))
    const [heardA, heardB] = await Promise.all([startTrapListener('A'), startTrapListener('B')])
    const keepalived = pair.keepalived('A', fileA ?? '')
    const holdfast = pair.holdfast('B', fileB ?? '')
    const [theirs, ours] = [await tablesOf('A'), await tablesOf('B')]
    keepalived.send('SIGTERM')
    holdfast.send('SIGTERM')
    await keepalived.ended()
    expect(await holdfast.ended()).toBe(0)

    const others = differences(theirs, ours)
    expect(others.filter((line) => !isIntended(line))).toEqual([])
    expect(others.map((line) => line.slice(0, line.indexOf(':')))).toEqual(
      expect.arrayContaining([
        'K.1.1.0',
        '207.1.1.1.1.5.IF.51.1',
        '207.1.1.2.1.2.IF.51.1.4.10.77.0.100',
      ]),
    )
    const traps = (): readonly (readonly string[])[] => [
      [...trapsIn('A', heardA)].sort(),
      [...trapsIn('B', heardB)].sort(),
    ]
    await until('the traps came', () => traps().every(({ length }) => length === 12), patienceMs)
    expect(traps()[1]).toEqual(traps()[0])
  },
  300_000,
)

test.skipIf(problem !== undefined)(
  'a master agent that is killed is found again, and told what happened meanwhile',
  async () => {
    const file = pair.write('quick.conf', router('A') + quick)
    const heard = await startTrapListener('A')
    const [first, holdfast] = [await startMaster('A'), pair.holdfast('A', file)]
    await holdfast.printed(/Entering MASTER STATE/)
    await until('the traps came', () => trapsIn('A', heard).length === 3, patienceMs)

    first.send('SIGKILL')
    await first.ended()
    await holdfast.printed(/no master agent at .*: it hung up/)
    pair.network.pullCable('A')
    await holdfast.printed(/Entering FAULT STATE/)
    await startMaster('A')
    await holdfast.printed(/the master agent at .* is there/, 2)
    await until('the trap came', () => trapsIn('A', heard).length === 4, patienceMs)
    expect(trapsIn('A', heard).at(-1)).toBe(
      'K.2.10.0.2 K.2.3.1.2 = STRING: "VI_3" K.2.3.1.4 = INTEGER: 3 K.2.3.1.5 = INTEGER: 1 K.1.2.0 = STRING: "R1"',
    )
    expect(walk('A', `${mib}.2.3.1.4`)).toEqual(new Map([['K.2.3.1.4.1', 'INTEGER: 3']]))
    // Nothing can be written.
    const set = ['-v2c', '-c', 'public', '-m', '', '127.0.0.1:1161', `${mib}.2.3.1.7.1`, 'i', '99']
    expect(() => pair.network.exec('A', 'snmpset', set)).toThrow(/noAccess|notWritable/)
    holdfast.send('SIGTERM')
    expect(await holdfast.ended()).toBe(0)
  },
  300_000,
)
