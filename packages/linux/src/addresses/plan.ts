import { ipFamily, isLinkLocal, isSameAddress } from '@holdfast/core'
import type { AddressFailure, DesiredAddress } from '@holdfast/core'
import type { AddressInfo, KernelChange } from '../rtnetlink/rtnetlink.js'
import { addressRequest, isAsRequested } from './address-request.js'
import { holdingKey } from './holding.js'
import type { Holding, Holdings } from './holding.js'
import type { KernelView } from './kernel-view.js'
import { foreign, heldByOther, noInterface, onOtherInterface } from './refusals.js'

/** What is known when an owner asks for its addresses. */
export interface Situation {
  readonly holdings: Holdings
  readonly view: Pick<KernelView, 'linkNamed' | 'linkAt' | 'find'>
  /** Whether an address in the kernel that nobody holds was left by a crashed run of ours. */
  readonly isLeftover: (info: AddressInfo) => boolean
  /** Undefined is for ever. */
  readonly leaseSeconds: number | undefined
}

/** One change and what it is for. Its order matters: what is released makes room. */
export type HoldStep =
  /** An address of the owner that is not wanted any more, or not there. */
  | { readonly purpose: 'release'; readonly holding: Holding; readonly change: KernelChange }
  /** Something an earlier run left in the way of `put`, with another prefix length or label. */
  | { readonly purpose: 'clear'; readonly change: KernelChange }
  /** A new address, or one that is asserted again or adopted. */
  | { readonly purpose: 'put'; readonly holding: Holding; readonly change: KernelChange }
  /** An address of somebody else's that the kernel may have removed together with a released one. */
  | { readonly purpose: 'renew'; readonly holding: Holding; readonly change: KernelChange }

export interface HoldPlan {
  readonly steps: readonly HoldStep[]
  readonly failures: readonly AddressFailure[]
}

/** What makes `desired` the whole set of `owner`. */
export function planHold(
  owner: string,
  desired: readonly DesiredAddress[],
  situation: Situation,
): HoldPlan {
  const wanted = new Map(desired.map((each) => [holdingKey(each), each]))
  const released = [...situation.holdings.values()].filter(
    (holding) => holding.owner === owner && isObsolete(holding, wanted, situation),
  )
  const kept = new Map(situation.holdings)
  for (const holding of released) kept.delete(holdingKey(holding.desired))
  const steps: HoldStep[] = released.map((holding) => releaseStep(holding))
  const failures: AddressFailure[] = []
  const rivals = rivalsOf(owner, kept)
  const after = { ...situation, holdings: kept, rivals, released }
  for (const each of wanted.values()) {
    const answer = planOne(owner, each, after)
    if ('code' in answer) failures.push(answer)
    else steps.push(...answer)
  }
  // Those of the owner itself are put again anyway.
  const others = takenAlong(released.map(placeOf), kept).filter((each) => each.owner !== owner)
  const renewals = others.map((holding) => renewStep(holding, situation.leaseSeconds))
  steps.splice(released.length, 0, ...renewals)
  return { steps, failures }
}

export function releaseStep(holding: Holding): HoldStep & { readonly purpose: 'release' } {
  const address = addressRequest(holding.desired, holding.interfaceIndex, undefined)
  return { purpose: 'release', holding, change: { type: 'deleteAddress', address } }
}

function renewStep(holding: Holding, leaseSeconds: number | undefined): HoldStep {
  return { purpose: 'renew', holding, change: renewal(holding, leaseSeconds) }
}

/** Puts an address again that is held already: it renews the lease, too. */
export function renewal(holding: Holding, leaseSeconds: number | undefined): KernelChange {
  const { desired, interfaceIndex } = holding
  return { type: 'setAddress', address: addressRequest(desired, interfaceIndex, leaseSeconds) }
}

