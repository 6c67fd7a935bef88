import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, test } from 'vitest'
import { Network } from '../../../../test/interop/lab/network.js'
import { stations } from '../../../../test/interop/lab/stations.js'
import type { RouterName } from '../../../../test/interop/lab/stations.js'
import { keepalivedCommand } from '../../../../test/interop/peers/keepalived-command.js'
import { Program } from '../../../../test/support/program.js'
import { stays, until } from '../../../../test/support/until.js'

// Adverts to other groups than 224.0.0.18, at a switch that forwards them to those alone who asked
// for them by IGMP (RFC 4541): with keepalived as the peer.

const program = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url))
const vip = '10.77.0.100'
/** Generous, for slow machines. */
const patienceMs = 60_000
let folder: string
let network: Network
let running: Program[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-groups-'))
  running = []
  network = new Network('groups')
  const snooping = [
    'mcast_snooping',
    '1',
    'mcast_querier',
    '1',
    'mcast_query_response_interval',
    '50',
  ]
  network.ip('switch', 'link', 'set', 'br0', 'type', 'bridge', ...snooping)
})

afterEach(async () => {
  network.close()
  await Promise.all(running.map((router) => router.ended()))
  rmSync(folder, { recursive: true })
})

function start(node: RouterName, command: readonly string[]): Program {
  const router = new Program('ip', ['netns', 'exec', network.namespace(node), ...command])
  running.push(router)
  return router
}

function config(node: RouterName, priority: number, group: string): string {
  const path = join(folder, `${node}.conf`)
  writeFileSync(
    path,
    `global_defs {
    router_id ${node}
    vrrp_mcast_group4 ${group}
}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority ${priority}
    advert_int 1
    virtual_ipaddress {
        ${vip}/24
    }
}
`,
  )
  return path
}

function holdfast(priority: number, group: string): Program {
  const args = ['run', '-f', config('A', priority, group), '--state-dir', join(folder, 'state')]
  return start('A', [process.execPath, program, ...args])
}

function holds(node: RouterName): boolean {
  return network.ip(node, '-brief', 'address', 'show', 'dev', 'eth0').includes(`${vip}/24`)
}

/** Whether A has told the switch that it wants to hear the group. */
function hasAskedFor(group: string): boolean {
  const members = network.exec('switch', 'bridge', ['mdb', 'show'])
  return members.includes(`port ${stations.A.port} grp ${group} `)
}

test('keepalived and Holdfast elect one master in a group that switches forward on demand', async () => {
  const group = '239.1.2.3'
  const peer = start('B', keepalivedCommand(config('B', 150, group)))
  await until('keepalived is master', () => holds('B'), patienceMs)
  holdfast(100, group)
  await until('the switch has heard', () => hasAskedFor(group), patienceMs)
  // Its master down interval is 3.6 s: whoever heard nothing would be master.
  await stays('only keepalived', () => holds('B') && !holds('A'), 6000)

  peer.send('SIGTERM')
  await peer.ended()
  await until('A is master', () => holds('A'), patienceMs)
  start('B', keepalivedCommand(config('B', 150, group)))
  await until('keepalived has it back', () => holds('B') && !holds('A'), patienceMs)
}, 200_000)

test('a reload moves it to another group', async () => {
  const agent = holdfast(150, '239.1.2.3')
  await until('it is master', () => holds('A'), patienceMs)
  config('A', 150, '239.4.5.6')
  agent.send('SIGHUP')
  await until('the switch has heard', () => hasAskedFor('239.4.5.6'), patienceMs)
  start('B', keepalivedCommand(config('B', 100, '239.4.5.6')))
  await stays('it stays master', () => holds('A') && !holds('B'), 6000)
}, 200_000)
