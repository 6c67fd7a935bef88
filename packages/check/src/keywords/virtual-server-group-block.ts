import { ipFamily, parseIpAddress } from '@holdfast/core'
import { ipPrefix, lines, word } from '@holdfast/core/config'
import type { Field, ValueGrammar, WordReader } from '@holdfast/core/config'
import type { GroupMember, VirtualServerGroupBlock } from './model.js'
import { mark, port } from './shared-values.js'

const name = word('NAME')

const member: ValueGrammar<GroupMember> = {
  syntax: 'IP[-LAST|/LENGTH] [PORT] | fwmark MARK [inet|inet6]',
  read(words) {
    if (words.peek()?.text !== 'fwmark') return readAddresses(words)
    words.next()
    const read = mark.read(words)
    if (read === undefined) return undefined
    const family = words.peek()?.text
    if (family !== 'inet' && family !== 'inet6') return { kind: 'fwmark', mark: read }
    words.next()
    return { kind: 'fwmark', mark: read, family }
  },
  write(each) {
    if (each.kind === 'fwmark') {
      return ['fwmark', String(each.mark), ...(each.family === undefined ? [] : [each.family])]
    }
    const { first, last, prefixLength, port: number } = each
    const length = prefixLength === undefined ? '' : `/${prefixLength}`
    return [
      `${first}${last === undefined ? length : `-${last}`}`,
      ...(number === undefined ? [] : [String(number)]),
    ]
  },
}

function readAddresses(words: WordReader): GroupMember | undefined {
  const addresses =
    words.peek()?.text.includes('/') === false ? readRange(words) : readPrefix(words)
  if (addresses === undefined) return undefined
  if (words.peek() === undefined) return { kind: 'addresses', ...addresses }
  const number = port.read(words)
  return number === undefined ? undefined : { kind: 'addresses', ...addresses, port: number }
}

function readPrefix(words: WordReader): { first: string; prefixLength: number } | undefined {
  const prefix = ipPrefix.read(words)
  return prefix && { first: prefix.address, prefixLength: prefix.prefixLength }
}

function readRange(words: WordReader): { first: string; last?: string } | undefined {
  const given = words.next()
  const range = splitRange(given?.text ?? '')
  if (range !== undefined || given === undefined) return range
  words.fail('invalid-value', given, `\`${given.text}\` is neither an IP address nor a range`)
}

/** `10.0.0.1-9` and `2001:db8::1-9` give the end of the last address, `A-B` all of it. */
function splitRange(text: string): { first: string; last?: string } | undefined {
  const [from = '', until] = text.split('-')
  const first = parseIpAddress(from)
  if (first === undefined || until === undefined) return first === undefined ? undefined : { first }
  const whole = parseIpAddress(until)
  const separator = ipFamily(first) === 4 ? '.' : ':'
  const start = from.slice(0, from.lastIndexOf(separator) + 1)
  const last = whole ?? parseIpAddress(start + until)
  return last === undefined ? undefined : { first, last }
}

const members = lines('virtual_server_group', member)

/** `virtual_server_group NAME { one member on each line }`, as often as wanted. */
export const virtualServerGroups: Field<readonly VirtualServerGroupBlock[]> = {
  words: members.words,
  once: false,
  block: {},
  read(statement, before = [], scope) {
    const [title, ...others] = statement.words
    if (title === undefined) {
      const message = '`virtual_server_group` needs a value: NAME'
      scope.report('missing-value', statement.keyword.span, message)
      return undefined
    }
    const read = members.read({ ...statement, words: others }, [], scope)
    if (read === undefined) return undefined
    const group = { name: title.text, members: read }
    scope.record(group, '', statement.keyword.span)
    return [...before, group]
  },
  write(all, out) {
    for (const each of all) {
      out.block(['virtual_server_group', ...name.write(each.name)], () => {
        for (const line of each.members) out.line(member.write(line))
      })
    }
  },
}
