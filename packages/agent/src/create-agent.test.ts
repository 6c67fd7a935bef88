import { FakeProcessRunner } from '@holdfast/check/testing'
import type { FakeProcess } from '@holdfast/check/testing'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from './create-agent.js'
import type { AgentOptions } from './agent-options.js'
import type { Agent } from './running/agent.js'

let cluster: SimCluster
let agents: Agent[]

beforeEach(() => {
  cluster = new SimCluster()
  agents = []
})

afterEach(async () => {
  await meanwhile(10_000, Promise.all(agents.map((agent) => agent.stop())))
})

/** Lets virtual time pass for what was begun, and waits for it. */
async function meanwhile(ms: number, begun: Promise<unknown>): Promise<void> {
  await cluster.advanceAsync(ms)
  await begun
}

interface Node {
  readonly agent: Agent
  readonly runner: FakeProcessRunner
  /** The notify scripts that were run so far, as words. */
  readonly told: () => readonly string[]
}

/** A node of the cluster that runs a text; its scripts end at once, check scripts as `checks` says. */
async function run(
  name: string,
  config: string,
  options: Partial<AgentOptions> & { readonly checks?: () => number } = {},
): Promise<Node> {
  const { checks = () => 0, ...rest } = options
  const ports = cluster.addNode(name)
  const runner = new FakeProcessRunner({
    clock: ports.clock ?? cluster.clock,
    onStart: (process) => process.exit(isCheck(process) ? checks() : 0),
  })
  const agent = createAgent({ config, ports, runner, ...rest })
  agents.push(agent)
  await agent.start()
  for (const instance of agent.instances) cluster.follow(name, instance)
  const told = (): readonly string[] =>
    runner.started
      .filter((process) => !isCheck(process))
      .map(({ program }) => [program.path, ...program.args].join(' '))
  return { agent, runner, told }
}

function isCheck({ program }: FakeProcess): boolean {
  return program.path.includes('check')
}

const instance = (state: string, priority: number, more = ''): string => `
vrrp_script chk {
    script "/etc/check-mysql.sh"
    interval 2
    weight -60
    fall 2
}
vrrp_instance VI_1 {
    state ${state}
    interface eth0
    virtual_router_id 51
    priority ${priority}
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
        192.0.2.100/24
    }
    track_script {
        chk
    }
    ${more}
}
`

test('two texts elect the stronger, and a failing script moves the address', async () => {
  let exitCode = 0
  const a = await run('a', instance('MASTER', 150), { checks: () => exitCode })
  await run('b', instance('BACKUP', 100))
  await cluster.advanceAsync(5_000)
  cluster.expectMaster('a')
  expect(cluster.holders('192.0.2.100')).toEqual(['a'])

  exitCode = 1
  await cluster.advanceAsync(10_000)
  cluster.expectMaster('b')
  expect(cluster.holders('192.0.2.100')).toEqual(['b'])
  expect(a.agent.instance('VI_1').status().effectivePriority).toBe(90)

  exitCode = 0
  await cluster.advanceAsync(10_000)
  cluster.expectMaster('a')
})

test('notify scripts get the arguments of keepalived, in the order of events', async () => {
  const notify = `
    notify_master "/n/master.sh now"
    notify_backup /n/backup.sh
    notify_stop /n/stop.sh
    notify /n/any.sh`
  const a = await run('a', instance('MASTER', 150, notify))
  await cluster.advanceAsync(5_000)
  await meanwhile(1_000, a.agent.stop())
  expect(a.told()).toEqual([
    '/n/backup.sh',
    '/n/any.sh INSTANCE VI_1 BACKUP 150',
    '/n/master.sh now',
    '/n/any.sh INSTANCE VI_1 MASTER 150',
    '/n/stop.sh',
    '/n/any.sh INSTANCE VI_1 STOP 150',
  ])
})

test('stop says goodbye, so that the other takes over after its skew', async () => {
  const a = await run('a', instance('MASTER', 150))
  await run('b', instance('BACKUP', 100))
  await cluster.advanceAsync(5_000)
  // Skew of priority 100 in VRRPv2: (256 - 100) / 256 s = 609.375 ms.
  await meanwhile(620, a.agent.stop())
  expect(cluster.state('b')).toBe('MASTER')
  expect(cluster.holders('192.0.2.100')).toEqual(['b'])
})

