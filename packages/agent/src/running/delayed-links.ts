import type { Cancel, Clock, Links, LinkStatus } from '@holdfast/core'

/** How long an interface has to be down, or up again, before it counts; milliseconds. */
export interface LinkDelay {
  readonly interface: string
  readonly downMs: number
  readonly upMs: number
}

/**
 * Links that go down or come up only after a while (`interface_up_down_delays`): what is over before
 * is not told. What a link is at first is told at once, and so is any change of its addresses.
 */
export class DelayedLinks implements Links {
  readonly #links: Links
  readonly #clock: Clock
  #delays: readonly LinkDelay[] = []

  constructor(links: Links, clock: Clock) {
    this.#links = links
    this.#clock = clock
  }

  /** For changes from now on. */
  apply(delays: readonly LinkDelay[]): void {
    this.#delays = delays
  }

  watch(interfaces: readonly string[], onChange: (link: LinkStatus) => void): () => void {
    const views = new Map<string, DelayedView>()
    const stop = this.#links.watch(interfaces, (link) => {
      const { interface: name } = link
      const view = views.get(name) ?? new DelayedView(link, this.#clock, onChange)
      views.set(name, view)
      view.changed(
        link,
        this.#delays.find((each) => each.interface === name),
      )
    })
    return () => {
      stop()
      for (const view of views.values()) view.close()
    }
  }
}

/** One link, as it is told of. */
class DelayedView {
  readonly #clock: Clock
  readonly #onChange: (link: LinkStatus) => void
  #link: LinkStatus
  #toldUp: boolean
  #cancel: Cancel | undefined

  constructor(link: LinkStatus, clock: Clock, onChange: (link: LinkStatus) => void) {
    this.#clock = clock
    this.#onChange = onChange
    this.#link = link
    this.#toldUp = link.up
  }

  changed(link: LinkStatus, delay: LinkDelay | undefined): void {
    this.#link = link
    const delayMs = (link.up ? delay?.upMs : delay?.downMs) ?? 0
    if (link.up === this.#toldUp || delayMs === 0) this.#settle()
    else {
      this.#cancel ??= this.#clock.schedule(this.#clock.now() + delayMs, () => this.#settle())
      this.#onChange({ ...link, up: this.#toldUp })
    }
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #settle(): void {
    this.close()
    this.#toldUp = this.#link.up
    this.#onChange(this.#link)
  }
}
