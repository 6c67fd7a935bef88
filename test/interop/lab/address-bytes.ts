import { isIPv6 } from 'node:net'

/** An address as it is on the wire. */
export function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail = ''] = address.split('::')
  const words = (text: string): string[] => text.split(':').filter(Boolean)
  const gap = 8 - words(head).length - words(tail).length
  const all = [...words(head), ...Array<string>(gap).fill('0'), ...words(tail)]
  return Buffer.from(all.map((word) => word.padStart(4, '0')).join(''), 'hex')
}

/** Which of two addresses is the higher one, as VRRP breaks ties (rule 66): above 0 for the first. */
export function compareAddresses(one: string, other: string): number {
  return Buffer.compare(addressBytes(one), addressBytes(other))
}
