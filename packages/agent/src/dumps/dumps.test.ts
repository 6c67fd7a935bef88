import { FakeProcessRunner } from '@holdfast/check/testing'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import type { Agent } from '../running/agent.js'
import { stopInTime } from '../testing/stop-in-time.js'

// What keepalived 2.2.7 writes for these configurations, where nothing else is said.

const master = `
global_defs {
    router_id NODE_A
    script_user root
    vrrp_garp_master_refresh 60
}
vrrp_script chk_web {
    script "/usr/bin/true"
    interval 2
    weight -20
}
track_file count {
    file /var/lib/count
    weight 2
}
vrrp_sync_group G1 {
    group {
        VI_1
    }
    notify_master /usr/bin/true
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 150
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
        192.0.2.100/24 dev eth0 label eth0:1
        192.0.2.101/24
    }
    virtual_ipaddress_excluded {
        192.0.2.102/24
    }
    notify_backup "/usr/bin/true b"
    notify /usr/bin/true
}
vrrp_instance VI_U {
    state MASTER
    interface eth0
    virtual_router_id 53
    priority 90
    version 3
    advert_int 0.5
    unicast_src_ip 192.0.2.1
    unicast_peer {
        192.0.2.12
        192.0.2.13
    }
    virtual_ipaddress {
        192.0.2.110/24
    }
    track_script {
        chk_web
    }
    track_file {
        count weight 1
    }
}
`

const backup = (priority: number): string => `
vrrp_instance VI_C {
    interface eth0
    virtual_router_id 56
    priority ${priority}
    version 3
    preempt_delay 3
    virtual_ipaddress {
        192.0.2.106
    }
}
`

let cluster: SimCluster
let agents: Agent[]

beforeEach(() => {
  cluster = new SimCluster()
  agents = []
})

afterEach(async () => {
  await stopInTime(cluster, ...agents)
})

async function run(name: string, config: string): Promise<Agent> {
  const ports = cluster.addNode(name)
  const clock = ports.clock ?? cluster.clock
  const runner = new FakeProcessRunner({ clock, onStart: (process) => process.exit(0) })
  const unixTimeMs = (): number => Date.UTC(2026, 0, 2, 3, 4, 5) + clock.now()
  const trackedFiles = () => ({
    read: () => Promise.resolve('0'),
    hint: () => () => undefined,
  })
  const agent = createAgent({ config, ports: { ...ports, unixTimeMs }, runner, trackedFiles })
  agents.push(agent)
  await agent.start()
  return agent
}

/** Seconds since 1970 and what they are in words differ with the time zone. */
const shown = (dump: string): readonly string[] =>
  dump
    .split('\n')
    .map((line) => line.replace(/ \([A-Z][a-z]{2} [A-Z][a-z]{2} .* \d{4}\)$/, ' (ctime)'))

const blockOf = (dump: string, title: string): readonly string[] => {
  const lines = shown(dump)
  const start = lines.indexOf(title)
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => !line.startsWith('   '))
  return rest.slice(0, end)
}

