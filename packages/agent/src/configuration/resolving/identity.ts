import { familyOf } from '@holdfast/vrrp/keywords'
import type { InstanceBlock } from '@holdfast/vrrp/keywords'
import type { InstanceRule, ResolveContext } from './context.js'

/** Without a VRID there is no router. */
export const needsVirtualRouterId: InstanceRule = (instance, { report }) => {
  if (hasVirtualRouterId(instance)) return instance
  const message = `${instance.name} has no valid \`virtual_router_id\``
  report('missing-virtual-router-id', [instance], message)
  return undefined
}

/** The line may be missing or faulty, as far as the table goes. */
function hasVirtualRouterId({ virtualRouterId }: Partial<InstanceBlock>): boolean {
  return virtualRouterId !== undefined
}

/** Multicast leaves by an interface; unicast finds its own way, unless to link-local peers. */
export const needsInterface: InstanceRule = (instance, { report }) => {
  const { interface: own, unicastPeers = [], name } = instance
  if (own !== undefined || unicastPeers.length > 0) return instance
  report('missing-interface', [instance], `${name} has no \`interface\``)
  return undefined
}

/** Keeps the first of the blocks that have a name in common. */
export function uniqueNames<Block extends { readonly name: string }>(
  kind: string,
  blocks: readonly Block[],
  { report }: ResolveContext,
): readonly Block[] {
  const seen = new Set<string>()
  return blocks.filter((block) => {
    const isNew = !seen.has(block.name)
    seen.add(block.name)
    const message = `there is another \`${kind}\` of the name \`${block.name}\``
    if (!isNew) report('duplicate-name', [block, 'name'], message)
    return isNew
  })
}

/** One VRID is one router on an interface and in a family, unless peers keep them apart (147). */
export function uniqueRouters(
  instances: readonly InstanceBlock[],
  { report }: ResolveContext,
): readonly InstanceBlock[] {
  const kept = new Map<string, InstanceBlock[]>()
  return instances.filter((instance) => {
    const key = routerOf(instance)
    const others = kept.get(key) ?? []
    const clash = others.find((other) => haveSpeakersInCommon(instance, other))
    if (clash === undefined) {
      kept.set(key, others)
      others.push(instance)
      return true
    }
    const where = instance.interface ?? 'the same interface'
    const message = `${clash.name} has VRID ${instance.virtualRouterId} on ${where} already`
    report('duplicate-virtual-router', [instance, 'virtualRouterId'], message)
    return false
  })
}

function routerOf(instance: InstanceBlock): string {
  const { virtualRouterId, interface: device, mcastDstIp } = instance
  return JSON.stringify([virtualRouterId, device, familyOf(instance), mcastDstIp])
}

function haveSpeakersInCommon(a: InstanceBlock, b: InstanceBlock): boolean {
  const peers = new Set((a.unicastPeers ?? []).map((peer) => peer.address))
  const others = b.unicastPeers ?? []
  if (peers.size > 0 !== others.length > 0) return false
  return peers.size === 0 || others.some((peer) => peers.has(peer.address))
}
