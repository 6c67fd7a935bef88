import {
  booleanValue,
  flag,
  header,
  integer,
  ipAddress,
  seconds,
  value,
  word,
} from '@holdfast/core/config'
import type { BlockDefinition, ValueGrammar } from '@holdfast/core/config'
import type { BfdBlock } from './model.js'
import { trackerWeight } from './shared-values.js'

/** Milliseconds with decimals: as seconds are read, but a thousandth of them. */
function milliseconds(min: number): ValueGrammar<number> {
  const grammar = seconds({ min, max: 4_294_967 })
  return {
    syntax: `MILLISECONDS (from ${min})`,
    read(words) {
      const read = grammar.read(words)
      return read === undefined ? undefined : read / 1000
    },
    write: (each) => grammar.write(each * 1000),
  }
}

const hops = integer({ min: 1, max: 255 })

/** `bfd_instance NAME { ... }`. */
export const bfdBlock: BlockDefinition<BfdBlock> = {
  title: 'bfd_instance',
  required: ['neighborIp'],
  fields: {
    name: header(word('NAME')),
    neighborIp: value(['neighbor_ip', 'neighbour_ip'], ipAddress()),
    sourceIp: value('source_ip', ipAddress()),
    minRxMs: value('min_rx', milliseconds(1)),
    minTxMs: value('min_tx', milliseconds(1)),
    idleTxMs: value('idle_tx', milliseconds(1000)),
    multiplier: value('multiplier', hops),
    passive: flag({ passive: true }),
    ttl: value('ttl', hops),
    hoplimit: value('hoplimit', hops),
    maxHops: value('max_hops', integer({ min: -1, max: 255 })),
    multihop: value('multihop', booleanValue),
    weight: value('weight', trackerWeight(253)),
    vrrp: flag({ vrrp: true }),
    checker: flag({ checker: true }),
  },
}
