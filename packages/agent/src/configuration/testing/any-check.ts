import type {
  ConnectBlock,
  FileBlock,
  ProcessBlock,
  RealServerBlock,
  ScriptBlock,
  VirtualServerBlock,
  VirtualServerGroupBlock,
} from '@holdfast/check/keywords'
import fc from 'fast-check'
import { anyCommand, anyCount, anyDevice, anyFlag, anyIp, anyMs } from './any-value.js'
import { anyName, anyWord, someOf } from './any-value.js'

function anyWeight(most: number): fc.Arbitrary<{ value: number; reverse?: boolean }> {
  return fc.record(
    { value: fc.integer({ min: -most, max: most }), reverse: fc.boolean() },
    { requiredKeys: ['value'] },
  )
}

const anyTimes = fc.integer({ min: 1, max: 0x7fff_ffff })
const anyOwner = fc.record({ user: anyName, group: anyName }, { requiredKeys: ['user'] })

export const anyScript: fc.Arbitrary<ScriptBlock> = fc.record(
  {
    name: anyWord,
    script: anyCommand,
    intervalMs: anyMs(1, 100_000),
    timeoutMs: anyMs(1, 100_000),
    weight: anyWeight(253),
    rise: anyTimes,
    fall: anyTimes,
    user: anyOwner,
    initFail: anyFlag,
  },
  { requiredKeys: ['name', 'script'] },
)

export const anyProcess: fc.Arbitrary<ProcessBlock> = fc.record(
  {
    name: anyWord,
    process: fc.array(anyWord, { minLength: 1, maxLength: 3 }),
    paramMatch: fc.constantFrom('initial' as const, 'partial' as const),
    weight: anyWeight(254),
    quorum: fc.integer({ min: 1, max: 65_535 }),
    quorumMax: fc.nat({ max: 65_535 }),
    delayMs: anyMs(1, 3_600_000),
    terminateDelayMs: anyMs(1, 3_600_000),
    forkDelayMs: anyMs(1, 3_600_000),
    fullCommand: anyFlag,
  },
  { requiredKeys: ['name', 'process'] },
)

export const anyFile: fc.Arbitrary<FileBlock> = fc.record(
  {
    name: anyWord,
    file: anyWord,
    weight: anyWeight(254),
    initFile: fc.record({ value: fc.maxSafeInteger(), overwrite: anyFlag }, { requiredKeys: [] }),
  },
  { requiredKeys: ['name', 'file'] },
)

const anyPort = fc.integer({ min: 1, max: 65_535 })
const anyServer = fc.record({ address: anyIp, port: anyPort }, { requiredKeys: ['address'] })

const timing = {
  delayLoopMs: anyMs(1, 100_000),
  connectTimeoutMs: anyMs(1, 100_000),
  retry: anyCount,
  delayBeforeRetryMs: anyMs(0, 100_000),
  warmupMs: anyMs(0, 100_000),
  alpha: fc.boolean(),
}

const anyConnect: fc.Arbitrary<ConnectBlock> = fc.record(
  { ...timing, connectIp: anyIp, connectPort: anyPort, bindIf: anyDevice, fwmark: anyCount },
  { requiredKeys: [] },
)

const anyUrl = fc.record(
  {
    path: anyWord,
    digest: fc.constant('0123456789abcdef0123456789ABCDEF'),
    statusCodes: fc.constantFrom(
      [{ first: 200, last: 200 }],
      [
        { first: 200, last: 299 },
        { first: 404, last: 404 },
      ],
    ),
    regexNoMatch: anyFlag,
    regexStack: fc.tuple(anyCount, anyCount),
  },
  { requiredKeys: ['path'] },
)

const anyRealServer: fc.Arbitrary<RealServerBlock> = fc.record(
  {
    server: anyServer,
    ...timing,
    weight: anyCount,
    inhibitOnFailure: fc.boolean(),
    notifyUp: anyCommand,
    tcpChecks: fc.array(anyConnect, { minLength: 1, maxLength: 2 }),
    httpGets: fc.array(
      fc.record(
        { urls: fc.array(anyUrl, { minLength: 1, maxLength: 2 }), enableSni: anyFlag },
        {
          requiredKeys: ['urls'],
        },
      ),
      { minLength: 1, maxLength: 2 },
    ),
    udpChecks: fc.constant([{ payload: '00ff', requireReply: 'xx0a' }]),
  },
  { requiredKeys: ['server'] },
)

export const anyVirtualServer: fc.Arbitrary<VirtualServerBlock> = fc.record(
  {
    service: fc.oneof(
      anyServer.map((server) => ({ kind: 'address' as const, ...server })),
      fc.record({ kind: fc.constant('fwmark' as const), mark: fc.integer({ min: 1, max: 99 }) }),
      fc.record({ kind: fc.constant('group' as const), name: anyWord }),
    ),
    ...timing,
    lvsSched: fc.constantFrom('rr' as const, 'wlc' as const, 'mh' as const),
    lvsMethod: fc.constantFrom(
      { method: 'DR' as const },
      { method: 'TUN' as const, tunnel: 'gue' as const, tunnelPort: 6080 },
      { method: 'TUN' as const, tunnel: 'gre' as const, checksum: 'csum' as const },
    ),
    protocol: fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const),
    persistenceTimeoutMs: fc.integer({ min: 1, max: 2_678_400 }).map((seconds) => seconds * 1000),
    quorum: fc.integer({ min: 1, max: 99 }),
    quorumUp: anyCommand,
    sorryServer: anyServer,
    flag1: anyFlag,
    realServers: fc.array(anyRealServer, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ['service'] },
)

export const anyServerGroup: fc.Arbitrary<VirtualServerGroupBlock> = fc.record({
  name: anyWord,
  members: someOf(
    fc.oneof(
      fc.record(
        {
          kind: fc.constant('addresses' as const),
          first: anyIp,
          last: anyIp,
          port: anyPort,
        },
        { requiredKeys: ['kind', 'first'] },
      ),
      fc.record(
        {
          kind: fc.constant('fwmark' as const),
          mark: fc.integer({ min: 1, max: 99 }),
          family: fc.constantFrom('inet' as const, 'inet6' as const),
        },
        { requiredKeys: ['kind', 'mark'] },
      ),
    ),
  ),
})