describe('keepalived.data', () => {
  test('of a master', async () => {
    const agent = await run('a', master)
    await cluster.advanceAsync(5000)
    expect(blockOf(agent.dump('data'), ' VRRP Instance = VI_1')).toEqual([
      '   VRRP Version = 2',
      '   Sync group = G1',
      '   State = MASTER',
      '   Flags: none',
      '   Wantstate = MASTER',
      '   Number of config faults = 0',
      '   Number of interface and track script faults = 0',
      '   Number of track scripts init = 0',
      '   Last transition = 1767323048.414063 (ctime)',
      '   Read timeout = 1767323050.414063 (ctime)',
      '   Master down timer = 3414062 usecs',
      '   Interface = eth0',
      '   Using src_ip = 192.0.2.1',
      '   Multicast address 224.0.0.18',
      '   Gratuitous ARP delay = 5',
      '   Gratuitous ARP repeat = 5',
      '   Gratuitous ARP refresh = 60',
      '   Gratuitous ARP refresh repeat = 1',
      '   Gratuitous ARP lower priority delay = 5',
      '   Gratuitous ARP lower priority repeat = 5',
      '   Down timer adverts = 3',
      '   Send advert after receive lower priority advert = true',
      '   Send advert after receive higher priority advert = false',
      '   Virtual Router ID = 51',
      '   Priority = 150',
      '   Effective priority = 150',
      '   Total priority = 150',
      '   Advert interval = 1 sec',
      '   Accept = enabled',
      '   Preempt = enabled',
      '   Promote_secondaries = disabled',
      '   Authentication type = SIMPLE_PASSWORD',
      // keepalived 2.2.7 writes it; later ones do not.
      '   Password = ********',
      '   Virtual IP (2):',
      '     192.0.2.100/24 dev eth0 scope global label eth0:1 set',
      '     192.0.2.101/24 dev eth0 scope global set',
      '   Virtual IP Excluded :',
      '     192.0.2.102/24 dev eth0 scope global set',
      '   Using smtp notification = no',
      '   Notify deleted = Fault',
      "   Backup state transition script = '/usr/bin/true' 'b', uid:gid 0:0",
      "   Generic state transition script = '/usr/bin/true', uid:gid 0:0",
      '   Notify priority changes = false',
    ])
  })

  test('of a master that speaks to peers, and of what it tracks', async () => {
    const agent = await run('a', master)
    await cluster.advanceAsync(5000)
    const dump = agent.dump('data')
    expect(blockOf(dump, ' VRRP Instance = VI_U')).toEqual(
      expect.arrayContaining([
        '   VRRP Version = 3',
        '   Flags:',
        '     Using unicast',
        '   Master down timer = 1824218 usecs',
        '   Using src_ip = 192.0.2.1 (from configuration)',
        '   Send advert after receive higher priority advert = false',
        '   Advert interval = 500 milli-sec',
        '   Virtual IP (1):',
        '     192.0.2.110/24 dev eth0 scope global set',
        '   Unicast TTL = 255',
        '   Check unicast src : no',
        '   Unicast Peer :',
        '     192.0.2.12 min_ttl 0 max_ttl 255',
        '     192.0.2.13 min_ttl 0 max_ttl 255',
        '   Unicast checksum compatibility = no',
        '   Tracked scripts :',
        '     chk_web weight -20',
        '   Tracked files :',
        '     count, weight 1',
      ]),
    )
    expect(blockOf(dump, ' VRRP Sync Group = G1, MASTER')).toEqual([
      '   Num member fault 0, num member init 0',
      '   VRRP member instances :',
      '     VI_1',
      '   Using smtp notification = no',
      "   Master state transition script = '/usr/bin/true', uid:gid 0:0",
    ])
    expect(blockOf(dump, ' VRRP Script = chk_web')).toEqual([
      "   Command = '/usr/bin/true'",
      '   Interval = 2 sec',
      // keepalived writes 0, and means the interval.
      '   Timeout = 2 sec',
      '   Rise = 1',
      '   Fall = 1',
      '   Status = GOOD',
      '   Script uid:gid = 0:0',
      '   Tracking instances :',
      '     VI_U, weight -20',
    ])
    expect(blockOf(dump, ' Track file = count')).toEqual([
      '   File = /var/lib/count',
      '   Status = 0',
      '   Tracking instances :',
      '     VI_U, weight 1',
    ])
    expect(shown(dump).slice(0, 3)).toEqual([
      '------< Global definitions >------',
      ' Network namespace = (default)',
      ' Router ID = NODE_A',
    ])
  })

  test('of a backup', async () => {
    const agent = await run('a', backup(50))
    await run('b', backup(100))
    await cluster.advanceAsync(8500)
    expect(blockOf(agent.dump('data'), ' VRRP Instance = VI_C').slice(0, 14)).toEqual([
      '   VRRP Version = 3',
      '   State = BACKUP',
      '   Master router = 192.0.2.2',
      '   Master priority = 100',
      '   Master advert int = 1.00 sec',
      '   Flags: none',
      '   Wantstate = BACKUP',
      '   Number of config faults = 0',
      '   Number of interface and track script faults = 0',
      '   Number of track scripts init = 0',
      '   Last transition = 1767323045.000000 (ctime)',
      // The advert at 7609.375 ms, and 3804.6875 ms more.
      '   Read timeout = 1767323056.414063 (ctime)',
      '   Master down timer = 3804687 usecs',
      '   Interface = eth0',
    ])
    expect(blockOf(agent.dump('data'), ' VRRP Instance = VI_C').slice(26, 35)).toEqual([
      '   Priority = 50',
      '   Effective priority = 50',
      '   Total priority = 50',
      '   Advert interval = 1000 milli-sec',
      '   Master advert interval = 1000 milli-sec',
      '   Accept = enabled',
      '   Preempt = enabled',
      '   Preempt delay = 3 secs',
      '   Promote_secondaries = disabled',
    ])
  })
})

