import {
  blocks,
  booleanValue,
  commandValue,
  flag,
  integer,
  oneOf,
  restOfLine,
  value,
  word,
} from '@holdfast/core/config'
import type { BlockDefinition, ValueGrammar } from '@holdfast/core/config'
import { connectBlock, connectFields, positiveSeconds, timingFields } from './check-timing.js'
import type {
  BfdCheckBlock,
  DnsCheckBlock,
  FileCheckBlock,
  MiscCheckBlock,
  SmtpCheckBlock,
  UdpCheckBlock,
} from './model.js'
import { trackerWeight, userAndGroup } from './shared-values.js'

/** `SMTP_CHECK`. */
export const smtpCheckBlock: BlockDefinition<SmtpCheckBlock> = {
  title: 'SMTP_CHECK',
  fields: {
    ...connectFields,
    heloName: value('helo_name', word('NAME')),
    hosts: blocks('host', () => connectBlock('host')),
  },
}

/** `DNS_CHECK`. */
export const dnsCheckBlock: BlockDefinition<DnsCheckBlock> = {
  title: 'DNS_CHECK',
  fields: {
    ...connectFields,
    type: value(
      'type',
      oneOf({
        A: 'A',
        NS: 'NS',
        CNAME: 'CNAME',
        SOA: 'SOA',
        MX: 'MX',
        TXT: 'TXT',
        AAAA: 'AAAA',
        RRSIG: 'RRSIG',
        DNSKEY: 'DNSKEY',
      } as const),
    ),
    name: value('name', word('NAME')),
  },
}

/** `MISC_CHECK`. */
export const miscCheckBlock: BlockDefinition<MiscCheckBlock> = {
  title: 'MISC_CHECK',
  required: ['miscPath'],
  fields: {
    ...timingFields,
    miscPath: value('misc_path', commandValue),
    miscTimeoutMs: value('misc_timeout', positiveSeconds),
    miscDynamic: flag({ misc_dynamic: true }),
    user: value('user', userAndGroup),
  },
}

/** `BFD_CHECK`. */
export const bfdCheckBlock: BlockDefinition<BfdCheckBlock> = {
  title: 'BFD_CHECK',
  required: ['name'],
  fields: {
    name: value('name', word('NAME')),
    alpha: value('alpha', booleanValue),
  },
}

function hexadecimal(digit: string): ValueGrammar<string> {
  const grammar = restOfLine('HEX')
  const pattern = new RegExp(`^(?:${digit}${digit})*$`)
  return {
    syntax: grammar.syntax,
    read(words) {
      const start = words.peek()
      const text = grammar.read(words)?.replaceAll(' ', '')
      if (text === undefined || pattern.test(text)) return text
      words.fail('invalid-value', start, `\`${text}\` is not made of pairs of hexadecimal digits`)
    },
    write: (digits) => [digits],
  }
}

const replyPattern = hexadecimal('[\\da-fA-FxX]')

const reply: ValueGrammar<string> = {
  syntax: '[HEX]',
  read: (words) => (words.peek() === undefined ? '' : replyPattern.read(words)),
  write: (digits) => (digits === '' ? [] : [digits]),
}

const replyLength = integer({ min: 0, max: 65_535 })

/** `UDP_CHECK`. */
export const udpCheckBlock: BlockDefinition<UdpCheckBlock> = {
  title: 'UDP_CHECK',
  fields: {
    ...connectFields,
    payload: value('payload', hexadecimal('[\\da-fA-F]')),
    requireReply: value('require_reply', reply),
    minReplyLength: value('min_reply_length', replyLength),
    maxReplyLength: value('max_reply_length', replyLength),
  },
}

/** `FILE_CHECK`. */
export const fileCheckBlock: BlockDefinition<FileCheckBlock> = {
  title: 'FILE_CHECK',
  required: ['trackFile'],
  fields: {
    trackFile: value('track_file', word('NAME')),
    weight: value('weight', trackerWeight(65_535)),
    alpha: value('alpha', booleanValue),
  },
}
