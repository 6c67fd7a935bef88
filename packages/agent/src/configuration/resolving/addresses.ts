import { ipFamily } from '@holdfast/core'
import { familyOf, versionOf } from '@holdfast/vrrp/keywords'
import type { AddressLine, InstanceBlock } from '@holdfast/vrrp/keywords'
import type { InstanceRule, ResolveContext } from './context.js'

/** All that an instance advertises and speaks with is of one family (rules 13, 148). */
export const families: InstanceRule = (instance, context) => {
  const { places } = context
  const family = firstFamily(instance, context)
  const fits = (address: string): boolean => ipFamily(address) === family
  const refuse = (value: object, field: string | undefined, address: string): void => {
    const message = `${address} is not IPv${family}, as the rest of ${instance.name} is`
    const hint = 'use one instance for each family, or `virtual_ipaddress_excluded`'
    context.report('address-family-mismatch', [value, field ?? ''], message, { hint })
  }
  const keepLines = <Line extends { readonly address: string }>(
    lines: readonly Line[] | undefined,
  ): readonly Line[] | undefined =>
    keptOf(lines, (line) => {
      if (!fits(line.address)) refuse(line, undefined, line.address)
      return fits(line.address)
    })
  const keepOne = (field: 'mcastSrcIp' | 'unicastSrcIp' | 'mcastDstIp'): string | undefined => {
    const address = instance[field]
    if (address === undefined || fits(address)) return address
    refuse(instance, field, address)
  }
  return places.changed(instance, {
    virtualAddresses: keepLines(instance.virtualAddresses),
    unicastPeers: keepLines(instance.unicastPeers),
    mcastSrcIp: keepOne('mcastSrcIp'),
    unicastSrcIp: keepOne('unicastSrcIp'),
    mcastDstIp: keepOne('mcastDstIp'),
  })
}

/** The first address of the block decides, as keepalived reads it. */
function firstFamily(instance: InstanceBlock, { places }: ResolveContext): 4 | 6 {
  const candidates = [
    [instance.virtualAddresses?.[0]?.address, places.of(instance.virtualAddresses?.[0] ?? {})],
    [instance.unicastPeers?.[0]?.address, places.of(instance.unicastPeers?.[0] ?? {})],
    [instance.unicastSrcIp, places.of(instance, 'unicastSrcIp')],
    [instance.mcastSrcIp, places.of(instance, 'mcastSrcIp')],
  ] as const
  let first: { readonly address: string; readonly line: number } | undefined
  for (const [address, spans] of candidates) {
    const line = spans[0]?.line ?? Number.MAX_SAFE_INTEGER
    if (address !== undefined && (first === undefined || line < first.line)) {
      first = { address, line }
    }
  }
  return first === undefined ? familyOf(instance) : ipFamily(first.address)
}

/** The same address on the same interface is held once. */
export const duplicateAddresses: InstanceRule = (instance, context) => {
  const seen = new Set<string>()
  const keep = (lines: readonly AddressLine[] | undefined): readonly AddressLine[] | undefined =>
    keptOf(lines, (line) => {
      const key = `${line.address} ${line.interface ?? instance.interface ?? ''}`
      if (!seen.has(key)) {
        seen.add(key)
        return true
      }
      context.report('duplicate-address', [line], `${instance.name} has ${line.address} already`)
      return false
    })
  const virtualAddresses = keep(instance.virtualAddresses)
  const excludedAddresses = keep(instance.excludedAddresses)
  return context.places.changed(instance, { virtualAddresses, excludedAddresses })
}

/** The list itself where all are kept, which is nearly always. */
function keptOf<Line>(
  lines: readonly Line[] | undefined,
  keep: (line: Line) => boolean,
): readonly Line[] | undefined {
  const kept = lines?.filter(keep)
  return kept?.length === lines?.length ? lines : kept
}

export const noAddress: InstanceRule = (instance, { report, written }) => {
  const { virtualAddresses = [], noVirtualIpaddress, name } = instance
  if (virtualAddresses.length > 0 || noVirtualIpaddress === true) return instance
  const version = versionOf(instance, written.globalDefs ?? {})
  const hint = 'with `no_virtual_ipaddress` it is known to be meant so'
  report('no-virtual-address', [instance], `${name} has no virtual address`, {
    hint,
    ...(version === 3 ? { severity: 'error' } : {}),
  })
  return instance
}

/** Unicast keywords without anybody to send to (rule 130). */
export const unicastPeers: InstanceRule = (instance, { report }) => {
  const { unicastPeers: peers = [], unicastSrcIp, unicastTtl, checkUnicastSrc } = instance
  const wanted =
    unicastSrcIp !== undefined ||
    unicastTtl !== undefined ||
    checkUnicastSrc === true ||
    instance.unicastPeers !== undefined
  if (!wanted || peers.length > 0 || instance.unicastFaultNoPeer === true) return instance
  const field = unicastSrcIp === undefined ? undefined : 'unicastSrcIp'
  const message = `${instance.name} names no unicast peer, so it speaks multicast`
  const hint = 'list the other nodes in `unicast_peer`'
  report('unicast-without-peers', field === undefined ? [instance] : [instance, field], message, {
    hint,
  })
  return instance
}
