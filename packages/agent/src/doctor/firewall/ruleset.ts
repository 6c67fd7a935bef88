import type { IpAddress, IpFamily, IpPrefix } from '@holdfast/core'

/** A chain of the kernel's packet filter, whatever tool has made it. */
export interface Chain {
  /** What rules of the same table name it by. */
  readonly name: string
  /** Such as `inet filter`, or `iptables filter`: chains of one table know each other. */
  readonly table: string
  /** `inet` has both. */
  readonly family: IpFamily | 'both'
  /** Where packets come from; undefined: from rules of its table. */
  readonly base?: BaseChain
  readonly rules: readonly Rule[]
}

export interface BaseChain {
  readonly hook: Hook
  readonly priority: number
  /** What becomes of a packet that no rule has decided about. */
  readonly drops: boolean
  /** Of the hooks at the edge; undefined: perhaps any. */
  readonly device?: string
}

export type Hook = 'ingress' | 'prerouting' | 'input' | 'output' | 'postrouting' | 'egress'

export interface Rule {
  /** As the tool shows it. */
  readonly text: string
  /** How it is removed. */
  readonly removal: string
  readonly conditions: readonly Condition[]
  readonly verdict: Verdict
}

/** What a rule asks of a packet. */
export type Condition =
  | { readonly field: 'protocol'; readonly values: readonly number[]; readonly isNot: boolean }
  | { readonly field: 'family'; readonly values: readonly IpFamily[]; readonly isNot: boolean }
  | {
      readonly field: 'source' | 'destination'
      readonly values: readonly AddressRange[]
      readonly isNot: boolean
    }
  | {
      /** The interface by which it comes, or leaves. */
      readonly field: 'in' | 'out'
      /** A `*` at the end stands for any rest. */
      readonly values: readonly string[]
      readonly isNot: boolean
    }
  /** Never true of an advert, such as a port of TCP. */
  | { readonly field: 'never' }
  /** Nobody can say from here. */
  | { readonly field: 'unknown' }

/** First and last address, both of them in it. */
export type AddressRange = readonly [first: IpAddress, last: IpAddress]

export type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'continue' }
  | { readonly kind: 'jump' | 'goto'; readonly target: string }

/** A packet as filters see it. */
export interface FilteredPacket {
  readonly direction: 'in' | 'out'
  readonly interface: string
  readonly family: IpFamily
  readonly protocol: number
  /** An address, or the network that it is of. */
  readonly source: IpPrefix
  readonly destination: IpPrefix
}
