import { integer, interfaceName, ipAddress } from '@holdfast/core/config'
import type { WordReader } from '@holdfast/core/config'
import { takeWord } from './line-values.js'
import type { LineOption } from './line-options.js'
import type { NextHop } from './model.js'

const weight = integer({ min: 1, max: 256 })

/** `nexthop via IP dev INTERFACE weight N onlink`, as often as there are ways. */
export const nextHops: LineOption<readonly NextHop[]> = {
  words: ['nexthop'],
  read(words) {
    const hops: NextHop[] = []
    do {
      const hop = readHop(words)
      if (hop === undefined) return undefined
      hops.push(hop)
    } while (takeWord(words, 'nexthop') !== undefined)
    return hops
  },
  write: (hops) =>
    hops.flatMap((hop) => [
      'nexthop',
      ...(hop.via === undefined ? [] : ['via', hop.via]),
      ...(hop.interface === undefined ? [] : ['dev', ...interfaceName.write(hop.interface)]),
      ...(hop.weight === undefined ? [] : ['weight', String(hop.weight)]),
      ...(hop.onlink === true ? ['onlink'] : []),
    ]),
}

function readHop(words: WordReader): NextHop | undefined {
  const hop: { -readonly [Name in keyof NextHop]: NextHop[Name] } = {}
  for (;;) {
    const word = takeWord(words, 'via', 'gw', 'dev', 'oif', 'weight', 'onlink')
    if (word === undefined) return hop
    if (word === 'onlink') {
      hop.onlink = true
      continue
    }
    if (word === 'weight') {
      const value = weight.read(words)
      if (value === undefined) return undefined
      hop.weight = value
    } else if (word === 'dev' || word === 'oif') {
      const name = interfaceName.read(words)
      if (name === undefined) return undefined
      hop.interface = name
    } else {
      takeWord(words, 'inet', 'inet6')
      const via = ipAddress().read(words)
      if (via === undefined) return undefined
      hop.via = via
    }
  }
}
