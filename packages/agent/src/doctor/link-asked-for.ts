import type { VrrpParameters } from '@holdfast/vrrp'

/** Where neighbours are asked for an address; that of a virtual MAC is not there before it is needed. */
export function linkAskedFor({ virtualMac, interface: own }: VrrpParameters, name: string): string {
  return name === virtualMac?.name ? own : name
}