const group = (priority: number): string => `
vrrp_sync_group G1 {
    group {
        inside
        outside
    }
    notify "/n/group.sh"
}
vrrp_instance inside {
    interface eth0
    virtual_router_id 51
    priority ${priority}
    virtual_ipaddress {
        192.0.2.100/24
    }
    notify "/n/member.sh"
}
vrrp_instance outside {
    interface eth0
    virtual_router_id 52
    priority ${priority}
    virtual_ipaddress {
        192.0.2.101/24
    }
    notify "/n/member.sh"
}
`

test('a sync group is told of after its members, with priority 0', async () => {
  const a = await run('a', group(150))
  await cluster.advanceAsync(5_000)
  await meanwhile(1_000, a.agent.stop())
  expect(a.told()).toEqual([
    '/n/member.sh INSTANCE inside BACKUP 150',
    '/n/member.sh INSTANCE outside BACKUP 150',
    '/n/group.sh GROUP G1 BACKUP 0',
    '/n/member.sh INSTANCE inside MASTER 150',
    '/n/member.sh INSTANCE outside MASTER 150',
    '/n/group.sh GROUP G1 MASTER 0',
    '/n/member.sh INSTANCE inside STOP 150',
    '/n/member.sh INSTANCE outside STOP 150',
    '/n/group.sh GROUP G1 STOP 0',
  ])
})

test('a reload leaves what is the same in peace, and changes or replaces the rest', async () => {
  const texts = (second: number, third: string): string => `
vrrp_instance same {
    interface eth0
    virtual_router_id 51
    virtual_ipaddress {
        192.0.2.100/24
    }
}
vrrp_instance changed {
    interface eth0
    virtual_router_id 52
    priority ${second}
    virtual_ipaddress {
        192.0.2.101/24
    }
}
vrrp_instance ${third} {
    interface eth0
    virtual_router_id 53
    virtual_ipaddress {
        192.0.2.102/24
    }
    notify "/n/any.sh"
}
`
  const a = await run('a', texts(100, 'old'))
  await cluster.advanceAsync(5_000)
  const [same, changed] = a.agent.instances
  const transitions: string[] = []
  a.agent.on('transition', ({ name, text }) => transitions.push(`${name} ${text}`))

  await meanwhile(1_000, a.agent.reload(texts(120, 'new')))
  expect(a.agent.instances.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'same MASTER',
    'changed MASTER',
    'new BACKUP',
  ])
  expect(a.agent.instance('same')).toBe(same)
  expect(a.agent.instance('changed')).toBe(changed)
  expect(a.agent.instance('changed').status().effectivePriority).toBe(120)
  expect(transitions).toEqual(['old MASTER -> INIT: stopped', 'new INIT -> BACKUP: started'])
  // Without notify_deleted, the end of an instance is called FAULT, as in keepalived.
  expect(a.told()).toEqual([
    '/n/any.sh INSTANCE old BACKUP 100',
    '/n/any.sh INSTANCE old MASTER 100',
    '/n/any.sh INSTANCE old FAULT 100',
    '/n/any.sh INSTANCE new BACKUP 100',
  ])
})

test('a faulty configuration changes nothing', async () => {
  const a = await run('a', instance('MASTER', 150))
  await cluster.advanceAsync(5_000)
  const faulty = instance('MASTER', 200).replace('virtual_router_id 51', 'virtual_router_id 512')
  await expect(a.agent.reload(faulty)).rejects.toThrow('512')
  await cluster.advanceAsync(1_000)
  cluster.expectMaster('a')
  expect(a.agent.instance('VI_1').status().effectivePriority).toBe(150)
  expect(() => createAgent({ config: faulty, strict: true })).toThrow('512')
})

