import type { DesiredAddress } from '@holdfast/core'

/** A virtual address that is ours to keep in the kernel. */
export interface Holding {
  readonly owner: string
  readonly desired: DesiredAddress
  /** The interface it was put on; another one of the same name may have come since. */
  readonly interfaceIndex: number
  /** Whether the interface is missing or down, so that the address cannot be there. */
  readonly waitsForLink: boolean
}

/** What is held, by interface and address. */
export type Holdings = ReadonlyMap<string, Holding>

export function holdingKey(desired: DesiredAddress): string {
  return `${desired.interface} ${desired.address}`
}
