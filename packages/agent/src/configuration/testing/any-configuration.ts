import fc from 'fast-check'
import type { GlobalDefs, KeepalivedConfiguration } from '../model.js'
import { anyFile, anyProcess, anyScript, anyServerGroup, anyVirtualServer } from './any-check.js'
import { anyCommand, anyCount, anyDevice, anyFlag, anyMs, anyName } from './any-value.js'
import { anySeconds, anyWord, someOf } from './any-value.js'
import { anyAddressLine, anyInstance, anyRouteLine, anyRuleLine, anySyncGroup } from './any-vrrp.js'

const anyOwner = fc.record({ user: anyName, group: anyName }, { requiredKeys: ['user'] })

const anyGlobalDefs: fc.Arbitrary<GlobalDefs> = fc.record(
  {
    routerId: anyWord,
    notificationEmail: someOf(fc.constantFrom('a@example.com', 'B C <b@example.com>')),
    notificationEmailFrom: fc.constantFrom('a@example.com', 'B C <b@example.com>'),
    smtpServer: fc.record(
      { host: anyWord, port: fc.integer({ min: 1, max: 65_535 }) },
      { requiredKeys: ['host'] },
    ),
    smtpConnectTimeoutMs: anyMs(1, 100_000),
    smtpAlert: fc.boolean(),
    noEmailFaults: anyFlag,
    scriptUser: anyOwner,
    enableScriptSecurity: anyFlag,
    startupScript: anyCommand,
    startupScriptTimeoutMs: anySeconds(1, 1000),
    notifyFifo: fc.record({ path: anyWord, owner: anyOwner }, { requiredKeys: ['path'] }),
    notifyFifoScript: anyCommand,
    smtpAlertChecker: fc.boolean(),
    lvsSyncDaemon: fc.record(
      {
        interface: anyDevice,
        instance: fc.constantFrom('VI_1', 'id2'),
        syncId: fc.nat({ max: 255 }),
        maxLength: fc.integer({ min: 1, max: 65_507 }),
        group: fc.constantFrom('224.0.0.90', 'ff02::90'),
      },
      { requiredKeys: ['interface'] },
    ),
    lvsTimeouts: fc.record({ tcpMs: anySeconds(0, 1000), udpMs: anySeconds(0, 1000) }),
    lvsFlush: anyFlag,
    lvsFlushOnStop: fc.constantFrom('all' as const, 'own' as const),
    lvsNotifyFifo: fc.record({ path: anyWord }),
    nftables: fc.oneof(anyWord, anyFlag),
    reloadTimeFile: anyWord,
    reloadRepeat: anyFlag,
    randomSeed: anyCount,
    stateDumpFile: anyWord,
    statsDumpFile: anyWord,
    jsonDumpFile: anyWord,
    umask: fc.nat({ max: 0o777 }),
    vrrpPriority: fc.integer({ min: -20, max: 19 }),
    includeCheck: someOf(fc.constantFrom('readable', '-match', '+brace_match')),
    snmpSocket: fc.constantFrom('unix:/run/agentx', 'tcp:192.0.2.1:705', '705'),
    enableSnmpVrrp: anyFlag,
    enableSnmpChecker: anyFlag,
    enableSnmpRfcv2: anyFlag,
    enableSnmpRfcv3: anyFlag,
    enableTraps: anyFlag,
    vrrpVersion: fc.constantFrom(2 as const, 3 as const),
    vrrpGarpIntervalMs: anyMs(1, 10_000),
    vrrpMinGarp: fc.boolean(),
    vrrpStrict: anyFlag,
    vrrpStartupDelayMs: anyMs(1, 100_000),
    vrrpDelayAfterBootMs: anyMs(1, 100_000),
    defaultInterface: anyDevice,
    dynamicInterfaces: fc.constantFrom('on' as const, 'allow_if_changes' as const),
  },
  { requiredKeys: [] },
)

/** Lists of blocks are there or not: an empty one cannot be written. */
function blocks<Block>(arbitrary: fc.Arbitrary<Block>): fc.Arbitrary<Block[]> {
  return fc.array(arbitrary, { minLength: 1, maxLength: 2 })
}

/** Whole files, whose parts need not go together. */
export const anyConfiguration: fc.Arbitrary<KeepalivedConfiguration> = fc.record(
  {
    globalDefs: anyGlobalDefs,
    netNamespace: anyWord,
    instanceName: anyWord,
    instances: blocks(anyInstance),
    syncGroups: blocks(anySyncGroup),
    scripts: blocks(anyScript),
    processes: blocks(anyProcess),
    files: blocks(anyFile),
    garpGroups: blocks(
      fc.record(
        { garpIntervalMs: anyMs(1, 1000), interface: anyDevice, interfaces: someOf(anyDevice) },
        { requiredKeys: [] },
      ),
    ),
    trackGroups: blocks(fc.record({ name: anyWord, members: someOf(anyWord) })),
    staticAddresses: someOf(anyAddressLine),
    staticRoutes: someOf(anyRouteLine),
    staticRules: someOf(anyRuleLine),
    interfaceUpDownDelays: someOf(
      fc.record(
        { interface: anyDevice, downDelayMs: anyMs(0, 255_000), upDelayMs: anyMs(0, 255_000) },
        { requiredKeys: ['interface', 'downDelayMs'] },
      ),
    ),
    virtualServerGroups: blocks(anyServerGroup),
    virtualServers: blocks(anyVirtualServer),
    ssl: fc.record({ password: anyWord, ca: anyWord }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)
