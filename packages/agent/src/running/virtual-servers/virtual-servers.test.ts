import type { Program } from '@holdfast/check'
import { FakeProcessRunner } from '@holdfast/check/testing'
import { formatDestinationId, formatServiceId } from '@holdfast/ipvs'
import { MemoryIpvs } from '@holdfast/ipvs/testing'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from '../../create-agent.js'
import type { AgentOptions } from '../../agent-options.js'
import type { MailMessage } from '../../notifying/alert-mail.js'
import type { Agent } from '../agent.js'

let cluster: SimCluster
let ipvs: MemoryIpvs
let agent: Agent | undefined
/** Check scripts that fail, by their path; notify scripts that ran. */
let failing: Set<string>
let told: string[]
let logged: string[]

beforeEach(() => {
  cluster = new SimCluster()
  ipvs = new MemoryIpvs()
  failing = new Set()
  told = []
  logged = []
})

afterEach(async () => {
  await stop()
})

async function stop(): Promise<void> {
  const stopped = agent?.stop()
  await cluster.advanceAsync(10_000)
  await stopped
  agent = undefined
}

async function run(config: string, options: Partial<AgentOptions> = {}): Promise<Agent> {
  const ports = cluster.addNode('a')
  const log = (message: string): unknown => logged.push(message)
  const runner = new FakeProcessRunner({
    clock: ports.clock ?? cluster.clock,
    onStart: (process) => {
      const { path } = process.program
      if (path.includes('check')) process.exit(failing.has(path) ? 1 : 0)
      else tell(process.program)
      process.exit(0)
    },
  })
  const logger = { debug: () => undefined, info: log, warn: log, error: log }
  const made = createAgent({ config, ports, runner, ipvs, logger, ...options })
  agent = made
  await made.start()
  for (const instance of made.instances) cluster.follow('a', instance)
  return made
}

function tell({ path, args }: Program): void {
  told.push([path, ...args].join(' '))
}

/** The table in few words: `tcp 192.0.2.10:80 rr: 198.51.100.1:80 masq 1`. */
function table(): readonly string[] {
  return ipvs.table.map(({ service, destinations }) => {
    const servers = destinations.map((each) => {
      return ` ${formatDestinationId(each)} ${each.forwarding.method} ${each.weight}`
    })
    return `${formatServiceId(service.id)} ${service.scheduler}:${servers.join(',')}`
  })
}

const server = (address: string, name: string, more = ''): string => `
  real_server ${address} 80 {
    weight 3
    MISC_CHECK {
      misc_path "/check/${name}"
    }
    notify_up "/n/up ${name}"
    notify_down "/n/down ${name}"
    ${more}
  }
`
const web = (more: string, ...servers: readonly string[]): string => `
virtual_server 192.0.2.10 80 {
  lvs_sched rr
  lvs_method NAT
  protocol TCP
  delay_loop 2
  warmup 0
  ${more}
  ${servers.join('\n')}
}
`
const one = server('198.51.100.1', 'one')
const two = server('198.51.100.2', 'two')
const instance = `
vrrp_instance VI_1 {
  state MASTER
  interface eth0
  virtual_router_id 51
  priority 150
  virtual_ipaddress {
    192.0.2.10/24
  }
}
`

test('the kernel has the servers that are well, and the sorry server when none is', async () => {
  await run(
    web(
      'quorum_up "/n/quorum up"\nquorum_down "/n/quorum down"\nsorry_server 198.51.100.9 80',
      one,
      two,
    ),
  )
  expect(table()).toEqual(['tcp 192.0.2.10:80 rr: 198.51.100.1:80 masq 3, 198.51.100.2:80 masq 3'])
  await cluster.advanceAsync(3_000)
  failing.add('/check/one')
  await cluster.advanceAsync(2_000)
  expect(table()).toEqual(['tcp 192.0.2.10:80 rr: 198.51.100.2:80 masq 3'])
  failing.add('/check/two')
  await cluster.advanceAsync(2_000)
  expect(table()).toEqual(['tcp 192.0.2.10:80 rr: 198.51.100.9:80 masq 1'])
  failing.clear()
  await cluster.advanceAsync(2_000)
  expect(table()).toEqual(['tcp 192.0.2.10:80 rr: 198.51.100.1:80 masq 3, 198.51.100.2:80 masq 3'])
  expect(told).toEqual([
    '/n/quorum up',
    '/n/down one',
    '/n/down two',
    '/n/quorum down',
    '/n/up one',
    '/n/quorum up',
    '/n/up two',
  ])
  await stop()
  expect(table()).toEqual([])
})

