import { parseIpPrefix } from '@holdfast/core'
import type { IpFamily } from '@holdfast/core'
import { rangeOf } from './address-range.js'
import { protocolNumber } from './protocols.js'
import type { BaseChain, Chain, Condition, Hook, Rule, Verdict } from './ruleset.js'

const hooks: Readonly<Record<string, Hook | undefined>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
}

/** The order in which tables see a packet, as the priorities of the kernel. */
const priorities: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  nat: -100,
  filter: 0,
  security: 50,
}

const verdicts: Readonly<Record<string, Verdict['kind']>> = {
  ACCEPT: 'accept',
  DROP: 'drop',
  REJECT: 'drop',
  RETURN: 'return',
}

/** Reads what `iptables-save` prints; `program` is the one that its rules are removed with. */
export function readIptablesRules(
  text: string,
  family: IpFamily,
  program: string,
): readonly Chain[] {
  const chains = new Map<string, Chain & { readonly rules: Rule[] }>()
  let table = ''
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim()
    const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? []
    if (name !== undefined) {
      const base = baseOf(table, name, policy)
      const chain = { name, table: `${program} ${table}`, family, rules: [] }
      chains.set(`${table} ${name}`, base === undefined ? chain : { ...chain, base })
    }
    const [, owner, words] = /^-A (\S+) (.*)$/.exec(line) ?? []
    if (owner === undefined || words === undefined) continue
    const names = new Set([...chains.values()].map((chain) => chain.name))
    chains.get(`${table} ${owner}`)?.rules.push({
      text: line,
      removal: `${program} -t ${table} -D ${owner} ${words}`,
      ...readWords(words, names),
    })
  }
  return [...chains.values()]
}

function baseOf(table: string, name: string, policy: string | undefined): BaseChain | undefined {
  const hook = hooks[name]
  if (hook === undefined) return undefined
  return { hook, priority: priorities[table] ?? 0, drops: policy === 'DROP' }
}

function readWords(
  text: string,
  chains: ReadonlySet<string>,
): Pick<Rule, 'conditions' | 'verdict'> {
  const words = text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []
  const conditions: Condition[] = []
  let verdict: Verdict = { kind: 'continue' }
  let isNot = false
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const value = words[at + 1] ?? ''
    if (word === '!') {
      isNot = true
      continue
    }
    if (word === '-j' || word === '-g') {
      verdict = verdictOf(word, value, chains)
      // What follows is about the target, such as `--reject-with`.
      break
    }
    const condition = conditionOf(word, value, isNot)
    if (condition !== undefined) conditions.push(condition)
    isNot = false
    while (words[at + 1]?.startsWith('-') === false && words[at + 1] !== '!') at += 1
  }
  return { conditions, verdict }
}

function verdictOf(option: string, target: string, chains: ReadonlySet<string>): Verdict {
  if (chains.has(target)) return { kind: option === '-g' ? 'goto' : 'jump', target }
  return { kind: verdicts[target] ?? 'continue' } as Verdict
}

/** Modules whose options are conditions of their own. */
const wordsOfModules: ReadonlySet<string> = new Set(['-m', '--comment'])
const states: ReadonlySet<string> = new Set(['--ctstate', '--state'])

function conditionOf(option: string, value: string, isNot: boolean): Condition | undefined {
  switch (option) {
    case '-p': {
      const number = protocolNumber(value)
      return { field: 'protocol', values: number === undefined ? [] : [number], isNot }
    }
    case '-s':
    case '-d': {
      const prefix = parseIpPrefix(value)
      if (prefix === undefined) return { field: 'unknown' }
      return { field: option === '-s' ? 'source' : 'destination', values: [rangeOf(prefix)], isNot }
    }
    case '-i':
    case '-o':
      // A plus at the end stands for any rest.
      return { field: option === '-i' ? 'in' : 'out', values: [value.replace(/\+$/, '*')], isNot }
    default:
      if (wordsOfModules.has(option)) return undefined
      if (states.has(option)) {
        // The first advert of each sender, and every multicast one, is NEW.
        if (value.split(',').includes('NEW') === isNot) return { field: 'never' }
        return undefined
      }
      return { field: 'unknown' }
  }
}
