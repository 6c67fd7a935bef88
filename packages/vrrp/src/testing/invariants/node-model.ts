import type { IpAddress, IpFamily } from '@holdfast/core'
import type { NodeStatus, SimNode } from '../sim-node.js'
import type { InstanceModel } from './instance-model.js'

/** One boot of a machine, as the checkers see it. */
export class NodeModel {
  readonly node: SimNode
  readonly name: string
  readonly instances: InstanceModel[] = []
  /** Virtual addresses its kernel has. */
  readonly held = new Set<IpAddress>()
  /** How many milliseconds its clock counts in one. */
  readonly rate: number
  status: NodeStatus
  /** When its process last came out of a stall; virtual milliseconds. */
  resumedAt = -Infinity
  /** Until when addresses may be missing, because adding them was made to fail. */
  excusedUntil = -Infinity
  /** Since when its addresses are not what they should be. */
  wrongSince: number | undefined
  areAddressesChecked = true
  readonly #routers = new Map<string, InstanceModel[]>()

  constructor(node: SimNode) {
    this.node = node
    this.name = node.name
    this.status = node.status
    this.rate = 1 + node.plan.driftPpm / 1_000_000
    node.addresses.onChange(({ type, address }) => {
      if (type === 'added') this.held.add(address.address)
      else this.held.delete(address.address)
      this.areAddressesChecked = false
    })
  }

  add(instance: InstanceModel): void {
    const { interface: name, family, vrid } = instance.reading
    const slots = this.#routers.get(name) ?? []
    slots[family === 4 ? vrid : vrid + 256] = instance
    this.#routers.set(name, slots)
    this.instances.push(instance)
  }

  /** The instance that a packet of a virtual router is for. */
  find(interfaceName: string, family: IpFamily, vrid: number): InstanceModel | undefined {
    return this.#routers.get(interfaceName)?.[family === 4 ? vrid : vrid + 256]
  }

  address(family: IpFamily): IpAddress {
    const { addresses } = this.node.plan
    return addresses.find((each) => each.includes(':') === (family === 6)) ?? ''
  }
}