test('FIFOs and mails have the words of keepalived', async () => {
  const lines: string[] = []
  const mails: MailMessage[] = []
  const mailing = `
global_defs {
  router_id lb1
  notify_fifo /run/all
  vrrp_notify_fifo /run/vrrp
  lvs_notify_fifo /run/lvs
  notification_email {
    ops@example.com
  }
  smtp_server 192.0.2.25
}
`
  await run(mailing + web('smtp_alert', one) + instance, {
    fifos: (path) => {
      const write = (line: string): boolean => lines.push(`${path} ${line.trimEnd()}`) > 0
      return Promise.resolve({ write, close: () => undefined })
    },
    mailer: {
      send: (message) => {
        mails.push(message)
        return Promise.resolve()
      },
    },
  })
  failing.add('/check/one')
  await cluster.advanceAsync(3_000)
  expect(lines.filter((line) => !line.includes('INSTANCE'))).toEqual([
    '/run/all VS [192.0.2.10]:tcp:80 UP',
    '/run/lvs VS [192.0.2.10]:tcp:80 UP',
    '/run/all RS [198.51.100.1]:tcp:80 [192.0.2.10]:tcp:80 DOWN',
    '/run/lvs RS [198.51.100.1]:tcp:80 [192.0.2.10]:tcp:80 DOWN',
    '/run/all VS [192.0.2.10]:tcp:80 DOWN',
    '/run/lvs VS [192.0.2.10]:tcp:80 DOWN',
  ])
  expect(lines.some((line) => line.startsWith('/run/lvs INSTANCE'))).toBe(false)
  expect(mails.map(({ subject }) => subject)).toEqual([
    '[lb1] Virtualserver [192.0.2.10]:tcp:80 - UP',
    '[lb1] Realserver [198.51.100.1]:tcp:80 of virtual server [192.0.2.10]:tcp:80 - DOWN',
    '[lb1] Virtualserver [192.0.2.10]:tcp:80 - DOWN',
  ])
})

test('a reload touches what changed alone, and what is known stays known', async () => {
  const dns = `
virtual_server 192.0.2.53 53 {
  protocol UDP
  real_server 198.51.100.53 53 {
  }
}
`
  const running = await run(web('', one, two) + dns)
  failing.add('/check/one')
  await cluster.advanceAsync(2_500)
  expect(table()[0]).toBe('tcp 192.0.2.10:80 rr: 198.51.100.2:80 masq 3')
  told.length = 0
  ipvs.asked.length = 0

  const heavier = two.replace('weight 3', 'weight 7')
  expect(await running.preview(web('', one, heavier) + dns)).toHaveLength(2)
  await running.reload(web('', one, heavier) + dns)
  await cluster.advanceAsync(100)
  expect(ipvs.asked.map(({ type }) => type)).toEqual(['editDestination'])
  expect(table()).toEqual([
    'tcp 192.0.2.10:80 rr: 198.51.100.2:80 masq 7',
    'udp 192.0.2.53:53 wlc: 198.51.100.53:53 masq 1',
  ])

  await running.reload(web('', one, heavier))
  await cluster.advanceAsync(100)
  expect(table()).toEqual(['tcp 192.0.2.10:80 rr: 198.51.100.2:80 masq 7'])
  expect(told).toEqual([])
  await running.reload('')
  await cluster.advanceAsync(100)
  expect(table()).toEqual([])
})

test('`ha_suspend`: whoever has not the address asks nobody', async () => {
  const running = await run(web('ha_suspend', one) + instance)
  const suspended = (): boolean | undefined => running.status().virtualServers[0]?.isSuspended
  failing.add('/check/one')
  expect(suspended()).toBe(true)
  // As backup it waits for 3 adverts of 1 s and the skew of priority 150, 106/256 s.
  await cluster.advanceAsync(3_400)
  expect(suspended()).toBe(true)
  expect(table()).toEqual(['tcp 192.0.2.10:80 rr: 198.51.100.1:80 masq 3'])
  await cluster.advanceAsync(2_600)
  expect(suspended()).toBe(false)
  expect(table()).toEqual(['tcp 192.0.2.10:80 rr:'])
})

