import { describe, expect, it } from 'vitest'
import { removalScript, tableScript } from './nft-script.js'

describe('the script for nft', () => {
  it('drops what is sent to the addresses, but for neighbour discovery', () => {
    const script = tableScript('holdfast', [
      { address: '192.0.2.10', interface: 'eth0' },
      { address: '192.0.2.10', interface: 'eth1' },
      { address: '2001:db8::10', interface: 'eth0' },
      { address: 'fe80::10', interface: 'vrrp6.51' },
    ])
    expect(script).toBe(`add table inet holdfast
delete table inet holdfast

table inet holdfast {
  set ipv4 {
    type ipv4_addr
    elements = { 192.0.2.10 }
  }
  set ipv6 {
    type ipv6_addr
    elements = { 2001:db8::10 }
  }
  set ipv6_link {
    type ipv6_addr . ifname
    elements = { fe80::10 . "vrrp6.51" }
  }
  chain input {
    type filter hook input priority -1; policy accept;
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
    ip daddr @ipv4 drop
    ip6 daddr @ipv6 drop
    ip6 daddr . iifname @ipv6_link drop
  }
}
`)
  })

  it('leaves out the elements of an empty set', () => {
    const script = tableScript('holdfast_7', [{ address: '192.0.2.10', interface: 'eth0' }])
    expect(script).toContain('  set ipv6 {\n    type ipv6_addr\n  }\n')
  })

  it('removes a table whether it is there or not', () => {
    expect(removalScript('holdfast')).toBe('add table inet holdfast\ndelete table inet holdfast\n')
  })
})
