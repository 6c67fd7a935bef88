import { ipFamily } from '@holdfast/core'
import type { IpAddress, IpDatagram, IpFamily, PacketTransport } from '@holdfast/core'
import type { NodeStatus, SimNode } from '../sim-node.js'
import type { InstanceModel } from './instance-model.js'
import type { WireAdvert } from './wire-advert.js'

interface Unread {
  readonly packet: IpDatagram
  readonly advert: WireAdvert | undefined
}

/** One boot of a machine, as the checkers see it. */
export class NodeModel {
  readonly node: SimNode
  readonly name: string
  readonly transport: PacketTransport
  readonly instances: InstanceModel[] = []
  /** Whether something happened to its instances since the last check, and when something must. */
  isStale = true
  deadline: number = Infinity
  /** Virtual addresses its kernel has. */
  readonly held: Set<IpAddress> = new Set()
  /** Its interfaces, and whether its process knows them to be up. */
  readonly links: Map<string, boolean> = new Map()
  /** How many milliseconds its clock counts in one. */
  readonly rate: number
  status: NodeStatus
  /** When its process last came out of a stall; virtual milliseconds. */
  resumedAt: number = -Infinity
  /** How much longer addresses may be missing, because adding them was made to fail. */
  retriesMs = 0
  /** Since when its addresses are not what they should be. */
  wrongSince: number | undefined
  areAddressesChecked = true
  /** Instances that have virtual routes or rules. */
  readonly routed: Set<string> = new Set()
  areRoutesChecked = true
  /** GARP and NA packets seen on the wire. */
  announcementsSeen = 0
  /** What arrived and waits until its process runs. */
  readonly #unread: Unread[] = []
  readonly #routers = new Map<string, InstanceModel[]>()

  constructor(node: SimNode) {
    this.node = node
    this.name = node.name
    this.transport = node.ports.transport
    this.status = node.status
    this.rate = 1 + node.plan.driftPpm / 1_000_000
    node.addresses.onChange(({ type, address }) => {
      if (type === 'added') this.held.add(address.address)
      else this.held.delete(address.address)
      this.areAddressesChecked = false
    })
    node.routes.onChange((owner, { routes, rules }) => {
      if (routes.length + rules.length > 0) this.routed.add(owner)
      else this.routed.delete(owner)
      this.areRoutesChecked = false
    })
  }

  add(instance: InstanceModel): void {
    const { interface: name, family, vrid } = instance.reading
    const slots = this.#routers.get(name) ?? []
    slots[family === 4 ? vrid : vrid + 256] = instance
    this.#routers.set(name, slots)
    this.instances.push(instance)
  }

  /** Whether the state of an instance is another one than at the last check. */
  get hasMoved(): boolean {
    for (const { checked, member } of this.instances) if (checked !== member.state) return true
    return false
  }

  /** The instance that a packet of a virtual router is for. */
  find(interfaceName: string, family: IpFamily, vrid: number): InstanceModel | undefined {
    return this.#routers.get(interfaceName)?.[family === 4 ? vrid : vrid + 256]
  }

  arrived(packet: IpDatagram, advert: WireAdvert | undefined): void {
    this.#unread.push({ packet, advert })
  }

  /** Packets are read in the order in which they arrived. */
  read(): void {
    this.#unread.shift()
  }

  /** Whether an advert waits that would keep an instance from taking over. */
  hasUnread(model: InstanceModel, now: number): boolean {
    const { interface: name, family, vrid } = model.reading
    return this.#unread.some(
      ({ packet, advert }) =>
        packet.interface === name &&
        ipFamily(packet.source) === family &&
        packet.payload[1] === vrid &&
        model.wouldFollow(packet, advert, now),
    )
  }

  address(family: IpFamily): IpAddress {
    const { addresses } = this.node.plan
    return addresses.find((each) => each.includes(':') === (family === 6)) ?? ''
  }
}
