import { UsageError } from '@holdfast/core'
import type { VirtualMacs } from '@holdfast/core'
import type { Member } from './member.js'

/** Has the interfaces made that carry the virtual MACs of instances. */
export class VirtualMacKeeper {
  readonly #port: VirtualMacs | undefined
  readonly #failed: (member: Member, error: Error) => void
  readonly #kept = new Set<Member>()

  constructor(port: VirtualMacs | undefined, failed: (member: Member, error: Error) => void) {
    this.#port = port
    this.#failed = failed
  }

  /** Whether adverts of this VRID are heard on an interface on top of this one. */
  isHeardAbove(parent: string, virtualRouterId: number): boolean {
    for (const { parameters } of this.#kept) {
      if (parameters.interface === parent && parameters.virtualRouterId === virtualRouterId) {
        return true
      }
    }
    return false
  }

  ensure(member: Member): void {
    const { interface: parent, virtualMac } = member.parameters
    if (virtualMac === undefined) return
    if (this.#port === undefined) {
      throw new UsageError(`useVmac of ${member.name} needs the port virtualMacs`)
    }
    const { name, macAddress } = virtualMac
    this.#kept.add(member)
    this.#port.ensure(member.name, { name, parent, macAddress }, (error) => {
      this.#failed(member, error)
    })
  }

  release(member: Member): void {
    if (this.#kept.delete(member)) this.#port?.release(member.name)
  }
}
