import { macToBytes, parseMacAddress } from '@holdfast/core'
import { integer, interfaceName, value } from '@holdfast/core/config'
import type { Field, ValueGrammar } from '@holdfast/core/config'
import { takeWord } from './line-values.js'
import type { UseVmac } from './model.js'

const group = integer({ min: 0, max: 0xffff_ffff }, 'ID')
const looksLikeMac = /^(?:[\da-fA-F]{1,2}:){4,5}[\da-fA-F]{1,2}$/

/** `[[name] INTERFACE] [MAC] [netlink_notify_msg] [group ID]`. */
const grammar: ValueGrammar<UseVmac> = {
  syntax: '[[name] INTERFACE] [MAC] [netlink_notify_msg] [group ID]',
  read(words) {
    const result: { -readonly [Name in keyof UseVmac]: UseVmac[Name] } = {}
    for (let next = words.peek(); next !== undefined; next = words.peek()) {
      if (takeWord(words, 'netlink_notify_msg') !== undefined) {
        result.netlinkNotifyMsg = true
      } else if (takeWord(words, 'group') !== undefined) {
        const id = group.read(words)
        if (id !== undefined) result.group = id
      } else if (looksLikeMac.test(next.text)) {
        words.next()
        const address = parseMacAddress(padded(next.text))
        if (address === undefined || (macToBytes(address)[0] ?? 0) % 2 === 1) {
          words.fail('invalid-value', next, `\`${next.text}\` is not the address of one machine`)
        } else result.macAddress = address
      } else if (result.interface === undefined) {
        takeWord(words, 'name')
        const name = interfaceName.read(words)
        if (name !== undefined) result.interface = name
      } else break
    }
    return result
  },
  write: (each) => [
    ...(each.interface === undefined ? [] : ['name', ...interfaceName.write(each.interface)]),
    ...(each.macAddress === undefined ? [] : [each.macAddress]),
    ...(each.netlinkNotifyMsg === true ? ['netlink_notify_msg'] : []),
    ...(each.group === undefined ? [] : ['group', String(each.group)]),
  ],
}

/** Five octets stand for the first five; the VRID is the sixth, which is put there later. */
function padded(text: string): string {
  const octets = text.split(':').map((octet) => octet.padStart(2, '0'))
  return octets.length === 5 ? [...octets, '00'].join(':') : octets.join(':')
}

/** `use_vmac`. */
export const useVmac: Field<UseVmac> = value('use_vmac', grammar)
