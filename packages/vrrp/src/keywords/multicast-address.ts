import { isMulticast } from '@holdfast/core'
import type { IpAddress, IpFamily } from '@holdfast/core'
import { ipAddress } from '@holdfast/core/config'
import type { ValueGrammar } from '@holdfast/core/config'

/** The address of a multicast group. */
export function multicastAddress(family?: IpFamily): ValueGrammar<IpAddress> {
  const grammar = ipAddress(family)
  return {
    syntax: grammar.syntax,
    read(words) {
      const given = words.peek()
      const address = grammar.read(words)
      if (address === undefined || isMulticast(address)) return address
      words.fail('invalid-value', given, `\`${address}\` is not the address of a multicast group`)
    },
    write: (address) => grammar.write(address),
  }
}
