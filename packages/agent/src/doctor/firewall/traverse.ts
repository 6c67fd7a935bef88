import { overlap, rangeOf } from './address-range.js'
import type { AddressRange, Chain, Condition, FilteredPacket, Hook, Rule } from './ruleset.js'

/** What becomes of a packet at a hook, and by what. */
export interface Fate {
  readonly is: 'passed' | 'dropped' | 'perhaps dropped'
  /** The rule; undefined: the policy of the chain. */
  readonly rule?: Rule
  readonly chain?: Chain
}

type Truth = boolean | 'unknown'

/** What a chain decides; `isSure` is false where an unknown condition stood in the way. */
interface Decision {
  readonly kind: 'accept' | 'drop' | 'none'
  readonly isSure: boolean
  readonly rule?: Rule
  readonly chain: Chain
}

/** Chains that call each other in a circle end here; the kernel refuses more than 16 as well. */
const deepest = 16

/** Sends a packet through all chains of a hook, in their order. */
export function traverse(chains: readonly Chain[], hook: Hook, packet: FilteredPacket): Fate {
  const bases = chains
    .filter(({ base, family }) => base?.hook === hook && isOf(family, packet))
    .toSorted((one, other) => (one.base?.priority ?? 0) - (other.base?.priority ?? 0))
  let doubt: Fate = { is: 'passed' }
  for (const chain of bases) {
    const device = chain.base?.device
    if (device !== undefined && device !== packet.interface) continue
    const decided = decide(chain, chains, packet, 0)
    const drops = decided.kind === 'drop' || (decided.kind === 'none' && chain.base?.drops === true)
    if (!drops) {
      if (decided.doubt !== undefined && doubt.is === 'passed') doubt = perhaps(decided.doubt)
      continue
    }
    // On a hook at the edge it may be some other interface's chain.
    const isEdge = hook === 'ingress' || hook === 'egress'
    const isHere = !isEdge || device !== undefined
    const by = decided.kind === 'drop' ? decided : { chain }
    if (decided.isSure && isHere) return { is: 'dropped', ...by }
    if (doubt.is === 'passed') doubt = perhaps(by)
  }
  return doubt
}

function perhaps({ rule, chain }: Pick<Decision, 'rule' | 'chain'>): Fate {
  return { is: 'perhaps dropped', chain, ...(rule === undefined ? {} : { rule }) }
}

/** `doubt`: a drop that may have come before. */
function decide(
  chain: Chain,
  chains: readonly Chain[],
  packet: FilteredPacket,
  depth: number,
): Decision & { readonly doubt?: Pick<Decision, 'rule' | 'chain'> } {
  let isSure = true
  let doubt: Pick<Decision, 'rule' | 'chain'> | undefined
  const end = (decision: Pick<Decision, 'kind' | 'rule' | 'chain'>): ReturnType<typeof decide> => ({
    ...decision,
    isSure,
    ...(doubt === undefined ? {} : { doubt }),
  })
  for (const rule of chain.rules) {
    const truth = all(rule.conditions.map((each) => holds(each, packet)))
    const { verdict } = rule
    if (truth === false || verdict.kind === 'continue') continue
    if (verdict.kind === 'jump' || verdict.kind === 'goto') {
      const target = chains.find(
        ({ name, table }) => name === verdict.target && table === chain.table,
      )
      if (target === undefined || depth >= deepest) continue
      const inner = decide(target, chains, packet, depth + 1)
      doubt ??= inner.doubt
      if (inner.kind === 'none') {
        if (verdict.kind === 'goto' && truth === true) return end({ kind: 'none', chain })
        continue
      }
      if (truth === true && inner.isSure) return end(inner)
      if (inner.kind === 'drop') doubt ??= inner
      isSure = false
      continue
    }
    if (truth === true) {
      return end({ kind: verdict.kind === 'return' ? 'none' : verdict.kind, rule, chain })
    }
    if (verdict.kind === 'drop') doubt ??= { rule, chain }
    // It may have been accepted, or gone back, before what comes below.
    else isSure = false
  }
  return end({ kind: 'none', chain })
}

function isOf(family: Chain['family'], packet: FilteredPacket): boolean {
  return family === 'both' || family === packet.family
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false
  return truths.includes('unknown') ? 'unknown' : true
}

function holds(condition: Condition, packet: FilteredPacket): Truth {
  switch (condition.field) {
    case 'never':
      return false
    case 'unknown':
      return 'unknown'
    case 'protocol':
      return condition.values.includes(packet.protocol) !== condition.isNot
    case 'family':
      return condition.values.includes(packet.family) !== condition.isNot
    case 'in':
    case 'out': {
      // What comes in leaves by no interface, and the reverse.
      const name = condition.field === packet.direction ? packet.interface : ''
      return condition.values.some((each) => isNamed(name, each)) !== condition.isNot
    }
    case 'source':
    case 'destination':
      return inverted(isIn(rangeOf(packet[condition.field]), condition.values), condition.isNot)
  }
}

function inverted(truth: Truth, isNot: boolean): Truth {
  return truth === 'unknown' ? truth : truth !== isNot
}

function isIn(range: AddressRange, values: readonly AddressRange[]): Truth {
  const overlaps = values.map((each) => overlap(range, each))
  if (overlaps.includes('all')) return true
  return overlaps.includes('some') ? 'unknown' : false
}

function isNamed(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}
