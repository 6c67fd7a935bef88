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
    if (!seen.has(block.name)) {
      seen.add(block.name)
      return true
    }
    const message = `there is another \`${kind}\` of the name \`${block.name}\``
    report('duplicate-name', [block, 'name'], message)
    return false
  })
}

/** One VRID is one router on an interface and in a family, unless peers keep them apart (147). */
export function uniqueRouters(
  instances: readonly InstanceBlock[],
  { report }: ResolveContext,
): readonly InstanceBlock[] {
  const kept = new Map<string, InstanceBlock>()
  return instances.filter((instance) => {
    const keys = routersOf(instance)
    const clash = keys.map((key) => kept.get(key)).find((other) => other !== undefined)
    if (clash === undefined) {
      for (const key of keys) kept.set(key, instance)
      return true
    }
    const where = instance.interface ?? 'the same interface'
    const message = `${clash.name} has VRID ${instance.virtualRouterId} on ${where} already`
    report('duplicate-virtual-router', [instance, 'virtualRouterId'], message)
    return false
  })
}

/** What nobody else may be: the router of all who listen, or that of each of its peers. */
function routersOf(instance: InstanceBlock): readonly string[] {
  const { virtualRouterId, interface: device, mcastDstIp, unicastPeers = [] } = instance
  const router = JSON.stringify([virtualRouterId, device, familyOf(instance), mcastDstIp])
  if (unicastPeers.length === 0) return [router]
  return unicastPeers.map(({ address }) => `${router} ${address}`)
}
