import type { IpFamily } from '@holdfast/core'
import type { Member } from './member.js'

/** Finds the instances a packet may be for: by interface, family and VRID (rule 22). */
export class Demultiplexer {
  readonly #interfaces = new Map<string, Member[][]>()

  add(member: Member): void {
    const { parameters } = member
    const slots = this.#interfaces.get(parameters.interface) ?? []
    const slot = slotOf(parameters.family, parameters.virtualRouterId)
    slots[slot] = [...(slots[slot] ?? []), member]
    this.#interfaces.set(parameters.interface, slots)
  }

  remove(member: Member): void {
    const { parameters } = member
    const slots = this.#interfaces.get(parameters.interface)
    const slot = slotOf(parameters.family, parameters.virtualRouterId)
    if (slots?.[slot] === undefined) return
    slots[slot] = slots[slot].filter((other) => other !== member)
  }

  find(interfaceName: string, family: IpFamily, virtualRouterId: number): readonly Member[] {
    return this.#interfaces.get(interfaceName)?.[slotOf(family, virtualRouterId)] ?? NOBODY
  }
}

const NOBODY: readonly Member[] = []

function slotOf(family: IpFamily, virtualRouterId: number): number {
  return (family === 4 ? 0 : 256) + virtualRouterId
}
