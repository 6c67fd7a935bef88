import type { DigestOptions } from '@holdfast/check'
import type { Result } from '@holdfast/core'
import type { Command } from './command.js'
import type { Option } from './option-table.js'
import { isGiven, readOptions, valueOf } from './read-options.js'
import type { GivenOption, UsageProblem } from './read-options.js'

const useSsl: Option = { long: 'use-ssl', short: 'S', takes: 'nothing', remark: '' }
const useSni: Option = { long: 'use-sni', short: 'I', takes: 'nothing', remark: '' }
const server: Option = { long: 'server', short: 's', takes: 'value', remark: '' }
const port: Option = { long: 'port', short: 'p', takes: 'value', remark: '' }
const url: Option = { long: 'url', short: 'u', takes: 'value', remark: '' }
const virtualhost: Option = { long: 'use-virtualhost', short: 'V', takes: 'value', remark: '' }
const verbose: Option = { long: 'verbose', short: 'v', takes: 'nothing', remark: '' }
const help: Option = { long: 'help', short: 'h', takes: 'nothing', remark: '' }
const fwmark: Option = { long: 'fwmark', short: 'm', takes: 'value', remark: '' }
const protocol: Option = { long: 'protocol', short: 'P', takes: 'value', remark: '' }
const timeout: Option = { long: 'timeout', short: 't', takes: 'value', remark: '' }

const table = [
  ...[useSsl, useSni, server, port, url, virtualhost],
  ...[verbose, help, fwmark, protocol, timeout],
]

/** The options of keepalived's `genhash`. */
export function parseGenhash(argv: readonly string[]): Result<Command, UsageProblem> {
  const read = readOptions(argv, table)
  if (!read.ok) return read
  const { options, operands } = read.value
  if (isGiven(options, help)) return { ok: true, value: { kind: 'help' } }
  const [operand] = operands
  if (operand !== undefined) return refused(`unexpected word ${operand}`)
  const connectIp = valueOf(options, server)
  const path = valueOf(options, url)
  const connectPort = numberOf(options, port)
  if (connectIp === undefined || path === undefined || connectPort === undefined) {
    return refused('genhash needs a server, a port and a path')
  }
  const httpProtocol = protocolOf(valueOf(options, protocol))
  if (httpProtocol === undefined) return refused('the protocol is 1.0, 1.0c, 1.0k, 1.1 or 1.1k')
  const more = moreOf(options)
  return {
    ok: true,
    value: {
      kind: 'genhash',
      options: { connectIp, connectPort, path, httpProtocol, ...more },
      verbose: isGiven(options, verbose),
    },
  }
}

/** Numbers that make no sense are found by whoever is told of them. */
function moreOf(
  options: readonly GivenOption[],
): Pick<DigestOptions, 'connectTimeoutMs' | 'fwmark' | 'tls' | 'virtualhost'> {
  const host = valueOf(options, virtualhost)
  const seconds = numberOf(options, timeout)
  const mark = numberOf(options, fwmark)
  const hasSni = isGiven(options, useSni)
  return {
    ...(host === undefined ? {} : { virtualhost: host }),
    ...(seconds === undefined ? {} : { connectTimeoutMs: seconds * 1000 }),
    ...(mark === undefined ? {} : { fwmark: mark }),
    ...(isGiven(options, useSsl) || hasSni ? { tls: { enableSni: hasSni } } : {}),
  }
}

function numberOf(options: readonly GivenOption[], option: Option): number | undefined {
  const text = valueOf(options, option)
  return text === undefined ? undefined : Number(text)
}

const protocols = ['1.0', '1.0C', '1.0K', '1.1', '1.1K'] as const

function protocolOf(text = '1.0'): (typeof protocols)[number] | undefined {
  return protocols.find((each) => each === text.toUpperCase())
}

function refused(message: string): { readonly ok: false; readonly error: UsageProblem } {
  return { ok: false, error: { message, hint: 'holdfast genhash -s ADDRESS -p PORT -u PATH' } }
}
