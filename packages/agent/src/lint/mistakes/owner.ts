import type { Diagnostic } from '@holdfast/core/config'
import { effectiveBasePriority } from '@holdfast/vrrp/keywords'
import type { InstanceBlock } from '@holdfast/vrrp/keywords'
import { mistakeAt } from './mistake.js'
import type { Subject } from './mistake.js'

/** Priority 255 is for whoever has the addresses anyway, which is hardly ever meant (rules 55, 95). */
export function owner(subject: Subject): readonly Diagnostic[] {
  return (subject.configuration.instances ?? []).flatMap((instance) => {
    if (effectiveBasePriority(instance) !== 255) return []
    const cause =
      instance.priority === undefined ? '`state MASTER` without `priority` means 255' : 'with 255'
    const message =
      `${cause}: ${instance.name} is master as soon as it runs, whatever its checks say, ` +
      'and two such nodes are masters at once'
    return [
      mistakeAt(subject, 'owner-priority', [instance, 'priority'], message, {
        hint: 'write a priority below 255, unless the interface has these addresses by itself',
        ...(hasAddresses(instance, subject) ? { severity: 'info' } : {}),
      }),
    ]
  })
}

/** As far as is known; while it is master, anybody has them. */
function hasAddresses(
  { interface: device = '', virtualAddresses = [] }: InstanceBlock,
  { facts }: Subject,
): boolean {
  const there = new Set(facts.addresses(device)?.map(({ address }) => address))
  return virtualAddresses.length > 0 && virtualAddresses.every(({ address }) => there.has(address))
}
