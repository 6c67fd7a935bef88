import { SimClock } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import type { RealServerBlock, VirtualServerBlock } from '../keywords/model.js'
import { FakeProcessRunner } from '../testing/fake-process-runner.js'
import type { CheckResources } from './plan-checkers.js'
import { planVirtualServer } from './plan-virtual-server.js'
import type { CheckerConfig, VirtualServerConfig } from './virtual-server.js'

const clock = new SimClock()
const resources: CheckResources = {
  runner: new FakeProcessRunner({ clock }),
  program: () => ({ path: '/bin/check', args: ['-v'] }),
  trackFile: (name) =>
    name === 'load' ? { name, file: '/run/load', weight: { value: 2 } } : undefined,
  clock,
}

function plan(
  real: Partial<RealServerBlock>,
  virtual: Partial<VirtualServerBlock> = {},
): VirtualServerConfig {
  const { config, issues } = planVirtualServer(
    {
      service: { kind: 'address', address: '192.0.2.10', port: 80 },
      realServers: [{ server: { address: '192.0.2.1' }, ...real }],
      ...virtual,
    },
    resources,
  )
  expect(issues).toEqual([])
  return config
}

function checkersOf(
  real: Partial<RealServerBlock>,
  virtual: Partial<VirtualServerBlock> = {},
): readonly CheckerConfig[] {
  return plan(real, virtual).servers[0]?.checkers ?? []
}

describe('servers', () => {
  test('have the port of the service, and what the virtual server says of them', () => {
    const { name, servers } = plan({ weight: 3 }, { weight: 7, inhibitOnFailure: true })
    expect(name).toBe('192.0.2.10:80')
    expect(servers).toEqual([
      { id: '192.0.2.1:80', weight: 3, inhibitOnFailure: true, checkers: [] },
    ])
    expect(plan({}).servers[0]).toMatchObject({ weight: 1, inhibitOnFailure: false })
  })

  test('that are there twice count once', () => {
    const server = { address: '2001:db8::1', port: 8080 }
    const realServers = [
      { server, weight: 1 },
      { server, weight: 2 },
    ]
    expect(plan({}, { realServers }).servers).toMatchObject([
      { id: '[2001:db8::1]:8080', weight: 1 },
    ])
  })

  test('quorum, hysteresis, omega and the sorry server are those of the block', () => {
    const virtual = {
      quorum: 2,
      hysteresis: 1,
      omega: true,
      sorryServer: { address: '192.0.2.9' },
      sorryServerInhibit: true,
    }
    expect(plan({}, virtual)).toMatchObject({
      quorum: 2,
      hysteresis: 1,
      omega: true,
      sorryServer: { id: '192.0.2.9:80', inhibit: true },
    })
  })

  test('services may be marks and groups', () => {
    expect(plan({}, { service: { kind: 'fwmark', mark: 7 } }).name).toBe('fwmark 7')
    expect(plan({}, { service: { kind: 'group', name: 'web' } }).name).toBe('group web')
  })
})

