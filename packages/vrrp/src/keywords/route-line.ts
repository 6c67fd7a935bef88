import { integer, interfaceName, ipAddress, word } from '@holdfast/core/config'
import type { ValueGrammar, WordReader } from '@holdfast/core/config'
import { mark, option, readOptions, writeOptions } from './line-options.js'
import type { LineOptions, Other } from './line-options.js'
import { nameOrNumber, prefixOr, scope, takeWord } from './line-values.js'
import { nextHops } from './next-hops.js'
import type { RouteLine, RouteMetricName } from './model.js'

const uint32 = integer({ min: 0, max: 0xffff_ffff })
const destination = prefixOr('default', 'all')
const types = {
  unicast: 'unicast',
  local: 'local',
  broadcast: 'broadcast',
  anycast: 'anycast',
  multicast: 'multicast',
  throw: 'throw',
  unreachable: 'unreachable',
  prohibit: 'prohibit',
  blackhole: 'blackhole',
  nat: 'nat',
} as const

const metricNames: readonly RouteMetricName[] = [
  'mtu',
  'advmss',
  'rtt',
  'rttvar',
  'window',
  'cwnd',
  'initcwnd',
  'initrwnd',
  'ssthresh',
  'rto_min',
  'hoplimit',
  'reordering',
  'quickack',
]

/** Words that ask for what cannot be done, with how many words follow; the route stays. */
const ignored: Readonly<Record<string, number>> = {
  congctl: 1,
  realms: 1,
  expires: 1,
  pref: 1,
  'ttl-propagate': 1,
  features: 1,
  fastopen_no_cookie: 1,
}

/** Without these it would be another route, so it is left out as a whole. */
const refused: readonly string[] = ['encap', 'as', 'vrf']

const options: LineOptions<RouteLine> = {
  operation: mark({ add: 'add', append: 'append', prepend: 'prepend' } as const),
  type: mark(types),
  family: mark({ inet: 4, inet6: 6 } as const),
  src: option('src', ipAddress()),
  destination: option('to', destination),
  via: {
    words: ['via', 'gw'],
    read(words) {
      takeWord(words, 'inet', 'inet6')
      return ipAddress().read(words)
    },
    write: (value) => ['via', value],
  },
  interface: option(['dev', 'oif'], interfaceName),
  table: option('table', nameOrNumber('TABLE', 0xffff_ffff)),
  metric: option(['metric', 'preference', 'priority'], uint32),
  scope: option('scope', scope),
  tos: option(['tos', 'dsfield'], nameOrNumber('TOS', 255)),
  protocol: option('protocol', nameOrNumber('PROTOCOL', 255)),
  onlink: mark({ onlink: true }),
  noTrack: mark({ no_track: true }),
  nextHops,
}

const staticOptions: LineOptions<RouteLine> = {
  ...options,
  trackGroup: option('track_group', word('GROUP')),
}

function grammar(known: LineOptions<RouteLine>): ValueGrammar<RouteLine> {
  return {
    syntax: '[TYPE] IP/MASK|default [via IP] [dev INTERFACE] [table TABLE] [metric N] ...',
    read(words) {
      const start = words.peek()
      const reading = { options: known, other: readOther, isStrict: true, what: 'route' }
      const line = readOptions<RouteLine>(words, {}, reading)
      if (line === undefined) return undefined
      if (line.destination !== undefined) return line as RouteLine
      words.fail('missing-value', start, 'the route has no destination')
    },
    write: (line) => [
      ...writeOptions(line, known),
      ...metricNames.flatMap((name) => {
        const value = line.metrics?.[name]
        return value === undefined ? [] : [name, String(value)]
      }),
    ],
  }
}

function readOther(text: string, line: Partial<RouteLine>, words: WordReader): Other {
  const result = line as { -readonly [Name in keyof RouteLine]?: RouteLine[Name] }
  const metric = metricNames.find((name) => name === text)
  if (metric !== undefined) {
    words.next()
    takeWord(words, 'lock')
    const value = readMetric(metric, words)
    if (value === undefined) return 'refused'
    result.metrics = { ...result.metrics, [metric]: value }
    return 'taken'
  }
  if (refused.includes(text)) {
    const message = `\`${text}\` of a route is not done, and without it the route would be another`
    words.fail('unsupported-keyword', words.next(), message)
    return 'refused'
  }
  const count = Object.hasOwn(ignored, text) ? ignored[text] : undefined
  if (count !== undefined) {
    words.fail('unsupported-keyword', words.next(), `\`${text}\` of a route is not done`)
    takeWord(words, 'lock')
    for (let at = 0; at < count; at++) words.next()
    return 'taken'
  }
  if (line.destination !== undefined || !/^[\d:]|^default$|^all$/.test(text)) return 'unknown'
  const found = destination.read(words)
  if (found === undefined) return 'refused'
  result.destination = found
  return 'taken'
}

function readMetric(name: RouteMetricName, words: WordReader): number | undefined {
  const given = words.peek()
  const match = /^(?<count>\d+)(?<unit>ms|s)$/.exec(given?.text ?? '')
  const isTime = name === 'rto_min' || name === 'rtt' || name === 'rttvar'
  if (!isTime || match === null) return uint32.read(words)
  words.next()
  const { count, unit } = match.groups ?? {}
  return Number(count) * (unit === 's' ? 1000 : 1)
}

/** A line of `virtual_routes`. */
export const virtualRouteLine: ValueGrammar<RouteLine> = grammar(options)

/** A line of `static_routes`. */
export const staticRouteLine: ValueGrammar<RouteLine> = grammar(staticOptions)
