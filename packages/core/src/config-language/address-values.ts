import { ipFamily, parseIpAddress } from '../ip-address.js'
import type { IpAddress, IpFamily } from '../ip-address.js'
import { formatIpPrefix, parseIpPrefix } from '../ip-prefix.js'
import type { IpPrefix } from '../ip-prefix.js'
import type { ValueGrammar } from './value-grammar.js'

/** An IPv4 or IPv6 address, or one of them only. */
export function ipAddress(family?: IpFamily): ValueGrammar<IpAddress> {
  const syntax = family === undefined ? 'IP' : `IPV${family}`
  return {
    syntax,
    read(words) {
      const given = words.demand(syntax)
      if (given === undefined) return undefined
      const address = parseIpAddress(given.text)
      if (address !== undefined && (family === undefined || ipFamily(address) === family)) {
        return address
      }
      const name = family === undefined ? 'an IP address' : `an IPv${family} address`
      words.fail('invalid-value', given, `\`${given.text}\` is not ${name}`)
    },
    write: (value) => [value],
  }
}

/** `IP[/MASK]`; without a mask the address stands alone. A dotted mask of IPv4 is read too. */
export const ipPrefix: ValueGrammar<IpPrefix> = {
  syntax: 'IP[/MASK]',
  read(words) {
    const given = words.demand('IP[/MASK]')
    if (given === undefined) return undefined
    const prefix = parseIpPrefix(withLength(given.text))
    if (prefix !== undefined) return prefix
    words.fail('invalid-value', given, `\`${given.text}\` is not an IP address with a mask`)
  },
  write: (value) => [formatIpPrefix(value)],
}

/** `10.0.0.1/255.255.255.0` as `10.0.0.1/24`; anything else as it is. */
function withLength(text: string): string {
  const [address = '', mask = ''] = text.split('/')
  if (!mask.includes('.') || parseIpAddress(mask) === undefined) return text
  const bits = mask
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('')
  const length = bits.replace(/0+$/, '').length
  return bits.slice(0, length).includes('0') ? text : `${address}/${length}`
}
