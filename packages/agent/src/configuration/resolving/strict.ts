import { effectiveBasePriority, isStrict } from '@holdfast/vrrp/keywords'
import type { InstanceBlock } from '@holdfast/vrrp/keywords'
import type { InstanceRule } from './context.js'

/** What strict mode refuses is left out (rule 145). */
export const strictMode: InstanceRule = (instance, { report, places, written }) => {
  if (!isStrict(instance, written.globalDefs ?? {})) return instance
  let kept: InstanceBlock = instance
  const drop = (field: keyof InstanceBlock, message: string, at: object = instance): void => {
    report('strict-mode', at === instance ? [instance, field] : [at], message)
    kept = places.changed(kept, { [field]: undefined })
  }
  if (instance.authentication !== undefined) {
    drop('authentication', 'strict mode allows no authentication', instance.authentication)
  }
  if ((instance.unicastPeers ?? []).length > 0) {
    drop('unicastPeers', 'strict mode allows no unicast peers')
  }
  if ((instance.preemptDelayMs ?? 0) > 0) {
    drop('preemptDelayMs', 'strict mode allows no `preempt_delay`')
  }
  if (instance.lowerPrioNoAdvert === false) {
    drop('lowerPrioNoAdvert', 'in strict mode a weaker advert is never answered')
  }
  if (instance.higherPrioSendAdvert === true) {
    drop('higherPrioSendAdvert', 'in strict mode nothing is sent on yielding')
  }
  if (instance.vmacXmitBase === true) {
    drop('vmacXmitBase', 'in strict mode a virtual MAC interface sends itself')
  }
  const isOwner = effectiveBasePriority(instance) === 255
  if (instance.state !== undefined && (instance.state === 'MASTER') !== isOwner) {
    drop('state', 'in strict mode `state MASTER` is for priority 255 and for nobody else')
  }
  return kept
}
