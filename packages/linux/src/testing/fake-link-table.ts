import type { MacAddress } from '@holdfast/core'
import {
  IFF_BROADCAST,
  IFF_LOWER_UP,
  IFF_MULTICAST,
  IFF_RUNNING,
  IFF_UP,
} from '../rtnetlink/flags.js'
import type { KernelEvent, LinkInfo } from '../rtnetlink/rtnetlink.js'

/** An interface that a test wants; everything but the name has a default. */
export interface FakeLink {
  readonly name: string
  /** Default: the next free index. */
  readonly index?: number
  /** Administratively up; default true. */
  readonly up?: boolean
  /** The cable is in; default true. */
  readonly carrier?: boolean
  /** Default 1500. */
  readonly mtu?: number
  /** Default 02:00:00:00:00:xx with the index; null for a link without one. */
  readonly macAddress?: MacAddress | null
  readonly parentIndex?: number
  readonly kind?: string
  readonly alias?: string
}

interface Entry {
  readonly index: number
  name: string
  up: boolean
  carrier: boolean
  mtu: number
  macAddress: MacAddress | undefined
  readonly parentIndex: number | undefined
  readonly kind: string | undefined
  alias: string | undefined
}

/** What of an interface may change. */
export type FakeLinkChange = Partial<
  Pick<Entry, 'name' | 'up' | 'carrier' | 'mtu' | 'macAddress' | 'alias'>
>

/** The interfaces; one on top of another runs only while that one does. */
export class FakeLinkTable {
  readonly #entries = new Map<number, Entry>()
  readonly #emit: (event: KernelEvent) => void
  #nextIndex = 1

  constructor(emit: (event: KernelEvent) => void) {
    this.#emit = emit
  }

  list(): readonly LinkInfo[] {
    return [...this.#entries.values()]
      .sort((a, b) => a.index - b.index)
      .map((entry) => this.#describe(entry))
  }

  get(index: number): LinkInfo | undefined {
    const entry = this.#entries.get(index)
    return entry === undefined ? undefined : this.#describe(entry)
  }

  find(name: string): LinkInfo | undefined {
    return this.list().find((link) => link.name === name)
  }

  childrenOf(index: number): readonly LinkInfo[] {
    return this.list().filter((link) => link.parentIndex === index)
  }

  /** The caller has made sure that neither the name nor the index is taken. */
  add(wanted: FakeLink): LinkInfo {
    const index = wanted.index ?? this.#nextIndex
    this.#nextIndex = Math.max(this.#nextIndex, index + 1)
    const lastByte = (index & 0xff).toString(16).padStart(2, '0')
    const entry: Entry = {
      index,
      name: wanted.name,
      up: wanted.up ?? true,
      carrier: wanted.carrier ?? true,
      mtu: wanted.mtu ?? 1500,
      macAddress:
        wanted.macAddress === null
          ? undefined
          : (wanted.macAddress ?? `02:00:00:00:00:${lastByte}`),
      parentIndex: wanted.parentIndex,
      kind: wanted.kind,
      alias: wanted.alias,
    }
    this.#entries.set(index, entry)
    const link = this.#describe(entry)
    this.#emit({ type: 'link', link })
    return link
  }

  /** Tells of the link, and of those on top of it that run or stop running with it. */
  change(index: number, change: FakeLinkChange): void {
    const entry = this.#entries.get(index)
    if (entry === undefined) return
    const wasRunning = new Map(this.list().map((link) => [link.index, link.isRunning]))
    Object.assign(entry, change)
    for (const link of this.list()) {
      if (link.index !== index && link.isRunning === wasRunning.get(link.index)) continue
      this.#emit({ type: 'link', link })
    }
  }

  delete(index: number): void {
    const link = this.get(index)
    if (link === undefined) return
    this.#entries.delete(index)
    this.#emit({ type: 'linkGone', link })
  }

  #isRunning(entry: Entry): boolean {
    if (!entry.up || !entry.carrier) return false
    const parent =
      entry.parentIndex === undefined ? undefined : this.#entries.get(entry.parentIndex)
    return parent === undefined || this.#isRunning(parent)
  }

  #describe(entry: Entry): LinkInfo {
    const isRunning = this.#isRunning(entry)
    const { index, name, mtu, macAddress, parentIndex, kind, alias } = entry
    const flags =
      IFF_BROADCAST |
      IFF_MULTICAST |
      (entry.up ? IFF_UP : 0) |
      (isRunning ? IFF_RUNNING | IFF_LOWER_UP : 0)
    return {
      index,
      name,
      flags,
      isRunning,
      mtu,
      ...(macAddress === undefined ? {} : { macAddress }),
      ...(parentIndex === undefined ? {} : { parentIndex }),
      ...(kind === undefined ? {} : { kind }),
      ...(alias === undefined ? {} : { alias }),
    }
  }
}
