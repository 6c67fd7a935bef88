import type {
  AddressInfo,
  ChangeOutcome,
  KernelChange,
  KernelEvent,
  LinkInfo,
  NeighbourInfo,
  RouteInfo,
  Rtnetlink,
  RuleInfo,
} from '@holdfast/linux'

/** Opens the kernel's tables when they are first asked for, and again after `close`. */
export class LazyRtnetlink implements Rtnetlink {
  readonly #open: () => Rtnetlink
  #opened: Rtnetlink | undefined

  constructor(open: () => Rtnetlink) {
    this.#open = open
  }

  links(): readonly LinkInfo[] {
    return this.#kernel().links()
  }

  addresses(): readonly AddressInfo[] {
    return this.#kernel().addresses()
  }

  routes(family: 4 | 6): readonly RouteInfo[] {
    return this.#kernel().routes(family)
  }

  rules(family: 4 | 6): readonly RuleInfo[] {
    return this.#kernel().rules(family)
  }

  neighbours(family: 4 | 6): readonly NeighbourInfo[] {
    return this.#kernel().neighbours(family)
  }

  apply(changes: readonly KernelChange[]): readonly ChangeOutcome[] {
    return this.#kernel().apply(changes)
  }

  watch(onEvent: (event: KernelEvent) => void): () => void {
    return this.#kernel().watch(onEvent)
  }

  close(): void {
    this.#opened?.close()
    this.#opened = undefined
  }

  #kernel(): Rtnetlink {
    this.#opened ??= this.#open()
    return this.#opened
  }
}
