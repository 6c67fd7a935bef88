import { integer, interfaceName, ipPrefix, word } from '@holdfast/core/config'
import type { ValueGrammar } from '@holdfast/core/config'
import { mark, option, readOptions, writeOptions } from './line-options.js'
import type { LineOptions } from './line-options.js'
import { broadcast, scope } from './line-values.js'
import type { AddressLine } from './model.js'

const lifetime = integer({ min: 0, max: 0xffff_ffff }, 'SECONDS|forever')

const preferredLifetime: ValueGrammar<number | 'forever'> = {
  syntax: lifetime.syntax,
  read(words) {
    if (words.peek()?.text !== 'forever') return lifetime.read(words)
    words.next()
    return 'forever'
  },
  write: (value) => [String(value)],
}

const options: LineOptions<AddressLine> = {
  broadcast: option(['brd', 'broadcast'], broadcast),
  interface: option('dev', interfaceName),
  useVmac: mark({ use_vmac: true }),
  scope: option('scope', scope),
  label: option('label', word('LABEL')),
  peer: option('peer', ipPrefix),
  home: mark({ home: true }),
  nodad: mark({ '-nodad': true }),
  mngtmpaddr: mark({ mngtmpaddr: true }),
  noprefixroute: mark({ noprefixroute: true }),
  autojoin: mark({ autojoin: true }),
  noTrack: mark({ no_track: true }),
  preferredLft: option('preferred_lft', preferredLifetime),
}

const staticOptions: LineOptions<AddressLine> = {
  ...options,
  trackGroup: option('track_group', word('GROUP')),
}

function grammar(known: LineOptions<AddressLine>): ValueGrammar<AddressLine> {
  return {
    syntax: 'IP[/MASK] [dev INTERFACE] [brd IP|+|-] [scope SCOPE] [label LABEL] ...',
    read(words) {
      const prefix = ipPrefix.read(words)
      if (prefix === undefined) return undefined
      const line = { ...prefix }
      return readOptions<AddressLine>(words, line, {
        options: known,
        isStrict: false,
        what: 'address',
      }) as AddressLine | undefined
    },
    write: (line) => [...ipPrefix.write(line), ...writeOptions(line, known)],
  }
}

/** A line of `virtual_ipaddress` and `virtual_ipaddress_excluded`. */
export const virtualAddressLine: ValueGrammar<AddressLine> = grammar(options)

/** A line of `static_ipaddress`. */
export const staticAddressLine: ValueGrammar<AddressLine> = grammar(staticOptions)
