import { ipAddress, ipPrefix } from '@holdfast/core/config'
import type { ValueGrammar } from '@holdfast/core/config'
import type { IpAddress } from '@holdfast/core'

const plain = ipAddress()

/** The address of somebody who speaks; a mask means nothing there, and is often written. */
export const speakerAddress: ValueGrammar<IpAddress> = {
  syntax: 'IP',
  read(words) {
    const given = words.peek()
    if (given?.text.includes('/') !== true) return plain.read(words)
    const prefix = ipPrefix.read(words)
    if (prefix === undefined) return undefined
    words.fail('extra-words', given, `the mask of \`${given.text}\` means nothing here`, {
      severity: 'info',
      hint: `write \`${prefix.address}\``,
    })
    return prefix.address
  },
  write: (address) => [address],
}
