import { UsageError } from '@holdfast/core'
import type { VirtualMacs } from '@holdfast/core'
import type { Member } from './member.js'

/** Has the interfaces made that carry the virtual MACs of instances. */
export class VirtualMacKeeper {
  readonly #port: VirtualMacs | undefined
  readonly #failed: (member: Member, error: Error) => void
  readonly #names = new Set<string>()

  constructor(port: VirtualMacs | undefined, failed: (member: Member, error: Error) => void) {
    this.#port = port
    this.#failed = failed
  }

  /** Whether an interface is one of these. */
  has(name: string): boolean {
    return this.#names.has(name)
  }

  /** Returns the interfaces that the instance sends by. */
  ensure(member: Member): readonly string[] {
    const { interface: parent, virtualMac } = member.parameters
    if (virtualMac === undefined) return [parent]
    if (this.#port === undefined) {
      throw new UsageError(`useVmac of ${member.name} needs the port virtualMacs`)
    }
    const { name, macAddress } = virtualMac
    this.#names.add(name)
    this.#port.ensure(member.name, { name, parent, macAddress }, (error) => {
      this.#failed(member, error)
    })
    return [parent, name]
  }

  release({ name, parameters: { virtualMac } }: Member): void {
    if (virtualMac === undefined || !this.#names.delete(virtualMac.name)) return
    this.#port?.release(name)
  }
}
