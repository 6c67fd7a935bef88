import { ipFamily, isLinkLocal } from '@holdfast/core'
import type { RefusedAddress } from './accept-filter.js'

/**
 * The words of nft for a table that drops what is sent to these addresses, in place of whatever
 * table has the name: a script is one transaction of the kernel, so no packet slips through.
 *
 * The hook `input` sees nothing that is forwarded, and the family `inet` no ARP. Its priority is
 * keepalived's, just before the filters of the host.
 */
export function tableScript(table: string, refused: readonly RefusedAddress[]): string {
  const ipv4 = refused.filter(({ address }) => ipFamily(address) === 4)
  const ipv6 = refused.filter(({ address }) => ipFamily(address) === 6)
  const global = ipv6.filter(({ address }) => !isLinkLocal(address))
  const linkLocal = ipv6.filter(({ address }) => isLinkLocal(address))
  return [
    removalScript(table),
    `table inet ${table} {`,
    ...set('ipv4', 'ipv4_addr', ipv4.map(addressOf)),
    ...set('ipv6', 'ipv6_addr', global.map(addressOf)),
    ...set('ipv6_link', 'ipv6_addr . ifname', linkLocal.map(addressOnLink)),
    '  chain input {',
    '    type filter hook input priority -1; policy accept;',
    '    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept',
    '    ip daddr @ipv4 drop',
    '    ip6 daddr @ipv6 drop',
    '    ip6 daddr . iifname @ipv6_link drop',
    '  }',
    '}',
    '',
  ].join('\n')
}

/** Removes a table; adding it first makes that right where there is none, too. */
export function removalScript(table: string): string {
  return `add table inet ${table}\ndelete table inet ${table}\n`
}

function set(name: string, type: string, elements: readonly string[]): readonly string[] {
  const listed = [...new Set(elements)]
  return [
    `  set ${name} {`,
    `    type ${type}`,
    ...(listed.length === 0 ? [] : [`    elements = { ${listed.join(', ')} }`]),
    '  }',
  ]
}

function addressOf({ address }: RefusedAddress): string {
  return address
}

function addressOnLink({ address, interface: name }: RefusedAddress): string {
  return `${address} . "${name}"`
}
