import type { IpFamily } from '@holdfast/core'
import type { Member } from './member.js'
import type { VrrpParameters } from './parameters.js'

/**
 * Finds the instances a packet may be for: by interface, family and VRID (rule 22).
 *
 * An instance with a virtual MAC hears multicast on the interface that carries it: the kernel hands
 * frames from that MAC address, which its peers send, to that interface and to no other, and those
 * from any other address to both.
 */
export class Demultiplexer {
  readonly #interfaces = new Map<string, Member[][]>()

  add(member: Member): void {
    const { parameters } = member
    const name = earOf(parameters)
    const slots = this.#interfaces.get(name) ?? []
    const slot = slotOf(parameters.family, parameters.virtualRouterId)
    slots[slot] = [...(slots[slot] ?? []), member]
    this.#interfaces.set(name, slots)
  }

  remove(member: Member): void {
    const { parameters } = member
    const slots = this.#interfaces.get(earOf(parameters))
    const slot = slotOf(parameters.family, parameters.virtualRouterId)
    if (slots?.[slot] === undefined) return
    slots[slot] = slots[slot].filter((other) => other !== member)
  }

  find(interfaceName: string, family: IpFamily, virtualRouterId: number): readonly Member[] {
    return this.#interfaces.get(interfaceName)?.[slotOf(family, virtualRouterId)] ?? NOBODY
  }
}

function earOf({ interface: own, virtualMac, unicastPeers }: VrrpParameters): string {
  return unicastPeers.length === 0 ? (virtualMac?.name ?? own) : own
}

const NOBODY: readonly Member[] = []

function slotOf(family: IpFamily, virtualRouterId: number): number {
  return (family === 4 ? 0 : 256) + virtualRouterId
}
