import { booleanValue, flag, integer, ipAddress, value, word } from '@holdfast/core/config'
import type { BlockDefinition, ValueGrammar, WordReader } from '@holdfast/core/config'
import { firstCommand } from '@holdfast/vrrp/keywords'
import { fifo } from './global-defs-values.js'
import type { LvsDefaults, SyncDaemonLine, TimeoutsLine } from './model.js'

type Draft<Value> = { -readonly [Name in keyof Value]: Value[Name] }
type Write<Value> = (value: Value) => readonly string[]

const timeoutSeconds = integer({ min: 0, max: 2_678_400 })
const timeoutKeys = { tcp: 'tcpMs', tcpfin: 'tcpFinMs', udp: 'udpMs' } as const

/** `[tcp S] [tcpfin S] [udp S]`; 0 leaves one as it is. */
const timeouts: ValueGrammar<TimeoutsLine> = {
  syntax: '[tcp SECONDS] [tcpfin SECONDS] [udp SECONDS]',
  read(words) {
    const read: Draft<TimeoutsLine> = {}
    for (let next = words.next(); next !== undefined; next = words.next()) {
      const { text } = next
      if (!isKey(timeoutKeys, text)) {
        words.fail('invalid-value', next, `\`${text}\` is none of tcp, tcpfin and udp`)
        return undefined
      }
      const seconds = timeoutSeconds.read(words)
      if (seconds === undefined) return undefined
      read[timeoutKeys[text]] = seconds * 1000
    }
    return read
  },
  write: (line) =>
    Object.entries(timeoutKeys).flatMap(([name, key]) => {
      const ms = line[key]
      return ms === undefined ? [] : [name, String(ms / 1000)]
    }),
}

const name = word('NAME')
const group = ipAddress()
const numbers = {
  id: { key: 'syncId', grammar: integer({ min: 0, max: 255 }) },
  maxlen: { key: 'maxLength', grammar: integer({ min: 1, max: 65_507 }) },
  port: { key: 'port', grammar: integer({ min: 1, max: 65_535 }) },
  ttl: { key: 'ttl', grammar: integer({ min: 1, max: 255 }) },
} as const

/** `IF [[inst] INSTANCE] [id N] [maxlen N] [port N] [ttl N] [group IP]`. */
const syncDaemon: ValueGrammar<SyncDaemonLine> = {
  syntax: 'INTERFACE [[inst] INSTANCE] [id N] [maxlen N] [port N] [ttl N] [group IP]',
  read(words) {
    const device = name.read(words)
    if (device === undefined) return undefined
    const line: Draft<SyncDaemonLine> = { interface: device }
    for (let next = words.next(); next !== undefined; next = words.next()) {
      if (!readPart(next.text, line, words)) return undefined
    }
    return line
  },
  write: ({ interface: device, instance, group: address, ...rest }) => [
    ...name.write(device),
    ...(instance === undefined ? [] : ['inst', ...name.write(instance)]),
    ...Object.entries(numbers).flatMap(([keyword, { key }]) => {
      const number = rest[key]
      return number === undefined ? [] : [keyword, String(number)]
    }),
    ...(address === undefined ? [] : ['group', ...(group.write as Write<string>)(address)]),
  ],
}

function readPart(keyword: string, line: Draft<SyncDaemonLine>, words: WordReader): boolean {
  if (isKey(numbers, keyword)) {
    const { key, grammar } = numbers[keyword]
    const number = grammar.read(words)
    if (number !== undefined) line[key] = number
    return number !== undefined
  }
  if (keyword === 'group') {
    const address = group.read(words)
    if (address !== undefined) line.group = address
    return address !== undefined
  }
  // The instance may stand without its keyword.
  const instance = keyword === 'inst' ? name.read(words) : keyword
  if (instance !== undefined) line.instance = instance
  return instance !== undefined
}

function isKey<Table extends object>(table: Table, key: string): key is keyof Table & string {
  return Object.hasOwn(table, key)
}

/** `[VS]`: only what is the configuration's own. */
const flushOnStop: ValueGrammar<'all' | 'own'> = {
  syntax: '[VS]',
  read(words) {
    const next = words.next()
    if (next === undefined) return 'all'
    if (next.text === 'VS') return 'own'
    words.fail('invalid-value', next, `\`${next.text}\` is not \`VS\``)
  },
  write: (what) => (what === 'own' ? ['VS'] : []),
}

/** What `global_defs` says of virtual servers. */
export const lvsDefaultFields: BlockDefinition<LvsDefaults>['fields'] = {
  smtpAlertChecker: value('smtp_alert_checker', booleanValue),
  checkerLogAllFailures: value('checker_log_all_failures', booleanValue),
  lvsSyncDaemon: value('lvs_sync_daemon', syncDaemon),
  lvsTimeouts: value('lvs_timeouts', timeouts),
  lvsFlush: flag({ lvs_flush: true }),
  lvsFlushOnStop: value(['lvs_flush_on_stop', 'lvs_flush_onstop'], flushOnStop),
  rsInitNotifies: flag({ rs_init_notifies: true }),
  lvsNotifyFifo: value('lvs_notify_fifo', fifo),
  lvsNotifyFifoScript: firstCommand('lvs_notify_fifo_script'),
}
