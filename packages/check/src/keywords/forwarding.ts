import { integer, oneOf } from '@holdfast/core/config'
import type { ValueGrammar } from '@holdfast/core/config'
import type { ForwardingMethod, Scheduler } from './model.js'
import { port } from './shared-values.js'

const method = oneOf({ NAT: 'NAT', DR: 'DR', TUN: 'TUN' } as const)
const tunnel = oneOf({ ipip: 'ipip', gue: 'gue', gre: 'gre' } as const)
const checksums = ['nocsum', 'csum', 'remcsum'] as const

/** `NAT|DR|TUN [type ipip|gue|gre [port N]] [nocsum|csum|remcsum]`. */
export const forwardingMethod: ValueGrammar<ForwardingMethod> = {
  syntax: 'NAT|DR|TUN [type ipip|gue|gre [port N]] [nocsum|csum|remcsum]',
  read(words) {
    const read = method.read(words)
    if (read === undefined) return undefined
    const result: { -readonly [Name in keyof ForwardingMethod]: ForwardingMethod[Name] } = {
      method: read,
    }
    for (let next = words.peek(); next !== undefined; next = words.peek()) {
      const checksum = checksums.find((name) => name === next.text)
      if (checksum === undefined && next.text !== 'type' && next.text !== 'port') break
      words.next()
      if (checksum !== undefined) {
        result.checksum = checksum
      } else if (next.text === 'type') {
        const type = tunnel.read(words)
        if (type !== undefined) result.tunnel = type
      } else {
        const number = port.read(words)
        if (number !== undefined) result.tunnelPort = number
      }
    }
    return result
  },
  write: ({ method: name, tunnel: type, tunnelPort, checksum }) => [
    name,
    ...(type === undefined ? [] : ['type', type]),
    ...(tunnelPort === undefined ? [] : ['port', String(tunnelPort)]),
    ...(checksum === undefined ? [] : [checksum]),
  ],
}

/** The schedulers of the kernel. */
export const scheduler: ValueGrammar<Scheduler> = oneOf({
  rr: 'rr',
  wrr: 'wrr',
  lc: 'lc',
  wlc: 'wlc',
  lblc: 'lblc',
  lblcr: 'lblcr',
  sh: 'sh',
  mh: 'mh',
  dh: 'dh',
  fo: 'fo',
  ovf: 'ovf',
  sed: 'sed',
  nq: 'nq',
  twos: 'twos',
} as const)

/** What the kernel takes for the weight of a server. */
export const serverWeight: ValueGrammar<number> = integer({ min: 0, max: 0x7fff_ffff })