test('keepalived.stats', async () => {
  const agent = await run('a', backup(50))
  await run('b', backup(100))
  await cluster.advanceAsync(8500)
  expect(agent.dump('stats')).toBe(`VRRP Instance: VI_C
  Advertisements:
    Received: 5
    Sent: 0
  Became master: 0
  Released master: 0
  Packet Errors:
    Length: 0
    TTL: 0
    Invalid Type: 0
    Advertisement Interval: 0
    Address List: 0
  Authentication Errors:
    Invalid Type: 0
    Type Mismatch: 0
    Failure: 0
  Priority Zero:
    Received: 0
    Sent: 0
`)
})

/** What keepalived 2.2.7 wrote, but for the time and what stands beside it. */
const backupJson =
  '{"iname":"VI_C","dont_track_primary":0,"skip_check_adv_addr":0,"strict_mode":0,"vmac_ifname":"",' +
  '"ifp_ifname":"eth0","master_priority":100,"last_transition":1767323045,"garp_delay":5,' +
  '"garp_refresh":0,"garp_rep":5,"garp_refresh_rep":1,"garp_lower_prio_delay":5,' +
  '"garp_lower_prio_rep":5,"lower_prio_no_advert":0,"higher_prio_send_advert":0,"vrid":56,' +
  '"base_priority":50,"effective_priority":50,"vipset":false,"promote_secondaries":false,' +
  '"adver_int":1,"master_adver_int":1,"accept":1,"nopreempt":false,"preempt_delay":3,"state":1,' +
  '"wantstate":1,"version":3,"smtp_alert":false,"notify_deleted":false,' +
  '"vips":["192.0.2.106 dev eth0 scope global"],"auth_type":0}'
const backupStats =
  '{"advert_rcvd":5,"advert_sent":0,"become_master":0,"release_master":0,"packet_len_err":0,' +
  '"advert_interval_err":0,"ip_ttl_err":0,"invalid_type_rcvd":0,"addr_list_err":0,' +
  '"invalid_authtype":0,"authtype_mismatch":0,"auth_failure":0,' +
  // keepalived 2.2.7 has no HMAC; these are of later ones.
  '"auth_ext_missing":0,"auth_ext_malformed":0,"auth_ext_unknown_key":0,' +
  '"auth_ext_invalid_hmac":0,"auth_ext_stale":0,"auth_ext_replay":0,' +
  '"pri_zero_rcvd":0,"pri_zero_sent":0}'

describe('keepalived.json', () => {
  test('of a backup', async () => {
    const agent = await run('a', backup(50))
    await run('b', backup(100))
    await cluster.advanceAsync(8500)
    expect(agent.dump('json')).toBe(`[{"data":${backupJson},"stats":${backupStats}}]`)
  })

  test('of a master', async () => {
    const agent = await run('a', master)
    await cluster.advanceAsync(5000)
    const [first, second] = JSON.parse(agent.dump('json')) as readonly { readonly data: object }[]
    expect(first?.data).toMatchObject({
      last_transition: 1767323048.414063,
      vipset: true,
      state: 2,
      wantstate: 2,
      version: 2,
      script_backup: "'/usr/bin/true' 'b'",
      script: "'/usr/bin/true'",
      vips: [
        '192.0.2.100/24 dev eth0 scope global label eth0:1 set',
        '192.0.2.101/24 dev eth0 scope global set',
      ],
      evips: ['192.0.2.102/24 dev eth0 scope global set'],
      auth_type: 1,
      auth_data: '********',
    })
    expect(second?.data).toMatchObject({
      adver_int: 0.5,
      master_adver_int: 0.5,
      track_script: ["'/usr/bin/true'"],
    })
  })
})

test('no dump tells a secret', async () => {
  const agent = await run('a', master.replace('1111', 'sesame'))
  for (const kind of ['data', 'stats', 'json'] as const) {
    expect(agent.dump(kind)).not.toContain('sesame')
  }
})
