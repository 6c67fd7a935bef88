import { IFF_UP } from '../rtnetlink/flags.js'
import type { AddressInfo } from '../rtnetlink/rtnetlink.js'
import type { Holding } from './holding.js'
import type { KernelView } from './kernel-view.js'

/** What is to be done about an address that may be missing. */
export type Restoration =
  /** Its interface is missing or down: the address comes back with it. */
  | { readonly action: 'wait'; readonly holding: Holding }
  /** It is missing although its interface is up. `isFault`: without a reason that we know of. */
  | {
      readonly action: 'put'
      readonly holding: Holding
      /** The interface it is to be put on now. */
      readonly interfaceIndex: number
      readonly isFault: boolean
    }
  /** It is where it should be, and was believed not to be. */
  | { readonly action: 'found'; readonly holding: Holding; readonly interfaceIndex: number }
  /** Somebody else put it on the interface while it could not be there. */
  | { readonly action: 'giveUp'; readonly holding: Holding; readonly there: AddressInfo }

/** Compares what is held with what is there; `view` has been read just now. */
export function planRestoration(
  holdings: Iterable<Holding>,
  view: Pick<KernelView, 'linkNamed' | 'at'>,
  isOurs: (info: AddressInfo) => boolean,
): readonly Restoration[] {
  const plan: Restoration[] = []
  for (const holding of holdings) {
    const { desired, interfaceIndex, waitsForLink } = holding
    const link = view.linkNamed(desired.interface)
    const there = link === undefined ? undefined : view.at(link.index, desired.address)
    const isElsewhere = link?.index !== interfaceIndex
    if (link !== undefined && there !== undefined) {
      if ((isElsewhere || waitsForLink) && !isOurs(there)) {
        plan.push({ action: 'giveUp', holding, there })
      } else if (isElsewhere || waitsForLink) {
        plan.push({ action: 'found', holding, interfaceIndex: link.index })
      }
    } else if (link === undefined || (link.flags & IFF_UP) === 0) {
      if (!waitsForLink) plan.push({ action: 'wait', holding })
    } else {
      const isFault = !isElsewhere && !waitsForLink
      plan.push({ action: 'put', holding, interfaceIndex: link.index, isFault })
    }
  }
  return plan
}