test('one run of a script serves every instance that tracks it, and one that comes later', async () => {
  const tracking = (name: string, vrid: number): string => `
vrrp_instance ${name} {
    interface eth0
    virtual_router_id ${vrid}
    virtual_ipaddress {
        192.0.2.${vrid}/24
    }
    track_script {
        slow
    }
}
`
  const script = `
vrrp_script slow {
    script "/etc/check-slow.sh"
    interval 60
}
`
  const a = await run('a', script + tracking('VI_1', 51) + tracking('VI_2', 52))
  await cluster.advanceAsync(50_000)
  expect(a.runner.started).toHaveLength(1)
  expect(a.agent.instances.map(({ state }) => state)).toEqual(['MASTER', 'MASTER'])
  const text = script + tracking('VI_1', 51) + tracking('VI_2', 52) + tracking('VI_3', 53)
  await meanwhile(5_000, a.agent.reload(text))
  expect(a.runner.started).toHaveLength(1)
  expect(a.agent.instance('VI_3').state).toBe('MASTER')
})

test('a script, a process and a file of one name are three trackers', async () => {
  const config = `
vrrp_script x {
    script "/etc/check-x.sh"
    weight -1
}
vrrp_track_process x {
    process daemon
    weight -10
}
vrrp_track_file x {
    file /run/x
    weight 20
}
${instance('MASTER', 150, 'track_process {\n x\n }\n track_file {\n x\n }').replace(
  'chk\n    }',
  'chk\n        x\n    }',
)}`
  const a = await run('a', config, {
    processes: {
      watch: (_, onCount) => {
        onCount(0)
        return () => undefined
      },
    },
    trackedFiles: () => ({ read: () => Promise.resolve('2'), hint: () => () => undefined }),
  })
  await cluster.advanceAsync(10_000)
  const { effectivePriority, trackers } = a.agent.instance('VI_1').status()
  expect(Object.keys(trackers)).toEqual(['chk', 'x', 'x (process)', 'x (file)'])
  // 150 - 10 for the process that is not there + 2 * 20 of the file.
  expect(effectivePriority).toBe(180)
})

test('FIFOs and mails are told too; a FIFO also of priorities where that is wanted', async () => {
  const lines: string[] = []
  const mails: string[] = []
  let exitCode = 0
  const config = `
global_defs {
    router_id lb01
    vrrp_notify_fifo /run/vrrp.fifo
    vrrp_notify_fifo_script /n/reader.sh
    vrrp_notify_priority_changes on
    notification_email {
        ops@example.org
    }
    smtp_server 192.0.2.25
    smtp_alert
}
${instance('MASTER', 150)}`
  const a = await run('a', config, {
    checks: () => exitCode,
    fifos: () => Promise.resolve({ write: (line) => lines.push(line) > 0, close: () => undefined }),
    mailer: {
      send: ({ subject }, { host, port }) => {
        mails.push(`${host}:${port} ${subject}`)
        return Promise.resolve()
      },
    },
  })
  await cluster.advanceAsync(5_000)
  exitCode = 1
  await cluster.advanceAsync(5_000)
  expect(lines).toEqual([
    'INSTANCE "VI_1" BACKUP 150\n',
    'INSTANCE "VI_1" MASTER 150\n',
    'INSTANCE "VI_1" MASTER_PRIORITY 90\n',
  ])
  expect(mails).toEqual([
    '192.0.2.25:25 [lb01] VRRP Instance VI_1 - Entering BACKUP state',
    '192.0.2.25:25 [lb01] VRRP Instance VI_1 - Entering MASTER state',
  ])
  expect(a.told()).toEqual(['/n/reader.sh /run/vrrp.fifo'])
})

test('after a reload FIFOs are told all states again, where that is wanted', async () => {
  const lines: string[] = []
  const fifos = (): Promise<{ write: (line: string) => boolean; close: () => void }> =>
    Promise.resolve({ write: (line) => lines.push(line.trim()) > 0, close: () => undefined })
  const config = (wanted: string): string =>
    `global_defs {\n vrrp_notify_fifo /run/vrrp.fifo\n ${wanted}\n}\n${group(150)}`
  const a = await run('a', config('fifo_write_vrrp_states_on_reload'), { fifos })
  await cluster.advanceAsync(5_000)
  lines.length = 0
  await meanwhile(1_000, a.agent.reload())
  expect(lines).toEqual([
    'INSTANCE "inside" MASTER 150',
    'INSTANCE "outside" MASTER 150',
    'GROUP "G1" MASTER 0',
  ])
  lines.length = 0
  await meanwhile(1_000, a.agent.reload(config('')))
  expect(lines).toEqual([])
})

