import fc from 'fast-check'
import type { VrrpInput } from '../../src/input.js'
import type { VrrpParameters } from '../../src/parameters.js'
import type { LinkView } from '../../src/state.js'
import { parameters, tracker } from './parameters.js'
import { advert } from './states.js'

/** A move of a run: what happens, and how much later; `deadline` waits for the machine's own. */
export interface Move {
  readonly after: number | 'deadline'
  readonly input: VrrpInput
}

const addresses = ['192.0.2.10', '192.0.2.11', '192.0.2.12']
const trackerNames = ['check', 'eth1', 'load']

const milliseconds = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min, max }), fc.constant(min))

const intervals = {
  2: fc.integer({ min: 1, max: 255 }).map((count) => count * 1000),
  3: fc.integer({ min: 1, max: 4095 }).map((count) => count * 10),
}

const announce = fc.record({
  masterRepeat: fc.integer({ min: 0, max: 3 }),
  masterDelayMs: milliseconds(0, 6000),
  refreshMs: milliseconds(0, 6000),
  refreshRepeat: fc.integer({ min: 0, max: 3 }),
  lowerPrioRepeat: fc.integer({ min: 0, max: 3 }),
  lowerPrioDelayMs: milliseconds(0, 6000),
})

const trackers = (isOwner: boolean): fc.Arbitrary<VrrpParameters['trackers']> =>
  fc
    .tuple(
      ...(['script', 'interface', 'file'] as const).map((kind, index) =>
        fc.record({
          kind: fc.constant(kind),
          name: fc.constant(trackerNames[index] ?? ''),
          weight: isOwner ? fc.constant(0) : fc.integer({ min: -253, max: 253 }),
          reverse: fc.boolean(),
          rise: fc.integer({ min: 1, max: 3 }),
          fall: fc.integer({ min: 1, max: 3 }),
          initFail: fc.boolean(),
        }),
      ),
    )
    .chain((all) => fc.subarray(all))
    .map((chosen) => chosen.map((each) => tracker(each)))

/** Anything that a configuration can resolve to. */
export const anyParameters: fc.Arbitrary<VrrpParameters> = fc
  .record({
    version: fc.constantFrom(2 as const, 3 as const),
    priority: fc.oneof(fc.integer({ min: 1, max: 254 }), fc.constant(255)),
  })
  .chain(({ version, priority }) =>
    fc.record({
      version: fc.constant(version),
      priority: fc.constant(priority),
      advertIntMs: intervals[version],
      profile: fc.constantFrom('rfc3768', 'rfc5798', 'rfc9568', 'keepalived' as const),
      wantsMaster: fc.boolean(),
      downTimerAdverts: fc.integer({ min: 1, max: 5 }),
      preempt: fc.boolean(),
      preemptDelayMs: milliseconds(0, 8000),
      startupDelayMs: milliseconds(0, 4000),
      unicastPeers: fc.subarray(['192.0.2.2', '192.0.2.9']),
      lowerPrioNoAdvert: fc.boolean(),
      higherPrioSendAdvert: fc.boolean(),
      trackers: trackers(priority === 255),
      dontTrackPrimary: fc.boolean(),
      syncGroupTrackingWeight: fc.boolean(),
      addressRetries: fc.integer({ min: 0, max: 3 }),
      addressRetryDelayMs: fc.integer({ min: 1, max: 500 }),
      heldAddresses: fc.subarray(addresses).map((chosen) =>
        chosen.map((address) => ({
          interface: 'eth0',
          address,
          prefixLength: 24,
          accept: true,
        })),
      ),
      claim: fc.option(
        fc.record({
          timeoutMs: fc.integer({ min: 1, max: 2000 }),
          timeoutVerdict: fc.constantFrom('grant' as const, 'deny' as const),
        }),
        { nil: undefined },
      ),
      announce,
    }),
  )
  .map((changes) => parameters(changes))