test('the status says why a server is down, and since when', async () => {
  const running = await run(web('quorum 4', one, two))
  failing.add('/check/one')
  await cluster.advanceAsync(2_500)
  expect(running.status().virtualServers).toEqual([
    {
      name: '[192.0.2.10]:tcp:80',
      services: ['tcp 192.0.2.10:80'],
      isUp: false,
      forMs: 2_500,
      liveWeight: 3,
      quorum: 4,
      gain: 4,
      loss: 4,
      isSuspended: false,
      servers: [
        {
          name: '198.51.100.1:80',
          isUp: false,
          forMs: 2_500,
          weight: undefined,
          because: 'script /check/one: exited with status 1',
          duty: 'serving',
          checks: [
            {
              description: 'script /check/one',
              isUp: false,
              hasRun: true,
              lastFailure: 'exited with status 1',
              // Asked at 0 ms and at 2000.
              endedAgoMs: 500,
              dueInMs: 1500,
              answersToChange: 1,
            },
          ],
        },
        {
          name: '198.51.100.2:80',
          isUp: true,
          forMs: 2_500,
          weight: 3,
          because: undefined,
          duty: 'serving',
          checks: [
            {
              description: 'script /check/two',
              isUp: true,
              hasRun: true,
              lastFailure: undefined,
              endedAgoMs: 500,
              dueInMs: 1500,
              answersToChange: 1,
            },
          ],
        },
      ],
      sorryServer: undefined,
      isSorry: false,
      failures: [],
    },
  ])
})

test('without IPVS in the kernel it says so once, VRRP goes on, and it is tried again', async () => {
  const other = web('', two).replace('192.0.2.10', '192.0.2.11')
  for (let attempt = 0; attempt < 2; attempt += 1) ipvs.failNext('ENOENT')
  const running = await run(web('', one) + other + instance)
  await cluster.advanceAsync(5_000)
  cluster.expectMaster('a')
  expect(logged.filter((line) => line.includes('ENOENT'))).toEqual([
    'virtual servers are not as they should be: ENOENT',
  ])
  expect(running.status().virtualServers[0]?.failures).toEqual(['ENOENT'])
  await cluster.advanceAsync(20_000)
  expect(table()).toHaveLength(2)
  expect(running.status().virtualServers[0]?.failures).toEqual([])
})

test('the table is read once, however many virtual servers there are', async () => {
  const addresses = Array.from({ length: 50 }, (_, at) => `192.0.2.${100 + at}`)
  await run(addresses.map((address) => web('', one).replace('192.0.2.10', address)).join('\n'))
  expect(table()).toHaveLength(50)
  expect(ipvs.readings).toBe(1)
  failing.add('/check/one')
  await cluster.advanceAsync(2_500)
  expect(table()).toContain('tcp 192.0.2.149:80 rr:')
  expect(ipvs.readings).toBe(1)
})

test('where nothing balances, servers are checked all the same', async () => {
  const ports = cluster.addNode('b')
  const lone = createAgent({ config: web('', one), ports, runner: new FakeProcessRunner(cluster) })
  await lone.start()
  expect(lone.status().virtualServers[0]?.isUp).toBe(true)
  await lone.stop()
})

test('`-I` leaves the kernel as it is', async () => {
  await run(web('', one), { releasesVirtualServers: false })
  await stop()
  expect(table()).toEqual(['tcp 192.0.2.10:80 rr: 198.51.100.1:80 masq 3'])
})

