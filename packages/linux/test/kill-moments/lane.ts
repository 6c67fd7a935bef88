import type { DesiredAddress, VirtualMac } from '@holdfast/core'

/** What the process to be killed shall do, as its only argument. */
export interface HolderOrders {
  /** Lanes have interfaces, addresses and journals of their own, so that several run at once. */
  readonly lane: number
  readonly mode: 'churn' | 'steady' | 'clean'
  readonly seed: number
  /** Undefined is for ever. */
  readonly leaseSeconds: number | undefined
  readonly directory: string
  readonly key: string
}

export function laneInterface(lane: number): string {
  return `k${lane}`
}

/** Some of both families, with and without a network. */
export function laneAddresses(lane: number): readonly DesiredAddress[] {
  const common = { interface: laneInterface(lane), accept: true }
  return [1, 2, 3, 4, 5].flatMap((number) => [
    { ...common, address: `10.${lane}.0.${number}`, prefixLength: 32 },
    { ...common, address: `10.${lane}.1.${number}`, prefixLength: 24 },
    { ...common, address: `2001:db8:${lane}::${number}`, prefixLength: 128 },
    { ...common, address: `2001:db8:${lane}:1::${number}`, prefixLength: 64 },
  ])
}

export function laneMacs(lane: number): readonly VirtualMac[] {
  return [0, 1].map((number) => ({
    name: `k${lane}vrrp${number}`,
    parent: laneInterface(lane),
    macAddress: `00:00:5e:00:01:${(lane * 16 + number + 1).toString(16).padStart(2, '0')}`,
  }))
}
