import { readMatch } from './nft-match.js'
import type { NftSets } from './nft-match.js'
import type { BaseChain, Chain, Condition, Hook, Rule, Verdict } from './ruleset.js'

// libnftables-json(5): an array of objects with one property each, tables before what is in them.

interface NftObject {
  readonly chain?: NftChain
  readonly rule?: NftRule
  readonly set?: NftSet
  readonly map?: NftSet
}

interface NftChain {
  readonly family: string
  readonly table: string
  readonly name: string
  readonly hook?: string
  readonly prio?: number
  readonly policy?: string
  readonly dev?: string
}

interface NftRule {
  readonly family: string
  readonly table: string
  readonly chain: string
  readonly handle: number
  readonly expr?: readonly Readonly<Record<string, unknown>>[]
}

interface NftSet {
  readonly family: string
  readonly table: string
  readonly name: string
  readonly elem?: readonly unknown[]
}

const hooks: ReadonlySet<string> = new Set<Hook>([
  'ingress',
  'prerouting',
  'input',
  'output',
  'postrouting',
  'egress',
])

/**
 * Reads what `nft -j -a list ruleset` prints, with the texts of `nft -a list ruleset`. What is of
 * another family than IP, or of another hook than adverts pass, is left out.
 *
 * @throws SyntaxError when it is no JSON.
 */
export function readNftRuleset(json: string, listing: string): readonly Chain[] {
  const { nftables = [] } = JSON.parse(json) as { readonly nftables?: readonly NftObject[] }
  const lines = linesByHandle(listing)
  const rules = nftables.flatMap(({ rule }) => rule ?? [])
  const sets = nftables.flatMap((object) => object.set ?? object.map ?? [])
  return nftables.flatMap(({ chain }) => {
    const family = chain === undefined ? undefined : families[chain.family]
    if (chain === undefined || family === undefined) return []
    if (chain.hook !== undefined && !hooks.has(chain.hook)) return []
    const isOurs = (each: NftSet | NftRule): boolean =>
      each.family === chain.family && each.table === chain.table
    const known: NftSets = new Map(
      sets.filter(isOurs).map(({ name, elem = [] }) => [`@${name}`, elem]),
    )
    const own = rules.filter((rule) => isOurs(rule) && rule.chain === chain.name)
    const table = `${chain.family} ${chain.table}`
    const base = baseOf(chain, lines.get(`${table} ${chain.name}`))
    return {
      ...{ name: chain.name, table, family },
      ...(base === undefined ? {} : { base }),
      rules: own.flatMap((rule) => readRule(rule, known, lines.get(`${table} ${rule.handle}`))),
    }
  })
}

const families: Readonly<Record<string, Chain['family'] | undefined>> = {
  ip: 4,
  ip6: 6,
  inet: 'both',
  netdev: 'both',
}

/** nft 1.0 leaves the device out of its JSON. */
function baseOf(chain: NftChain, text = ''): BaseChain | undefined {
  if (chain.hook === undefined) return undefined
  const device = chain.dev ?? /\bdevice "([^"]+)"/.exec(text)?.[1]
  return {
    hook: chain.hook as Hook,
    priority: chain.prio ?? 0,
    drops: chain.policy === 'drop',
    ...(device === undefined ? {} : { device }),
  }
}

/** One rule for each verdict that it may come to. */
function readRule(rule: NftRule, sets: NftSets, text: string | undefined): readonly Rule[] {
  const { family, table, chain, handle, expr = [] } = rule
  const shown = {
    text: text ?? `handle ${handle} of ${family} ${table} ${chain}`,
    removal: `nft delete rule ${family} ${table} ${chain} handle ${handle}`,
  }
  const conditions: Condition[] = []
  for (const statement of expr) {
    const verdict = verdictOf(statement)
    if (verdict !== undefined) return [{ ...shown, conditions, verdict }]
    if ('vmap' in statement) {
      const map = statement.vmap as { readonly key: unknown; readonly data: unknown }
      return elementsOf(map.data, sets).flatMap((element) => {
        const [value, end] = (Array.isArray(element) ? element : []) as [unknown, object?]
        const decided = end === undefined ? undefined : verdictOf(end)
        if (decided === undefined) return []
        const condition = readMatch({ op: '==', left: map.key, right: value }, sets)
        return [{ ...shown, conditions: [...conditions, condition], verdict: decided }]
      })
    }
    const condition = conditionOf(statement, sets)
    if (condition !== undefined) conditions.push(condition)
  }
  return []
}

function elementsOf(data: unknown, sets: NftSets): readonly unknown[] {
  if (typeof data === 'string') return sets.get(data) ?? []
  return (data as { readonly set?: readonly unknown[] } | null)?.set ?? []
}

function verdictOf(statement: object): Verdict | undefined {
  const [[name, value] = ['', undefined]] = Object.entries(statement) as [string, unknown][]
  switch (name) {
    case 'accept':
    case 'drop':
    case 'return':
      return { kind: name }
    case 'reject':
      return { kind: 'drop' }
    case 'jump':
    case 'goto':
      return { kind: name, target: (value as { readonly target: string }).target }
    case 'xt': {
      // A target of iptables; the others change packets, or ask somebody else.
      const { type, name: target } = value as { readonly type?: string; readonly name?: string }
      if (type !== 'target') return undefined
      return { kind: target === 'REJECT' ? 'drop' : 'continue' }
    }
    default:
      return undefined
  }
}

/** Statements that ask nothing of a packet. */
const harmless: ReadonlySet<string> = new Set(['counter', 'log', 'mangle', 'notrack', 'meter'])

function conditionOf(
  statement: Readonly<Record<string, unknown>>,
  sets: NftSets,
): Condition | undefined {
  const [name = ''] = Object.keys(statement)
  if (harmless.has(name)) return undefined
  if (name === 'match') return readMatch(statement.match, sets)
  if (name === 'xt') {
    // Of its states only NEW is an advert's, and rules that name it name the others to be quick.
    const { name: match } = statement.xt as { readonly name?: string }
    return { field: match === 'conntrack' || match === 'state' ? 'never' : 'unknown' }
  }
  return { field: 'unknown' }
}

/** The lines of a listing, by `FAMILY TABLE HANDLE` for rules and `FAMILY TABLE CHAIN` for hooks. */
function linesByHandle(listing: string): ReadonlyMap<string, string> {
  const lines = new Map<string, string>()
  let [table, chain] = ['', '']
  for (const line of listing.split('\n')) {
    const text = line.trim()
    table = /^table (\S+ \S+) \{/.exec(text)?.[1] ?? table
    chain = /^chain (\S+) \{/.exec(text)?.[1] ?? chain
    if (/^type \S+ hook /.test(text)) lines.set(`${table} ${chain}`, text)
    const [, rule = '', handle] = /^(.*) # handle (\d+)$/.exec(text) ?? []
    if (handle !== undefined && !rule.endsWith('{')) lines.set(`${table} ${handle}`, rule)
  }
  return lines
}
