import { effectiveBasePriority, familyOf, versionOf } from '@holdfast/vrrp/keywords'
import type { InstanceBlock } from '@holdfast/vrrp/keywords'
import type { InstanceRule } from './context.js'

/** `nopreempt` and `preempt_delay` are void for whoever wants to be master (rules 89, 93). */
export const preemption: InstanceRule = (instance, { report, places }) => {
  const { name, state, preempt, preemptDelayMs = 0 } = instance
  const isOwner = effectiveBasePriority(instance) === 255
  const wish = state === 'MASTER' ? '`state MASTER`' : isOwner ? 'priority 255' : undefined
  let kept: InstanceBlock = instance
  if (preempt === false && wish !== undefined) {
    const message = `\`nopreempt\` of ${name} does nothing with ${wish}`
    const hint =
      'write `state BACKUP` on all nodes, so that a returning one leaves the master alone'
    report('preemption-ignored', [instance, 'preempt'], message, { hint })
    kept = places.changed(kept, { preempt: undefined })
  }
  const reason = wish ?? (kept.preempt === false ? '`nopreempt`' : undefined)
  if (preemptDelayMs > 0 && reason !== undefined) {
    const message = `\`preempt_delay\` of ${name} does nothing with ${reason}`
    report('preempt-delay-ignored', [instance, 'preemptDelayMs'], message)
    kept = places.changed(kept, { preemptDelayMs: undefined })
  }
  return kept
}

/** VRRPv2 counts whole seconds, VRRPv3 centiseconds in 12 bits (rules 9, 12, 14). */
export const advertInterval: InstanceRule = (instance, { report, places, written }) => {
  const { advertIntMs } = instance
  if (advertIntMs === undefined) return instance
  const version = versionOf(instance, written.globalDefs ?? {})
  const unit = version === 2 ? 1000 : 10
  const most = version === 2 ? 255_000 : 40_950
  const rounded = Math.min(most, Math.max(unit, Math.round(advertIntMs / unit) * unit))
  if (rounded === advertIntMs) return instance
  const says = version === 2 ? 'whole seconds' : 'hundredths of a second up to 40.95'
  const message = `VRRPv${version} counts in ${says}: ${seconds(advertIntMs)} becomes ${seconds(rounded)}`
  report('advert-interval-adjusted', [instance, 'advertIntMs'], message)
  return places.changed(instance, { advertIntMs: rounded })
}

const seconds = (ms: number): string => `${ms / 1000} s`

/** The field of a VRRPv2 advert has 8 bytes (rule 11). */
export const password: InstanceRule = (instance, { report }) => {
  const { authentication: given } = instance
  const { length } = new TextEncoder().encode(given?.authPass ?? '')
  if (given === undefined || length <= 8) return instance
  const message = `only the first 8 of ${length} bytes of the password count`
  report('password-truncated', [given, 'authPass'], message, {
    hint: 'use the same 8 bytes on all nodes',
  })
  return instance
}

/** Authentication is of VRRPv2 (RFC 5798 removed it); AH needs a sequence that others have seen. */
export const authentication: InstanceRule = (instance, { report, places, written }) => {
  const { authentication: given, name } = instance
  if (given === undefined) return instance
  const version = versionOf(instance, written.globalDefs ?? {})
  if (version === 3) {
    const message = `VRRPv3 has no authentication, so ${name} has none`
    const hint = familyOf(instance) === 6 ? undefined : '`version 2` has it, `auth_hmac` is better'
    report('authentication-ignored', [given], message, { hint })
    return places.changed(instance, { authentication: undefined })
  }
  if (given.authType !== 'AH' || instance.state !== 'MASTER') return instance
  const message = `${name} starts as BACKUP, because it uses authentication AH`
  report('initial-master-ignored', [instance, 'state'], message)
  return places.changed(instance, { state: undefined, priority: effectiveBasePriority(instance) })
}
