import {
  blocks,
  commandValue,
  flag,
  header,
  integer,
  oneOf,
  value,
  word,
} from '@holdfast/core/config'
import type { BlockDefinition, ValueGrammar } from '@holdfast/core/config'
import { forwardingMethod, scheduler } from './forwarding.js'
import type { VirtualServerAddress, VirtualServerBlock } from './model.js'
import { realServerBlock, serverFields } from './server-fields.js'
import { count, mark, patternedWord, serverAddress } from './shared-values.js'

const groupName = word('NAME')

const service: ValueGrammar<VirtualServerAddress> = {
  syntax: 'IP [PORT] | fwmark MARK | group NAME',
  read(words) {
    const kind = words.peek()?.text
    if (kind === 'fwmark') {
      words.next()
      const read = mark.read(words)
      return read === undefined ? undefined : { kind, mark: read }
    }
    if (kind === 'group') {
      words.next()
      const name = groupName.read(words)
      return name === undefined ? undefined : { kind, name }
    }
    const address = serverAddress.read(words)
    return address === undefined ? undefined : { kind: 'address', ...address }
  },
  write(each) {
    if (each.kind === 'fwmark') return ['fwmark', String(each.mark)]
    if (each.kind === 'group') return ['group', ...groupName.write(each.name)]
    return serverAddress.write(each)
  },
}

const persistenceSeconds = integer({ min: 1, max: 2_678_400 }, 'SECONDS')

/** Alone it means six minutes. */
const persistence: ValueGrammar<number> = {
  syntax: `[${persistenceSeconds.syntax}]`,
  read(words) {
    const read = words.peek() === undefined ? 360 : persistenceSeconds.read(words)
    return read === undefined ? undefined : read * 1000
  },
  write: (ms) => [String(ms / 1000)],
}

/** Capital letters do not matter here, though they do elsewhere. */
const protocol = oneOf({
  TCP: 'TCP',
  UDP: 'UDP',
  SCTP: 'SCTP',
  tcp: 'TCP',
  udp: 'UDP',
  sctp: 'SCTP',
} as const)

const granularity = patternedWord('NETMASK|LENGTH', /^(?:\d+\.){3}\d+$|^\d{1,3}$/, 'is not a mask')

/** `virtual_server IP [PORT] | fwmark MARK | group NAME { ... }`. */
export const virtualServerBlock: BlockDefinition<VirtualServerBlock> = {
  title: 'virtual_server',
  fields: {
    service: header(service),
    ...serverFields,
    lvsSched: value(['lvs_sched', 'lb_algo'], scheduler),
    hashed: flag({ hashed: true }),
    ops: flag({ ops: true }),
    flag1: flag({ 'flag-1': true }),
    flag2: flag({ 'flag-2': true }),
    flag3: flag({ 'flag-3': true }),
    shPort: flag({ 'sh-port': true }),
    shFallback: flag({ 'sh-fallback': true }),
    mhPort: flag({ 'mh-port': true }),
    mhFallback: flag({ 'mh-fallback': true }),
    persistenceEngine: value('persistence_engine', word('NAME')),
    persistenceTimeoutMs: value('persistence_timeout', persistence),
    persistenceGranularity: value('persistence_granularity', granularity),
    protocol: value('protocol', protocol),
    ipFamily: value('ip_family', oneOf({ inet: 'inet', inet6: 'inet6' } as const)),
    haSuspend: flag({ ha_suspend: true }),
    omega: flag({ omega: true }),
    quorum: value('quorum', integer({ min: 1, max: 0xffff_ffff })),
    quorumUp: value('quorum_up', commandValue),
    quorumDown: value('quorum_down', commandValue),
    hysteresis: value('hysteresis', count),
    sorryServer: value('sorry_server', serverAddress),
    sorryServerInhibit: flag({ sorry_server_inhibit: true }),
    sorryServerLvsMethod: value('sorry_server_lvs_method', forwardingMethod),
    realServers: blocks('real_server', () => realServerBlock),
  },
  noted: {
    nat_mask: {
      code: 'obsolete-keyword',
      reason: 'masks of NAT are of Linux 2.2',
      hint: 'leave it out',
    },
  },
}
