import { FakeProcessRunner } from '@holdfast/check/testing'
import { MemoryIpvs } from '@holdfast/ipvs/testing'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import type { Agent } from '../running/agent.js'
import type { ServerChangedEvent } from '../running/agent-events.js'
import { InstanceNoteBook } from './instance-note-book.js'
import { checkVariables } from './mib/keepalived-check.js'
import { trackerVariables } from './mib/keepalived-trackers.js'
import { vrrpVariables } from './mib/keepalived-vrrp.js'
import { rfc2787Variables } from './mib/rfc2787.js'
import { rfc6527Variables } from './mib/rfc6527.js'
import { snmpFactsOf } from './snmp-facts.js'
import type { SnmpFacts } from './snmp-facts.js'
import * as traps from './traps.js'
import type { SnmpValue } from './value.js'
import { stopInTime } from '../testing/stop-in-time.js'

const config = `
vrrp_script chk {
    script "/bin/check"
    interval 2
    weight -20
    fall 3
}
vrrp_instance VI_6 {
    interface eth0
    virtual_router_id 51
    priority 150
    virtual_ipaddress {
        fe80::100
        2001:db8::100/64
    }
    track_script {
        chk weight -30
    }
    notify_master "/bin/say master"
}
virtual_server 192.0.2.10 80 {
    lvs_sched rr
    lvs_method NAT
    protocol TCP
    delay_loop 2
    warmup 0
    quorum 2
    snmp_name web
    sorry_server 192.0.2.99 8080
    real_server 198.51.100.1 80 {
        MISC_CHECK {
            misc_path "/check/one"
        }
    }
    real_server 198.51.100.2 80 {
        MISC_CHECK {
            misc_path "/check/two"
        }
    }
}
virtual_server fwmark 7 {
    lvs_sched rr
    lvs_method DR
    real_server 198.51.100.1 0 {
        MISC_CHECK {
            misc_path "/check/one"
        }
    }
}
`

let cluster: SimCluster
let agent: Agent
let notes: InstanceNoteBook
let changed: ServerChangedEvent[]

beforeEach(async () => {
  cluster = new SimCluster()
  const ports = cluster.addNode('a')
  const runner = new FakeProcessRunner({
    clock: ports.clock ?? cluster.clock,
    onStart: (process) => process.exit(process.program.path === '/check/two' ? 1 : 0),
  })
  agent = createAgent({ config, ports, runner, ipvs: new MemoryIpvs() })
  notes = new InstanceNoteBook(agent)
  changed = []
  agent.on('serverChanged', (event) => changed.push(event))
  await agent.start()
  await cluster.advanceAsync(5000)
})

afterEach(async () => {
  await stopInTime(cluster, agent)
})

const facts = (): SnmpFacts =>
  snmpFactsOf(agent, {
    hostName: 'router-1',
    interfaceIndex: (name) => (name === 'eth0' ? 4 : undefined),
    notes: (name) => notes.of(name),
  })

function plain(value: SnmpValue): unknown {
  if ('value' in value) return value.value
  if ('id' in value) return value.id.join('.')
  if (!('bytes' in value)) return value.kind
  const { bytes } = value
  // Addresses and texts alike are octets.
  const isText = bytes.length > 0 && bytes.every((octet) => octet >= 32 && octet < 127)
  return isText ? new TextDecoder().decode(bytes) : Buffer.from(bytes).toString('hex')
}

/** By what follows the subtree. */
function below(
  subtree: string,
  variables: readonly { readonly id: readonly number[]; readonly value: SnmpValue }[],
): Record<string, unknown> {
  const found = variables.filter(({ id }) => id.join('.').startsWith(`${subtree}.`))
  return Object.fromEntries(
    found.map(({ id, value }) => [id.join('.').slice(subtree.length + 1), plain(value)]),
  )
}

const mib = '1.3.6.1.4.1.9586.100.5'
const check = `${mib}.3`

describe('VRRP over IPv6', () => {
  test('in RFC 6527: interface, VRID and family; the length of an address before it', () => {
    const all = rfc6527Variables(facts())
    expect(below('1.3.6.1.2.1.207.1.1.1.1', all)).toEqual({
      '3.4.51.2': 'fe800000000000000000000000000001',
      '4.4.51.2': 'fe800000000000000000000000000001',
      '5.4.51.2': '00005e000233',
      '6.4.51.2': 3,
      '7.4.51.2': 150,
      '8.4.51.2': 2,
      '9.4.51.2': 100,
      '10.4.51.2': 1,
      '11.4.51.2': 1,
      '12.4.51.2': 500,
      '13.4.51.2': 1,
    })
    expect(below('1.3.6.1.2.1.207.1.1.2.1.2.4.51.2', all)).toEqual({
      '16.254.128.0.0.0.0.0.0.0.0.0.0.0.0.1.0': 1,
      '16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.1.0': 1,
    })
    // Became master once, as nobody was heard.
    const statistics = below('1.3.6.1.2.1.207.1.2.5.1', all)
    expect([statistics['1.4.51.2'], statistics['2.4.51.2']]).toEqual([1, 3])
  })

  test('in RFC 2787: not at all', () => {
    expect(below('1.3.6.1.2.1.68.1.3', rfc2787Variables(facts()))).toEqual({})
  })

  test('in KEEPALIVED-MIB', () => {
    const all = vrrpVariables(facts())
    expect(below(`${mib}.2.3.1`, all)).toMatchObject({
      '2.1': 'VI_6',
      '9.1': 1,
      '12.1': 100,
      '21.1': 1,
      '22.1': "'/bin/say' 'master'",
      '30.1': 3,
      '34.1': 2,
      '35.1': 'ff020000000000000000000000000012',
    })
    expect(below(`${mib}.2.6.1`, all)).toMatchObject({
      '2.1.1': 2,
      '5.1.2': 64,
      '7.1.1': 4,
      '10.1.1': 1,
    })
  })

  test('on an interface that is not there, it has no row', () => {
    const known = { ...facts(), interfaceIndex: () => undefined }
    expect(below('1.3.6.1.2.1.207.1.1', rfc6527Variables(known))).toEqual({})
    expect(traps.newMasterTrap6527('VI_6', known)).toBeUndefined()
  })
})

