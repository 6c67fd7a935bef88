import {
  blocks,
  booleanValue,
  flag,
  integer,
  oneOf,
  restOfLine,
  value,
  word,
} from '@holdfast/core/config'
import type { BlockDefinition, Field, ValueGrammar } from '@holdfast/core/config'
import { connectFields } from './check-timing.js'
import type { HttpGetBlock, StatusCodes, UrlBlock } from './model.js'
import { count, patternedWord } from './shared-values.js'

const digest = patternedWord('MD5', /^[\da-fA-F]{32}$/, 'does not have 32 hexadecimal digits')

/** `200`, or `200-299`, as often as wanted. */
const statusCodes: ValueGrammar<readonly StatusCodes[]> = {
  syntax: 'CODE|CODE-CODE ...',
  read(words) {
    const all: StatusCodes[] = []
    if (words.peek() === undefined) words.demand('CODE|CODE-CODE ...')
    for (let next = words.next(); next !== undefined; next = words.next()) {
      const match = /^([1-9]\d\d)(?:-([1-9]\d\d))?$/.exec(next.text)
      const first = Number(match?.[1])
      const last = Number(match?.[2] ?? match?.[1])
      if (match !== null && first <= last) all.push({ first, last })
      else words.fail('invalid-value', next, `\`${next.text}\` is not a status code or a range`)
    }
    return all.length === 0 ? undefined : all
  },
  write: (all) =>
    all.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)),
}

const offset = integer({ min: 0, max: 0x7fff_ffff })

const regexStack: ValueGrammar<readonly [number, number]> = {
  syntax: 'START MAX',
  read(words) {
    const start = offset.read(words)
    const max = start === undefined ? undefined : offset.read(words)
    return start === undefined || max === undefined ? undefined : [start, max]
  },
  write: (pair) => pair.map(String),
}

const optionNames: ValueGrammar<readonly string[]> = {
  syntax: 'NAME ...',
  read: (words) => restOfLine('NAME ...').read(words)?.split(' '),
  write: (names) => names,
}

/** `url { ... }`. */
export const urlBlock: BlockDefinition<UrlBlock> = {
  title: 'url',
  required: ['path'],
  fields: {
    path: value('path', word('PATH')),
    digest: value('digest', digest),
    statusCodes: value('status_code', statusCodes),
    virtualhost: value('virtualhost', word('NAME')),
    regex: value('regex', word('PATTERN')),
    regexNoMatch: flag({ regex_no_match: true }),
    regexOptions: value('regex_options', optionNames),
    regexMinOffset: value('regex_min_offset', offset),
    regexMaxOffset: value('regex_max_offset', offset),
    regexStack: value('regex_stack', regexStack),
    tlsCompliant: value('tls_compliant', booleanValue),
  },
}

const oldRetry: Field<number> = {
  ...value(['retry', 'nb_get_retry'], count),
  read(statement, before, scope) {
    if (statement.keyword.text === 'nb_get_retry') {
      scope.report('obsolete-keyword', statement.keyword.span, '`nb_get_retry` is an old name', {
        hint: 'write `retry`',
        severity: 'info',
        keepalived: 'Takes it for `retry`.',
        holdfast: 'Takes it for `retry` too.',
      })
    }
    return connectFields.retry.read(statement, before, scope)
  },
}

const httpFields: BlockDefinition<HttpGetBlock>['fields'] = {
  ...connectFields,
  retry: oldRetry,
  urls: blocks('url', () => urlBlock),
  virtualhost: value('virtualhost', word('NAME')),
  httpProtocol: value(
    'http_protocol',
    oneOf({ '1.0': '1.0', '1.0C': '1.0C', '1.0K': '1.0K', '1.1': '1.1', '1.1K': '1.1K' } as const),
  ),
  fastRecovery: value('fast_recovery', booleanValue),
  enableSni: flag({ enable_sni: true }),
  sniName: value('sni_name', word('NAME')),
  tlsCompliant: value('tls_compliant', booleanValue),
}

/** `HTTP_GET` and `SSL_GET`. */
export function httpGetBlock(title: string): BlockDefinition<HttpGetBlock> {
  return { title, required: ['urls'], fields: httpFields }
}
