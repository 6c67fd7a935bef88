import { userAndGroup } from '@holdfast/check/keywords'
import { integer, word } from '@holdfast/core/config'
import type { ValueGrammar } from '@holdfast/core/config'
import type { FifoLine, SmtpServer } from './model.js'

const host = word('HOST')
const port = integer({ min: 1, max: 65_535 }, 'PORT')

/** `HOST [PORT]`. */
export const smtpServer: ValueGrammar<SmtpServer> = {
  syntax: 'HOST [PORT]',
  read(words) {
    const read = host.read(words)
    if (read === undefined) return undefined
    if (words.peek() === undefined) return { host: read }
    const number = port.read(words)
    return number === undefined ? undefined : { host: read, port: number }
  },
  write: (server) => [
    ...host.write(server.host),
    ...(server.port === undefined ? [] : [String(server.port)]),
  ],
}

const path = word('PATH')

/** `PATH [USER [GROUP]]`. */
export const fifo: ValueGrammar<FifoLine> = {
  syntax: 'PATH [USER [GROUP]]',
  read(words) {
    const read = path.read(words)
    if (read === undefined) return undefined
    if (words.peek() === undefined) return { path: read }
    const owner = userAndGroup.read(words)
    return owner === undefined ? undefined : { path: read, owner }
  },
  write: (line) => [
    ...path.write(line.path),
    ...(line.owner === undefined ? [] : userAndGroup.write(line.owner)),
  ],
}

const tableName = word('TABLE')

/** `nftables [TABLE]`. */
export const nftablesTable: ValueGrammar<string | true> = {
  syntax: '[TABLE]',
  read: (words) => (words.peek() === undefined ? true : tableName.read(words)),
  write: (table) => (table === true ? [] : tableName.write(table)),
}

/** The bits of `umask` by the names of `open(2)`, without `S_`. */
const bits: Readonly<Record<string, number>> = {
  IRUSR: 0o400,
  IWUSR: 0o200,
  IXUSR: 0o100,
  IRWXU: 0o700,
  IRGRP: 0o040,
  IWGRP: 0o020,
  IXGRP: 0o010,
  IRWXG: 0o070,
  IROTH: 0o004,
  IWOTH: 0o002,
  IXOTH: 0o001,
  IRWXO: 0o007,
}

/** A number, octal where it begins with 0, or names of bits joined by `|`. */
export const umask: ValueGrammar<number> = {
  syntax: 'N|BIT|BIT...',
  read(words) {
    const first = words.demand('N|BIT|BIT...')
    if (first === undefined) return undefined
    let text = first.text
    for (let next = words.next(); next !== undefined; next = words.next()) text += next.text
    const value = /^\d/.test(text) ? readNumber(text) : readBits(text)
    if (value !== undefined && value <= 0o777) return value
    words.fail('invalid-value', first, `\`${text}\` is neither a mode nor names of its bits`)
  },
  write: (mask) => [`0${mask.toString(8)}`],
}

function readNumber(text: string): number | undefined {
  if (/^0[0-7]*$/.test(text)) return Number.parseInt(text, 8)
  return /^(?:0[xX][\da-fA-F]+|[1-9]\d*)$/.test(text) ? Number(text) : undefined
}

function readBits(text: string): number | undefined {
  let all = 0
  for (const name of text.split('|')) {
    const bit = Object.hasOwn(bits, name) ? bits[name] : undefined
    if (bit === undefined) return undefined
    all |= bit
  }
  return all
}

const includeChecks = /^[+-]?(?:readable|match|wildcard_match|brace_match)$/

/** `[[+|-]readable|match|wildcard_match|brace_match ...]`. */
export const includeCheck: ValueGrammar<readonly string[]> = {
  syntax: '[+|-]readable|match|wildcard_match|brace_match ...',
  read(words) {
    const all: string[] = []
    for (let next = words.next(); next !== undefined; next = words.next()) {
      if (includeChecks.test(next.text)) all.push(next.text)
      else words.fail('invalid-value', next, `\`${next.text}\` is no check of includes`)
    }
    return all
  },
  write: (checks) => checks,
}
