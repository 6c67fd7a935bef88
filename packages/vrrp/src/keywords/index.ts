/**
 * keepalived's keywords about VRRP: tables for `@holdfast/core/config`, the objects that they make,
 * and what those mean for a `VrrpInstance`.
 *
 * @packageDocumentation
 */
export { staticAddressLine, virtualAddressLine } from './address-line.js'
export { garpGroupBlock, upDownDelayLine } from './garp-group-block.js'
export { instanceBlock } from './instance-block.js'
export { effectiveBasePriority, familyOf, isStrict, versionOf } from './instance-facts.js'
export type * from './model.js'
export { firstCommand } from './notify-fields.js'
export { bfdReason, needless, notDone, obsolete } from './noted.js'
export { staticRouteLine, virtualRouteLine } from './route-line.js'
export { staticRuleLine, virtualRuleLine } from './rule-line.js'
export { syncGroupBlock, trackGroupBlock } from './sync-group-block.js'
export { vrrpDefaultFields, vrrpDefaultNotes } from './vrrp-defaults.js'
export { toVirtualAddress } from './map-addresses.js'
export { toVirtualRoute, toVirtualRule } from './map-routing.js'
export type { Mapped, RoutingNames } from './map-routing.js'
export type { TrackerBlocks } from './map-trackers.js'
export { trackerNameOf } from './tracker-names.js'
export type { TrackerSource } from './tracker-names.js'
export { toVrrpConfig } from './to-vrrp-config.js'
export type { InstanceSurroundings, MappedInstance } from './to-vrrp-config.js'
