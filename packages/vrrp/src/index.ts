/**
 * An embeddable VRRP router. `VrrpInstance` is one virtual router: give it a configuration and the
 * ports it reaches the world through, listen to its transitions, start it. Everything below it is
 * exported too: the wire codecs, and the state machine as a pure function.
 *
 * @packageDocumentation
 */
export type {
  AntiReplay,
  AuthenticationConfig,
  HmacAuthentication,
  HmacAuthenticationConfig,
  HmacKeyConfig,
  HmacMode,
} from './authentication.js'
export type {
  FileTrackerConfig,
  InterfaceTrackerConfig,
  Profile,
  ScriptTrackerConfig,
  TrackerConfig,
  UnicastPeer,
  VrrpConfig,
} from './config.js'
export type { VrrpCounters } from './counters.js'
export type { VrrpEffect, VrrpNote } from './effect.js'
export type {
  EffectFailedEvent,
  FaultEvent,
  NoteEvent,
  RejectedEvent,
  SplitEvent,
  TransitionEvent,
  VrrpEvents,
} from './event.js'
export {
  explainFault,
  explainNote,
  explainReason,
  explainSplit,
  explainTransition,
} from './explain.js'
export type { Explanation } from './outlook.js'
export { VrrpSyncGroup } from './group.js'
export type { GroupEvents, GroupTransitionEvent } from './group.js'
export type { PlannedRelease, VrrpHooks } from './hooks.js'
export type { ClaimVerdict, VrrpInput } from './input.js'
export { VrrpInstance } from './instance.js'
export type { PromoteOutcome, VrrpInstanceOptions } from './instance.js'
export { judgeAdvert } from './judging.js'
export type { AcceptedAdvert } from './judging.js'
export { VrrpListener } from './listener.js'
export type { HeardSpeaker, ListenerEvents } from './listener.js'
export { initialState, nextDeadline, step } from './machine.js'
export type { ClaimRequest } from './member.js'
export type {
  AnnounceParameters,
  TrackerParameters,
  VirtualMacParameters,
  VrrpParameters,
} from './parameters.js'
export type { PeerView } from './peers.js'
export type { VrrpPorts } from './ports.js'
export type { FaultReason, HeardRouter, TransitionReason } from './reason.js'
export { reconfigure } from './reconfigure.js'
export { resolveConfig } from './resolve.js'
export type { ResolvedConfig } from './resolve.js'
export type { AddressScope, VirtualAddress } from './virtual-address.js'
export type { VirtualRoute, VirtualRule } from './virtual-routing.js'
export { virtualMacAddress } from './virtual-mac.js'
export { VrrpRouter } from './router.js'
export type { Split, SplitCause } from './split-detector.js'
export type * from './state.js'
export type { VrrpStatus } from './status.js'
export { masterDownIntervalMs, skewMs } from './timers.js'
export type { Step } from './transitions.js'
export type { WaitOptions } from './waiters.js'
export * from './wire/advertisement.js'
export { mixesOwners } from './grouping.js'
export { advertOffset } from './wire/authentication-header.js'
export { arpEtherType, decodeArp, encodeArpProbe, encodeGratuitousArp } from './wire/arp.js'
export type { ArpPacket, ArpRejection, GratuitousArp } from './wire/arp.js'
export {
  decodeNeighborAdvertisement,
  encodeUnsolicitedNeighborAdvertisement,
  icmpv6Protocol,
} from './wire/ndisc.js'
export type { NeighborAdvertisement } from './wire/ndisc.js'