test('groups, marks, and what keepalived would put right', async () => {
  await run(`
virtual_server_group G1 {
  192.0.2.0/30 80
  192.0.2.17-18 81
  fwmark 5
  192.0.2.5/30 80
}
virtual_server group G1 {
  lvs_method NAT
  protocol TCP
  real_server 198.51.100.1 8080 {
  }
  real_server 198.51.100.1 8080 {
  }
}
virtual_server 192.0.2.99 80 {
  lvs_sched rr
  lvs_method DR
  sh-port
  protocol TCP
  persistence_granularity 255.255.255.0
  real_server 198.51.100.1 81 {
    lthreshold 10
  }
  real_server 2001:db8::1 80 {
  }
}
virtual_server fwmark 7 {
  real_server 2001:db8::1 {
  }
}
virtual_server 192.0.2.98 80 {
  protocol TCP
}
virtual_server group G9 {
  protocol TCP
  real_server 198.51.100.1 80 {
  }
}
virtual_server 192.0.2.17 81 {
  protocol TCP
  real_server 198.51.100.9 80 {
  }
}
virtual_server 192.0.2.99 80 {
  protocol TCP
  real_server 198.51.100.9 80 {
  }
}
`)
  expect(table()).toEqual([
    'tcp 192.0.2.0:80 wlc: 198.51.100.1:8080 masq 1',
    'tcp 192.0.2.1:80 wlc: 198.51.100.1:8080 masq 1',
    'tcp 192.0.2.2:80 wlc: 198.51.100.1:8080 masq 1',
    'tcp 192.0.2.3:80 wlc: 198.51.100.1:8080 masq 1',
    'tcp 192.0.2.17:81 wlc: 198.51.100.1:8080 masq 1',
    'tcp 192.0.2.18:81 wlc: 198.51.100.1:8080 masq 1',
    'fwmark 5 inet wlc: 198.51.100.1:8080 masq 1',
    'tcp 192.0.2.99:80 rr: 198.51.100.1:80 direct 1',
    'fwmark 7 inet6 wlc: [2001:db8::1]:0 masq 1',
  ])
  expect(ipvs.table[7]?.service.persistence).toEqual({
    timeoutMs: 360_000,
    granularity: '255.255.255.0',
    engine: undefined,
  })
  expect(logged.filter((line) => line.startsWith('virtual_server '))).toEqual([
    'virtual_server [G1]:0 has the server 198.51.100.1:8080 twice: the second is left out',
    'virtual_server [G1]:0 goes without the range that begins at 192.0.2.5',
    'virtual_server [192.0.2.99]:tcp:80 has the server [198.51.100.1]:tcp:81, but DR cannot change ' +
      'ports: it has port 80',
    'virtual_server [192.0.2.99]:tcp:80 is left without 2001:db8::1, which has another family',
    'virtual_server [192.0.2.99]:tcp:80 goes without `sh-port`: its scheduler is rr',
    'virtual_server [192.0.2.99]:tcp:80 goes without the lthreshold of 198.51.100.1: it is above ' +
      'the uthreshold',
    'virtual_server [192.0.2.98]:tcp:80 is left out: it has no real servers',
    'virtual_server [G9]:0 is left out: there is no virtual_server_group G9 with members',
    'virtual_server [192.0.2.17]:tcp:81 goes without tcp 192.0.2.17:81, which [G1]:0 tcp has',
    'virtual_server [192.0.2.99]:tcp:80 is there already: the second is left out',
  ])
})

test('timeouts, and sync daemons that follow an instance', async () => {
  const globals = `
global_defs {
  lvs_timeouts tcp 600 udp 0
  lvs_sync_daemon eth0 VI_1 port 9000
  lvs_flush
  lvs_flush_on_stop
}
`
  ipvs.changeByHand({
    type: 'addService',
    service: {
      id: { kind: 'fwmark', mark: 1, family: 4 },
      scheduler: 'rr',
      schedulerFlags: [],
      onePacket: false,
      persistence: undefined,
    },
  })
  await run(globals + web('', one) + instance)
  expect(table()).toEqual(['tcp 192.0.2.10:80 rr: 198.51.100.1:80 masq 3'])
  expect(ipvs.timeouts()).toEqual({ tcpMs: 600_000, tcpFinMs: 120_000, udpMs: 300_000 })
  const daemon = { interface: 'eth0', syncId: 51, port: 9000 }
  expect(ipvs.daemons()).toEqual([{ role: 'backup', ...daemon }])
  await cluster.advanceAsync(5_000)
  expect(ipvs.daemons()).toEqual([{ role: 'master', ...daemon }])
  await stop()
  expect(ipvs.daemons()).toEqual([])
})