test('scripts, and who tracks them', () => {
  const all = trackerVariables(facts(), agent.configuration.value.scripts ?? [])
  const script = { '2.1': 'chk', '3.1': "'/bin/check'", '4.1': 2, '5.1': -20, '6.1': 3 }
  expect(below(`${mib}.2.9.1`, all)).toEqual({ ...script, '7.1': 1, '8.1': 3, '9.1': 2 })
  expect(below(`${mib}.2.5.1`, all)).toEqual({ '2.1.1': 'chk', '3.1.1': -30, '4.1.1': 2 })
})

describe('virtual servers', () => {
  test('an address and a mark, with what there is of each', () => {
    const servers = below(`${check}.3.1`, checkVariables(facts()))
    // Of two real servers one is up, and two would have to be.
    const first = { '2.1': 2, '5.1': 1, '6.1': 'c000020a', '7.1': 80, '8.1': 1, '71.1': 'web' }
    expect(servers).toMatchObject({ ...first, '20.1': 2, '21.1': 1, '22.1': 2, '23.1': 2 })
    expect(servers).toMatchObject({ '2.2': 1, '4.2': 7, '8.2': 4, '20.2': 1, '21.2': 1, '23.2': 1 })
    expect(servers).not.toHaveProperty(['6.2'])
  })

  test('their real servers, and the sorry server behind these', () => {
    const servers = below(`${check}.4.1`, checkVariables(facts()))
    expect(servers).toMatchObject({ '4.1.1': 'c6336401', '5.1.1': 80, '6.1.1': 1, '6.1.2': 2 })
    expect(servers).toMatchObject({ '2.1.3': 2, '4.1.3': 'c0000263', '5.1.3': 8080, '7.1.3': 1 })
  })

  test('traps of a server that goes down, and of the quorum that it takes along', () => {
    const trapOf = (kind: 'RS' | 'VS') => {
      const event = changed.find(
        (each) => each.kind === kind && each.name.includes(':80') && !each.isUp,
      )
      const trap = event === undefined ? undefined : traps.serverTrap(event, facts())
      return trap?.map(({ id, value }) => [id.join('.').replace(check, 'C'), plain(value)])
    }
    expect(trapOf('RS')).toEqual([
      ['1.3.6.1.6.3.1.1.4.1.0', `${check}.5.0.1`],
      ...[
        ['C.4.1.3', 1],
        ['C.4.1.4', 'c6336402'],
        ['C.4.1.5', 80],
        ['C.4.1.6', 2],
      ],
      ...[
        ['C.3.1.2', 2],
        ['C.3.1.5', 1],
        ['C.3.1.6', 'c000020a'],
        ['C.3.1.7', 80],
      ],
      ...[
        ['C.3.1.8', 1],
        ['C.3.1.20', 2],
        ['C.3.1.21', 1],
      ],
      [`${mib}.1.2.0`, 'router-1'],
    ])
    expect(trapOf('VS')?.slice(-5)).toEqual([
      ['C.3.1.20', 2],
      ['C.3.1.21', 1],
      ['C.3.1.22', 2],
      ['C.3.1.23', 2],
      [`${mib}.1.2.0`, 'router-1'],
    ])
    const gone = { kind: 'VS', name: '[192.0.2.77]:tcp:80', isUp: false, text: '' } as const
    expect(traps.serverTrap(gone, facts())).toBeUndefined()
  })
})

describe('packets that are not accepted', () => {
  const rejected = { name: 'VI_6', source: '192.0.2.66', text: '', at: 0 }

  test('what RFC 6527 has a number for is a trap, and remembered', () => {
    agent.emit('rejected', { ...rejected, code: 'checksumError' })
    agent.emit('rejected', { ...rejected, code: 'addressListError' })
    expect(notes.of('VI_6').protocolError).toBe(3)
    const trap = traps.protocolErrorTrap({ ...rejected, code: 'checksumError' }, facts())
    expect(trap?.map(({ id, value }) => [id.join('.'), plain(value)])).toEqual([
      ['1.3.6.1.6.3.1.1.4.1.0', '1.3.6.1.2.1.207.0.2'],
      ['1.3.6.1.2.1.207.1.2.5.1.6.4.51.2', 3],
    ])
    expect(traps.protocolErrorTrap({ ...rejected, code: 'intervalError' }, facts())).toBeUndefined()
  })

  test('who is not believed is one of RFC 2787', () => {
    const trap = traps.authFailureTrap({ ...rejected, code: 'authFailure' })
    expect(trap?.map(({ id, value }) => [id.join('.'), plain(value)])).toEqual([
      ['1.3.6.1.6.3.1.1.4.1.0', '1.3.6.1.2.1.68.0.2'],
      ['1.3.6.1.2.1.68.1.5.0', 'c0000242'],
      ['1.3.6.1.2.1.68.1.6.0', 3],
    ])
    expect(traps.authFailureTrap({ ...rejected, code: 'ttlError' })).toBeUndefined()
  })
})
