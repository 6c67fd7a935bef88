import { IFF_UP } from '../rtnetlink/flags.js'
import type { AddressInfo, KernelEvent, LinkInfo, RouteInfo } from '../rtnetlink/rtnetlink.js'
import { ipFamily } from '@holdfast/core'
import type { Holding, Holdings } from './holding.js'
import { interfacesOf } from './item-request.js'
import { isAsWanted, isMarked, itemKey } from './item.js'
import type { Item } from './item.js'

/** What an event may mean for what is held. */
export type Concern =
  /** Something that waits may be taken now. */
  | { readonly type: 'retry' }
  /** The kernel may have removed it by itself, without a word where it is an IPv4 route. */
  | { readonly type: 'excuse'; readonly key: string }
  /** Somebody may have removed or replaced something. */
  | { readonly type: 'look' }

const retry: Concern = { type: 'retry' }
const look: Concern = { type: 'look' }

/** What has to be done because of an event; nothing for nearly all of them. */
export function concerns(event: KernelEvent, holdings: Holdings): readonly Concern[] {
  switch (event.type) {
    case 'link':
      return ofLink(event.link, holdings)
    case 'linkGone':
      return excused(holdings, (route) => usesLink(route, event.link.index))
    case 'address':
      return anyWaits(holdings) ? [retry] : []
    case 'addressGone':
      return excused(holdings, (route) => mayNeed(route, event.address))
    case 'route':
      return ofItem({ kind: 'route', route: event.route }, holdings)
    case 'rule':
      return ofItem({ kind: 'rule', rule: event.rule }, holdings)
    case 'routeGone':
      return ofLostItem({ kind: 'route', route: event.route }, holdings)
    case 'ruleGone':
      return ofLostItem({ kind: 'rule', rule: event.rule }, holdings)
    case 'overrun':
      return [...excused(holdings, () => true), look]
  }
}

/** Going down it takes routes along; coming up or by another name it may take those that wait. */
function ofLink(link: LinkInfo, holdings: Holdings): readonly Concern[] {
  if ((link.flags & IFF_UP) === 0) return excused(holdings, (route) => usesLink(route, link.index))
  const isNew = [...holdings.values()].some(
    ({ desired, item }) =>
      item?.kind === 'route' &&
      interfacesOf(desired).includes(link.name) &&
      !indexesOf(item.route).includes(link.index),
  )
  return isNew || anyWaits(holdings) ? [retry] : []
}

/** Ours that was put there may be the way to the gateway of another. */
function ofItem(item: Item, holdings: Holdings): readonly Concern[] {
  const held = holdings.get(itemKey(item))
  const isOurs = held?.item !== undefined && isMarked(item) && isAsWanted(item, held.item)
  if (held?.item !== undefined && !isOurs) return [look]
  return item.kind === 'route' && isMarked(item) && anyWaits(holdings) ? [retry] : []
}

/** An IPv6 route that goes with its interface is told of, too: then its link event is near. */
function ofLostItem(item: Item, holdings: Holdings): readonly Concern[] {
  const held = holdings.get(itemKey(item))
  return held?.item !== undefined && isMarked(item) ? [look] : []
}

function excused(
  holdings: Holdings,
  isTakenAlong: (route: RouteInfo) => boolean,
): readonly Concern[] {
  const keys = [...holdings].filter(([, holding]) => isRouteThat(holding, isTakenAlong))
  return keys.map(([key]) => ({ type: 'excuse', key }))
}

function isRouteThat({ item }: Holding, predicate: (route: RouteInfo) => boolean): boolean {
  return item?.kind === 'route' && predicate(item.route)
}

/** The last IPv4 address of an interface takes the routes through it along. */
function mayNeed(route: RouteInfo, { address, interfaceIndex }: AddressInfo): boolean {
  if (route.preferredSource === address) return true
  return route.family === 4 && ipFamily(address) === 4 && usesLink(route, interfaceIndex)
}

/** Which interface a gateway without one is reached through is the kernel's choice. */
function usesLink(route: RouteInfo, interfaceIndex: number): boolean {
  const hops = route.nextHops ?? [route]
  return hops.some((hop) =>
    hop.interfaceIndex === undefined
      ? hop.gateway !== undefined
      : hop.interfaceIndex === interfaceIndex,
  )
}

function indexesOf(route: RouteInfo): readonly (number | undefined)[] {
  return (route.nextHops ?? [route]).map((hop) => hop.interfaceIndex)
}

function anyWaits(holdings: Holdings): boolean {
  return [...holdings.values()].some(({ isWaiting }) => isWaiting)
}