const anyLink: fc.Arbitrary<LinkView> = fc.record({
  up: fc.boolean(),
  sourceAddress: fc.option(fc.constantFrom('192.0.2.5', '192.0.2.6'), { nil: undefined }),
  macAddress: fc.option(fc.constant('02:00:00:00:00:05'), { nil: undefined }),
})

const usableLink: LinkView = {
  up: true,
  sourceAddress: '192.0.2.5',
  macAddress: '02:00:00:00:00:05',
}

const anyAdvert = fc
  .record({
    priority: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 100, 254, 255)),
    source: fc.constantFrom('192.0.2.2', '192.0.2.5', '192.0.2.9'),
    advertIntMs: fc.integer({ min: 1, max: 4095 }).map((count) => count * 10),
  })
  .map(({ priority, ...changes }) => advert(priority, changes))

const anyTracker = fc.constantFrom(...trackerNames, 'gone')
const by = 'operator'

/** Every kind of input. */
export const anyInput: fc.Arbitrary<VrrpInput> = fc.oneof(
  fc.constantFrom<VrrpInput>(
    { type: 'started' },
    { type: 'stopped' },
    { type: 'announcementAsked' },
    { type: 'suspended', forMs: 3000 },
    { type: 'suspended', forMs: 3_600_000 },
    { type: 'demoted', by },
    { type: 'promoted', by },
    { type: 'claimRevoked', by },
    { type: 'groupGranted', group: 'G' },
    { type: 'wishDenied' },
    { type: 'groupLeftMaster', group: 'G', member: 'B' },
    { type: 'linkChanged', link: usableLink },
    { type: 'addressesHeld', outcome: { ok: true } },
  ),
  fc.constant<VrrpInput>({ type: 'started' }),
  anyAdvert.map((advertisement): VrrpInput => ({ type: 'advertReceived', advertisement })),
  anyLink.map((link): VrrpInput => ({ type: 'linkChanged', link })),
  fc.record({
    type: fc.constant('scriptFinished' as const),
    tracker: anyTracker,
    success: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('trackedInterfaceChanged' as const),
    tracker: anyTracker,
    up: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('trackedFileRead' as const),
    tracker: anyTracker,
    content: fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('-0', '0x10', '-300')),
  }),
  fc.subarray(addresses, { minLength: 1 }).map((failed): VrrpInput => {
    const failures = failed.map((address) => ({ address, code: 'EEXIST', message: 'taken' }))
    return { type: 'addressesHeld', outcome: { ok: false, failures } }
  }),
  fc.record({
    type: fc.constant('priorityChanged' as const),
    priority: fc.integer({ min: 1, max: 254 }),
  }),
  fc.record({
    type: fc.constant('maintenanceChanged' as const),
    on: fc.boolean(),
    by: fc.constant(by),
  }),
  fc.record({
    type: fc.constant('groupFaultChanged' as const),
    member: fc.option(fc.constant('B'), { nil: undefined }),
  }),
  fc.record({
    type: fc.constant('claimAnswered' as const),
    id: fc.integer({ min: 0, max: 3 }),
    verdict: fc.constantFrom('grant' as const, 'deny' as const),
  }),
  fc.record({
    type: fc.constant('addressAnnounced' as const),
    address: fc.constantFrom(...addresses, '192.0.2.99'),
    macAddress: fc.constant('02:00:00:00:00:99'),
    isAnswer: fc.boolean(),
  }),
  anyParameters.map((changed): VrrpInput => ({ type: 'parametersChanged', parameters: changed })),
)

const timerExpired: VrrpInput = { type: 'timerExpired' }

/** A run that starts up and then lives through anything. */
export const anyRun: fc.Arbitrary<readonly Move[]> = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: fc.constant<Move>({ after: 'deadline', input: timerExpired }) },
      {
        weight: 3,
        arbitrary: fc.record({
          after: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 5000, noNaN: true })),
          input: fc.oneof(anyInput, fc.constant(timerExpired)),
        }),
      },
    ),
    { maxLength: 40 },
  )
  .map((moves) => [
    { after: 0, input: { type: 'linkChanged', link: usableLink } },
    { after: 0, input: { type: 'started' } },
    ...moves,
  ])
