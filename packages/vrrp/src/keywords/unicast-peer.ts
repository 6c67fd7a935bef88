import { integer } from '@holdfast/core/config'
import type { ValueGrammar } from '@holdfast/core/config'
import { option, readOptions, writeOptions } from './line-options.js'
import type { LineOptions } from './line-options.js'
import type { UnicastPeerLine } from './model.js'
import { speakerAddress } from './speaker-address.js'

const ttl = integer({ min: 0, max: 255 })
const options: LineOptions<UnicastPeerLine> = {
  minTtl: option('min_ttl', ttl),
  maxTtl: option('max_ttl', ttl),
}

/** `IP [min_ttl N] [max_ttl N]`. */
export const unicastPeer: ValueGrammar<UnicastPeerLine> = {
  syntax: 'IP [min_ttl N] [max_ttl N]',
  read(words) {
    const address = speakerAddress.read(words)
    if (address === undefined) return undefined
    const reading = { options, isStrict: false, what: 'peer' }
    return readOptions<UnicastPeerLine>(words, { address }, reading) as UnicastPeerLine
  },
  write: (line) => [line.address, ...writeOptions(line, options)],
}
