import { afterEach, beforeEach, test } from 'vitest'
import { stations } from '../../../../test/interop/lab/stations.js'
import type { RouterName } from '../../../../test/interop/lab/stations.js'
import { stays } from '../../../../test/support/until.js'
import { Pair } from '../pair.js'

// Adverts to other groups than 224.0.0.18, at a switch that forwards them to those alone who asked
// for them by IGMP (RFC 4541): with keepalived as the peer.

const vip = '10.77.0.100'
let pair: Pair

beforeEach(() => {
  pair = new Pair('groups', 60_000)
  const snooping = [
    'mcast_snooping',
    '1',
    'mcast_querier',
    '1',
    'mcast_query_response_interval',
    '50',
  ]
  pair.network.ip('switch', 'link', 'set', 'br0', 'type', 'bridge', ...snooping)
})

afterEach(() => pair.close())

function config(node: RouterName, priority: number, group: string): string {
  return pair.write(
    `${node}.conf`,
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
}

const holds = (node: RouterName): boolean => pair.addresses(node).includes(`${vip}/24`)

/** Whether A has told the switch that it wants to hear the group. */
function hasAskedFor(group: string): boolean {
  const members = pair.network.exec('switch', 'bridge', ['mdb', 'show'])
  return members.includes(`port ${stations.A.port} grp ${group} `)
}

test('keepalived and Holdfast elect one master in a group that switches forward on demand', async () => {
  const group = '239.1.2.3'
  const peer = pair.keepalived('B', config('B', 150, group))
  await pair.eventually('keepalived is master', () => holds('B'))
  pair.holdfast('A', config('A', 100, group))
  await pair.eventually('the switch has heard', () => hasAskedFor(group))
  // Its master down interval is 3.6 s: whoever heard nothing would be master.
  await stays('only keepalived', () => holds('B') && !holds('A'), 6000)

  peer.send('SIGTERM')
  await peer.ended()
  await pair.eventually('A is master', () => holds('A'))
  pair.keepalived('B', config('B', 150, group))
  await pair.eventually('keepalived has it back', () => holds('B') && !holds('A'))
}, 200_000)

test('a reload moves it to another group', async () => {
  const agent = pair.holdfast('A', config('A', 150, '239.1.2.3'))
  await pair.eventually('it is master', () => holds('A'))
  config('A', 150, '239.4.5.6')
  agent.send('SIGHUP')
  await pair.eventually('the switch has heard', () => hasAskedFor('239.4.5.6'))
  pair.keepalived('B', config('B', 100, '239.4.5.6'))
  await stays('it stays master', () => holds('A') && !holds('B'), 6000)
}, 200_000)