test('a link that is down for less than its delay moves nothing', async () => {
  const delays = 'interface_up_down_delays {\n eth0 2 1\n}\n'
  const a = await run('a', `${delays}${instance('MASTER', 150)}`)
  await cluster.advanceAsync(5_000)
  cluster.linkDown('a')
  await cluster.advanceAsync(1_500)
  cluster.linkUp('a')
  await cluster.advanceAsync(5_000)
  expect(a.agent.instance('VI_1').state).toBe('MASTER')
  cluster.linkDown('a')
  await cluster.advanceAsync(2_500)
  expect(a.agent.instance('VI_1').state).toBe('FAULT')
  cluster.linkUp('a')
  await cluster.advanceAsync(500)
  expect(a.agent.instance('VI_1').state).toBe('FAULT')
  await cluster.advanceAsync(10_000)
  expect(a.agent.instance('VI_1').state).toBe('MASTER')
})

test('a script that cannot be found is left out, as keepalived does, and said', async () => {
  const warnings: string[] = []
  const logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (text: string) => void warnings.push(text),
    error: (text: string) => void warnings.push(text),
  }
  await run('a', instance('MASTER', 150), {
    logger,
    programs: {
      find: () => Promise.resolve({ ok: false, error: '/etc/check-mysql.sh does not exist' }),
      identity: () => Promise.resolve({ ok: false, error: 'there is no such user' }),
    },
  })
  await cluster.advanceAsync(5_000)
  cluster.expectMaster('a')
  expect(warnings[0]).toBe('vrrp_script chk is left out: /etc/check-mysql.sh does not exist')
})

test('static addresses are there from start to stop', async () => {
  const config = `
static_ipaddress {
    192.0.2.200/24 dev eth0
}
${instance('BACKUP', 100)}`
  const a = await run('a', config)
  expect(cluster.holders('192.0.2.200')).toEqual(['a'])
  await meanwhile(1_000, a.agent.stop())
  expect(cluster.holders('192.0.2.200')).toEqual([])
})

test('stop waits for the scripts of the end, but not for ever', async () => {
  const notify = 'notify_stop "/n/hangs.sh"'
  const ports = cluster.addNode('a')
  const clock = ports.clock ?? cluster.clock
  const runner = new FakeProcessRunner({ clock })
  const agent = createAgent({ config: instance('BACKUP', 100, notify), ports, runner })
  await agent.start()
  const startedAt = clock.now()
  let stoppedAt = 0
  const stopped = agent.stop().then(() => {
    stoppedAt = clock.now()
  })
  await meanwhile(20_000, stopped)
  expect(runner.started.map(({ program, signals }) => [program.path, ...signals])).toEqual([
    ['/etc/check-mysql.sh', 'SIGTERM'],
    ['/n/hangs.sh', 'SIGTERM'],
  ])
  expect(stoppedAt - startedAt).toBe(5000)
})

test.each([
  ['longer ago than the delay', 60_000, '', 3650],
  ['a while ago: the rest of it', 20_000, '', 10_000 + 3650],
  ['a while ago, and the delay of the start is longer', 20_000, 'vrrp_startup_delay 15', 18_650],
])('the machine booted %s', async (_, sinceBootMs, delay, masterAt) => {
  const config = `
    global_defs {
      vrrp_delay_after_boot 30
      ${delay}
    }
    vrrp_instance VI_1 {
      interface eth0
      virtual_router_id 51
      virtual_ipaddress { 192.0.2.100/24 }
    }`
  const { agent } = await run('a', config, { sinceBootMs })
  await cluster.advanceAsync(masterAt - 100)
  expect(agent.instance('VI_1').state).not.toBe('MASTER')
  await cluster.advanceAsync(100)
  expect(agent.instance('VI_1').state).toBe('MASTER')
})