/** Not wanted, wanted in another form, or on an interface that has lost its name. */
function isObsolete(
  holding: Holding,
  wanted: ReadonlyMap<string, DesiredAddress>,
  { view }: Situation,
): boolean {
  const { desired, interfaceIndex } = holding
  const stays = wanted.get(holdingKey(desired))
  if (stays === undefined || !isSameAddress(stays, desired)) return true
  const link = view.linkNamed(desired.interface)
  return link !== undefined && link.index !== interfaceIndex
}

interface Context extends Situation {
  readonly rivals: ReadonlyMap<string, Holding>
  readonly released: readonly Holding[]
}

function planOne(
  owner: string,
  desired: DesiredAddress,
  { holdings, rivals, released, view, isLeftover, leaseSeconds }: Context,
): readonly HoldStep[] | AddressFailure {
  const rival = rivals.get(rivalKey(desired))
  if (rival !== undefined) return heldByOther(desired, rival.owner)
  const link = view.linkNamed(desired.interface)
  if (link === undefined) return noInterface(desired)
  const holding = { owner, desired, interfaceIndex: link.index, waitsForLink: false }
  const address = addressRequest(desired, link.index, leaseSeconds)
  const put = (type: 'addAddress' | 'setAddress'): HoldStep => {
    return { purpose: 'put', holding, change: { type, address } }
  }
  if (holdings.has(holdingKey(desired))) return [put('setAddress')]
  const steps: HoldStep[] = []
  let isThere = false
  for (const there of view.find(desired.address)) {
    if (isReleased(there, released)) continue
    if (there.interfaceIndex !== link.index) {
      if (isLinkLocal(desired.address) || isLeftover(there)) continue
      const other = view.linkAt(there.interfaceIndex)?.name ?? `interface ${there.interfaceIndex}`
      return onOtherInterface(desired, other)
    }
    if (!isLeftover(there)) return desired.isOwn === true ? [] : foreign(desired, there)
    isThere = isAsRequested(there, address, link.name)
    if (!isThere) {
      steps.push({ purpose: 'clear', change: { type: 'deleteAddress', address: there } })
    }
  }
  // EEXIST is the kernel's word for an address that was not there when we last looked.
  return [...steps, put(isThere ? 'setAddress' : 'addAddress')]
}

/** What the other owners hold. */
function rivalsOf(owner: string, holdings: Holdings): ReadonlyMap<string, Holding> {
  const others = [...holdings.values()].filter((holding) => holding.owner !== owner)
  return new Map(others.map((holding) => [rivalKey(holding.desired), holding]))
}

/** Owners have an address one after the other only; a link-local one is another on each link. */
function rivalKey(desired: DesiredAddress): string {
  return isLinkLocal(desired.address) ? holdingKey(desired) : desired.address
}

function isReleased(there: AddressInfo, released: readonly Holding[]): boolean {
  return released.some(
    ({ desired, interfaceIndex }) =>
      desired.address === there.address && interfaceIndex === there.interfaceIndex,
  )
}

type Place = Pick<AddressInfo, 'interfaceIndex' | 'address' | 'prefixLength'>

function placeOf({ desired, interfaceIndex }: Holding): Place {
  return { interfaceIndex, address: desired.address, prefixLength: desired.prefixLength }
}

/**
 * Removing the first IPv4 address of a network removes the others of that network from the
 * interface (unless promote_secondaries is set): those of `holdings` that may be among them.
 */
export function takenAlong(removed: readonly Place[], holdings: Holdings): readonly Holding[] {
  const first = removed.filter((each) => ipFamily(each.address) === 4 && each.prefixLength < 32)
  if (first.length === 0) return []
  return [...holdings.values()].filter(
    ({ desired, interfaceIndex, waitsForLink }) =>
      !waitsForLink &&
      ipFamily(desired.address) === 4 &&
      first.some(
        (each) =>
          each.interfaceIndex === interfaceIndex && each.prefixLength === desired.prefixLength,
      ),
  )
}
