import type { Diagnostic } from '@holdfast/core/config'
import { effectiveBasePriority, isStrict, versionOf } from '@holdfast/vrrp/keywords'
import { mistakeAt } from './mistake.js'
import type { Subject } from './mistake.js'

/** Strict mode, as distributions ship it: no virtual address can be pinged (rules 125, 145). */
export function strict(subject: Subject): readonly Diagnostic[] {
  const { globalDefs = {}, instances = [] } = subject.configuration
  return instances.flatMap((instance) => {
    if (!isStrict(instance, globalDefs) || effectiveBasePriority(instance) === 255) return []
    // In VRRPv2 strict mode leaves it to the owner, whatever is written.
    if (instance.accept === true && versionOf(instance, globalDefs) === 3) return []
    const [first] = instance.virtualAddresses ?? []
    if (first === undefined) return []
    const message =
      `strict mode drops every packet to ${first.address}: ` +
      'neither ping nor a service on it answers'
    const owner = instance.strictMode === undefined ? globalDefs : instance
    const field = instance.strictMode === undefined ? 'vrrpStrict' : 'strictMode'
    return [
      mistakeAt(subject, 'strict-vip-unreachable', [owner, field], message, {
        hint: 'remove `vrrp_strict`, or use VRRPv3 and write `accept` into the instance',
      }),
    ]
  })
}
