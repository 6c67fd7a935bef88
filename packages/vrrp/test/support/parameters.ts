import type { TrackerParameters, VrrpParameters } from '../../src/parameters.js'

/** The default configuration as a literal: VRRPv2, VRID 51, priority 100, one address, 1 s. */
const usual: VrrpParameters = {
  name: 'VI_1',
  profile: 'keepalived',
  version: 2,
  family: 4,
  interface: 'eth0',
  virtualRouterId: 51,
  priority: 100,
  wantsMaster: false,
  advertIntMs: 1000,
  downTimerAdverts: 3,
  preempt: true,
  preemptDelayMs: 0,
  startupDelayMs: 0,
  virtualAddresses: ['192.0.2.10'],
  heldAddresses: [{ interface: 'eth0', address: '192.0.2.10', prefixLength: 24, accept: true }],
  routing: { routes: [], rules: [] },
  sourceAddress: undefined,
  trackSourceAddress: false,
  multicastGroup: '224.0.0.18',
  virtualMac: undefined,
  unicastPeers: [],
  unicastTtlRanges: {},
  unicastTtl: 255,
  lacksPeer: false,
  checkUnicastSource: false,
  authentication: { type: 'none' },
  checksum: 'pseudo-header',
  announce: {
    masterRepeat: 5,
    masterDelayMs: 5000,
    refreshMs: 0,
    refreshRepeat: 1,
    lowerPrioRepeat: 5,
    lowerPrioDelayMs: 5000,
    garpIntervalMs: 0,
    gnaIntervalMs: 0,
    paceGroup: undefined,
  },
  lowerPrioNoAdvert: false,
  higherPrioSendAdvert: false,
  ownerIgnoreAdverts: false,
  skipCheckAdvAddr: false,
  trackers: [],
  dontTrackPrimary: false,
  syncGroupTrackingWeight: false,
  addressRetries: 5,
  addressRetryDelayMs: 200,
  claim: undefined,
  group: undefined,
}

/** Changes of the defaults; `announce` takes a part of itself. */
export type ParameterChanges = Omit<Partial<VrrpParameters>, 'announce'> & {
  readonly announce?: Partial<VrrpParameters['announce']>
}

export function parameters(changes: ParameterChanges = {}): VrrpParameters {
  return { ...usual, ...changes, announce: { ...usual.announce, ...changes.announce } }
}

/** Priority 255, which wishes to be master unless told otherwise. */
export function ownerParameters(changes: ParameterChanges = {}): VrrpParameters {
  return parameters({ priority: 255, wantsMaster: true, ...changes })
}

export function v3Parameters(changes: ParameterChanges = {}): VrrpParameters {
  return parameters({ version: 3, ...changes })
}

export function tracker(changes: Partial<TrackerParameters> = {}): TrackerParameters {
  return {
    kind: 'script',
    name: 'check',
    weight: 0,
    reverse: false,
    rise: 1,
    fall: 1,
    initFail: false,
    ...changes,
  }
}
