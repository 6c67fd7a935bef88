import type {
  AddressLine,
  InstanceBlock,
  RouteLine,
  RuleLine,
  SyncGroupBlock,
  TrackReference,
} from '@holdfast/vrrp/keywords'
import fc from 'fast-check'
import { anyCommand, anyCount, anyDevice, anyFlag, anyGroup, anyIp, anyMs } from './any-value.js'
import { anyName, anyPrefix, anySeconds, anyWord, someOf } from './any-value.js'

const anyScope = fc.oneof(
  fc.constantFrom('global' as const, 'site' as const, 'link' as const, 'host' as const),
  fc.nat({ max: 255 }),
)
const anyFamily = fc.constantFrom(4 as const, 6 as const)
const anyTable = fc.oneof(anyName, anyCount)

export const anyAddressLine: fc.Arbitrary<AddressLine> = fc
  .tuple(
    anyPrefix,
    fc.record(
      {
        interface: anyDevice,
        broadcast: fc.oneof(anyIp, fc.constantFrom('+' as const, '-' as const)),
        scope: anyScope,
        label: anyWord,
        peer: anyPrefix,
        useVmac: anyFlag,
        home: anyFlag,
        nodad: anyFlag,
        mngtmpaddr: anyFlag,
        noprefixroute: anyFlag,
        autojoin: anyFlag,
        noTrack: anyFlag,
        preferredLft: fc.oneof(anyCount, fc.constant('forever' as const)),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([prefix, rest]) => ({ ...prefix, ...rest }))

const anyNextHop = fc.record(
  { via: anyIp, interface: anyDevice, weight: fc.integer({ min: 1, max: 256 }), onlink: anyFlag },
  { requiredKeys: ['via'] },
)

const anyMetrics = fc
  .record(
    { mtu: anyCount, rto_min: anyCount, initcwnd: anyCount, quickack: fc.nat({ max: 1 }) },
    { requiredKeys: [] },
  )
  .filter((metrics) => Object.keys(metrics).length > 0)

export const anyRouteLine: fc.Arbitrary<RouteLine> = fc.record(
  {
    operation: fc.constantFrom('add' as const, 'append' as const, 'prepend' as const),
    type: fc.constantFrom('unicast' as const, 'blackhole' as const, 'local' as const),
    family: anyFamily,
    destination: fc.oneof(anyPrefix, fc.constant('default' as const)),
    via: anyIp,
    interface: anyDevice,
    nextHops: fc.array(anyNextHop, { minLength: 1, maxLength: 2 }),
    src: anyIp,
    table: anyTable,
    metric: anyCount,
    scope: anyScope,
    tos: fc.nat({ max: 255 }),
    protocol: fc.oneof(anyName, fc.nat({ max: 255 })),
    onlink: anyFlag,
    metrics: anyMetrics,
    noTrack: anyFlag,
  },
  { requiredKeys: ['destination'] },
)

const anyNet = fc.oneof(anyPrefix, fc.constant('all' as const))

export const anyRuleLine: fc.Arbitrary<RuleLine> = fc
  .record(
    {
      not: anyFlag,
      family: anyFamily,
      from: anyNet,
      to: anyNet,
      table: anyTable,
      action: fc.constantFrom('blackhole' as const, 'unreachable' as const, 'prohibit' as const),
      inputInterface: anyDevice,
      outputInterface: anyDevice,
      fwmark: anyCount,
      tos: fc.nat({ max: 255 }),
      preference: anyCount,
      noTrack: anyFlag,
    },
    { requiredKeys: ['from'] },
  )
  .chain((rule) =>
    rule.fwmark === undefined
      ? fc.constant(rule)
      : fc
          .record({ fwmarkMask: anyCount }, { requiredKeys: [] })
          .map((mask) => ({ ...rule, ...mask })),
  )

const anyReference: fc.Arbitrary<TrackReference> = fc.record(
  { name: anyName, weight: fc.integer({ min: -253, max: 253 }), reverse: fc.boolean() },
  { requiredKeys: ['name'] },
)

const notify = {
  notifyMaster: anyCommand,
  notifyBackup: anyCommand,
  notifyFault: anyCommand,
  notifyStop: anyCommand,
  notify: anyCommand,
  notifyPriorityChanges: fc.boolean(),
  smtpAlert: fc.boolean(),
}

const track = {
  trackInterfaces: someOf(anyReference),
  trackScripts: someOf(anyReference),
  trackFiles: someOf(anyReference),
  trackProcesses: someOf(anyReference),
}

const anyAuthHmac = fc.record(
  {
    keys: fc.array(fc.record({ id: fc.integer({ min: 1, max: 255 }), value: anyWord }), {
      minLength: 1,
      maxLength: 2,
    }),
    activeKey: fc.integer({ min: 1, max: 255 }),
    timeWindowMs: anyMs(1000, 300_000),
    antiReplay: fc.constantFrom('time' as const, 'monotonic' as const),
    mode: fc.constantFrom('enforce' as const, 'permissive' as const, 'receive-only' as const),
  },
  { requiredKeys: ['keys'] },
)

const anyVmac = fc.record(
  {
    interface: anyDevice,
    macAddress: fc.constantFrom('00:00:5e:00:01:33', '02:aa:bb:cc:dd:ee'),
    netlinkNotifyMsg: anyFlag,
    group: anyCount,
  },
  { requiredKeys: [] },
)

export const anyInstance: fc.Arbitrary<InstanceBlock> = fc.record(
  {
    name: anyWord,
    state: fc.constantFrom('MASTER' as const, 'BACKUP' as const),
    interface: anyDevice,
    vrf: anyDevice,
    virtualRouterId: fc.integer({ min: 1, max: 255 }),
    priority: fc.integer({ min: 1, max: 255 }),
    advertIntMs: anyMs(10, 255_000),
    version: fc.constantFrom(2 as const, 3 as const),
    preempt: fc.boolean(),
    preemptDelayMs: anyMs(0, 1_000_000),
    downTimerAdverts: fc.integer({ min: 1, max: 100 }),
    strictMode: fc.boolean(),
    skipCheckAdvAddr: fc.boolean(),
    lowerPrioNoAdvert: fc.boolean(),
    higherPrioSendAdvert: fc.boolean(),
    ownerIgnoreAdverts: fc.boolean(),
    mcastSrcIp: anyIp,
    unicastSrcIp: anyIp,
    mcastDstIp: anyGroup,
    trackSrcIp: anyFlag,
    unicastPeers: someOf(
      fc.record(
        { address: anyIp, minTtl: fc.nat({ max: 255 }), maxTtl: fc.nat({ max: 255 }) },
        { requiredKeys: ['address'] },
      ),
    ),
    unicastFaultNoPeer: anyFlag,
    checkUnicastSrc: anyFlag,
    unicastTtl: fc.nat({ max: 255 }),
    useVmac: anyVmac,
    vmacXmitBase: anyFlag,
    promoteSecondaries: anyFlag,
    dontTrackPrimary: anyFlag,
    virtualAddresses: someOf(anyAddressLine),
    excludedAddresses: someOf(anyAddressLine),
    noVirtualIpaddress: anyFlag,
    virtualRoutes: someOf(anyRouteLine),
    virtualRules: someOf(anyRuleLine),
    accept: fc.boolean(),
    garpMasterDelayMs: anySeconds(0, 4294),
    garpMasterRepeat: anyCount,
    garpMasterRefreshMs: anySeconds(0, 4294),
    garpMasterRefreshRepeat: anyCount,
    garpLowerPrioDelayMs: anySeconds(0, 4294),
    garpLowerPrioRepeat: anyCount,
    authentication: fc.record(
      { authType: fc.constantFrom('PASS' as const, 'AH' as const), authPass: anyWord },
      { requiredKeys: [] },
    ),
    authHmac: anyAuthHmac,
    notifyMasterRxLowerPri: anyCommand,
    notifyDeleted: fc.oneof(anyCommand, anyFlag),
    ...notify,
    ...track,
  },
  { requiredKeys: ['name', 'virtualRouterId'] },
)

export const anySyncGroup: fc.Arbitrary<SyncGroupBlock> = fc.record(
  {
    name: anyWord,
    members: someOf(anyWord),
    syncGroupTrackingWeight: anyFlag,
    ...notify,
    ...track,
  },
  { requiredKeys: ['name'] },
)
