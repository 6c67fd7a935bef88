import type { IpAddress } from '@holdfast/core'
import type { VrrpConfig } from '../config.js'

/** The address of a virtual address as it is configured, without what else is said of it. */
export function bareAddress(entry: VrrpConfig['virtualAddresses'][number]): IpAddress {
  const text = typeof entry === 'string' ? entry : entry.address
  return text.split('/')[0] ?? text
}
