import type { Links, LinkStatus, MacAddress } from '@holdfast/core'
import type { VrrpInput } from './input.js'
import { LinkTable } from './link-table.js'
import type { Member } from './member.js'
import { openingOf } from './opening.js'
import { isSameLink, linkView } from './source-address.js'

export interface LinkTellerContext {
  readonly members: ReadonlySet<Member>
  submit(member: Member, input: VrrpInput): void
}

/** Tells instances of the links that concern them: their own, and those they track. */
export class LinkTeller {
  readonly #table: LinkTable
  readonly #context: LinkTellerContext

  constructor(links: Links | undefined, context: LinkTellerContext) {
    this.#context = context
    this.#table = new LinkTable(links, (link) => this.#changed(link))
  }

  macAddressOf(interfaceName: string): MacAddress | undefined {
    return this.#table.get(interfaceName).macAddress
  }

  tell(member: Member): void {
    const { parameters } = member
    // So that a takeover knows the MAC addresses to announce.
    for (const name of openingOf(parameters).interfaces) this.#table.get(name)
    this.#tellOwn(member)
    for (const { kind, name } of parameters.trackers) {
      if (kind !== 'interface') continue
      const { up } = this.#table.get(name)
      this.#context.submit(member, { type: 'trackedInterfaceChanged', tracker: name, up })
    }
  }

  close(): void {
    this.#table.close()
  }

  #tellOwn(member: Member): void {
    const link = linkView(member.parameters, (name) => this.#table.get(name))
    // Each address that comes or goes is told to every instance of the interface.
    if (isSameLink(link, member.state.standing.link)) return
    this.#context.submit(member, { type: 'linkChanged', link })
  }

  #changed(link: LinkStatus): void {
    for (const member of this.#context.members) {
      const { parameters } = member
      const { interface: own, virtualMac } = parameters
      if (own === link.interface || virtualMac?.name === link.interface) this.#tellOwn(member)
      const tracks = parameters.trackers.some(
        ({ kind, name }) => kind === 'interface' && name === link.interface,
      )
      if (!tracks) continue
      const { interface: tracker, up } = link
      this.#context.submit(member, { type: 'trackedInterfaceChanged', tracker, up })
    }
  }
}