describe('checkers', () => {
  test('of every kind', () => {
    const descriptions = checkersOf({
      tcpChecks: [{}],
      httpGets: [{ urls: [{ path: '/' }] }],
      sslGets: [{ connectPort: 443, urls: [{ path: '/' }] }],
      smtpChecks: [{ connectPort: 25 }],
      dnsChecks: [{ connectIp: '192.0.2.53', connectPort: 53 }],
      pingChecks: [{}],
      udpChecks: [{ payload: 'cafe' }],
      miscChecks: [{ miscPath: { argv: ['/bin/check'] } }],
      fileChecks: [{ trackFile: 'load' }],
    }).map(({ check }) => check.description)
    expect(descriptions).toEqual([
      'TCP 192.0.2.1:80',
      'HTTP 192.0.2.1:80',
      'HTTPS 192.0.2.1:443',
      'SMTP 192.0.2.1:25',
      'DNS 192.0.2.53:53',
      'ping 192.0.2.1',
      'UDP 192.0.2.1:80',
      'script /bin/check',
      'file /run/load',
    ])
  })

  test('the innermost word wins', () => {
    const [checker] = checkersOf(
      { retry: 5, delayLoopMs: 2000, tcpChecks: [{ retry: 7 }] },
      { retry: 3, delayLoopMs: 1000, warmupMs: 500, alpha: true, delayBeforeRetryMs: 100 },
    )
    expect(checker).toMatchObject({
      retry: 7,
      delayLoopMs: 2000,
      warmupMs: 500,
      alpha: true,
      delayBeforeRetryMs: 100,
    })
    expect(checker).not.toHaveProperty('logAllFailures')
  })

  test('the same question keeps its name when only its pace changes', () => {
    const idOf = (real: Partial<RealServerBlock>): string | undefined => checkersOf(real)[0]?.id
    const id = idOf({ tcpChecks: [{ retry: 1 }] })
    expect(idOf({ delayLoopMs: 7, tcpChecks: [{ retry: 2 }] })).toBe(id)
    expect(idOf({ tcpChecks: [{ connectPort: 81 }] })).not.toBe(id)
    expect(idOf({ tcpChecks: [{ connectTimeoutMs: 81 }] })).not.toBe(id)
    expect(checkersOf({ tcpChecks: [{}, {}] })).toHaveLength(1)
  })

  test('a file is watched without a warmup', () => {
    const [checker] = checkersOf({ fileChecks: [{ trackFile: 'load' }] }, { delayLoopMs: 60_000 })
    expect(checker).toMatchObject({ warmupMs: 0, alpha: false })
    expect(checker).not.toHaveProperty('delayLoopMs')
  })

  test('what cannot be done is said, with its place, and the rest is done', async () => {
    const { config, issues } = planVirtualServer(
      {
        service: { kind: 'fwmark', mark: 1 },
        realServers: [
          {
            server: { address: '192.0.2.1', port: 80 },
            tcpChecks: [{ bindIf: 'eth0' }, { bindIf: 'eth0', retry: 3 }],
          },
          { server: { address: '192.0.2.2' }, httpGets: [{ urls: [{ path: '/', regex: '(' }] }] },
          { server: { address: 'fe80::1', port: 25 }, smtpChecks: [{ bindIf: 'eth0', fwmark: 3 }] },
        ],
      },
      resources,
    )
    expect(issues.map(({ path }) => path)).toEqual([
      'realServers[1].httpGets[0].connectPort',
      'realServers[1].httpGets[0].urls[0].regex',
    ])
    const checks = config.servers.map(({ checkers = [] }) => checkers.map(({ check }) => check))
    expect(checks.map((each) => each.map(({ description }) => description))).toEqual([
      ['TCP 192.0.2.1:80'],
      ['check'],
      ['SMTP [fe80::1]:25'],
    ])
    const outcome = new Promise((resolve) => checks[1]?.[0]?.probes[0]?.start(resolve))
    expect(await outcome).toMatchObject({ ok: false })
  })

  test('a server whose script or file is missing is not taken for well', async () => {
    const { config } = planVirtualServer(
      {
        service: { kind: 'address', address: '192.0.2.10', port: 80 },
        realServers: [
          {
            server: { address: '192.0.2.1' },
            miscChecks: [{ miscPath: { argv: ['/bin/check'] } }],
            fileChecks: [{ trackFile: 'none' }],
          },
        ],
      },
      { ...resources, program: () => undefined },
    )
    const checkers = config.servers[0]?.checkers ?? []
    const outcomes = checkers.map(
      ({ check }) => new Promise((resolve) => check.probes[0]?.start(resolve)),
    )
    expect(await Promise.all(outcomes)).toEqual([
      { ok: false, reason: 'its script cannot be run' },
      { ok: false, reason: 'there is no track_file none' },
    ])
  })
})
