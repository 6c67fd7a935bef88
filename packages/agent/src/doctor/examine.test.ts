import { encodeAdvertisement } from '@holdfast/vrrp'
import { describe, expect, test } from 'vitest'
import { examine } from './examine.js'
import type { HeardPacket, MachineFacts } from './machine-facts.js'
import { eth0, findingsOf, instance, subjectOf } from './testing/healthy-machine.js'

const settings =
  (values: Readonly<Record<string, string>>): MachineFacts['sysctl'] =>
  (path) =>
    values[path]

/** What a router with these values sends. */
function advert(source: string, more: { readonly password?: string } = {}): HeardPacket {
  const { password } = more
  const payload = encodeAdvertisement(
    {
      version: 2,
      virtualRouterId: 51,
      priority: 90,
      advertIntMs: 1000,
      addresses: ['192.0.2.100'],
    },
    {
      ...{ source, destination: '224.0.0.18' },
      authentication: password === undefined ? { type: 'none' } : { type: 'pass', password },
    },
  )
  const route = { interface: 'eth0', source, destination: '224.0.0.18' }
  const datagram = { kind: 'ip', ...route, protocol: 112, ttl: 255, tos: 0xc0, payload } as const
  return { datagram, unixTimeMs: 0 }
}

test('a machine that nothing is wrong with', () => {
  expect(findingsOf(instance())).toEqual([])
})

test('a finding has everything that a person needs', () => {
  expect(examine(subjectOf(instance(), { links: [{ ...eth0, isUp: false }] }))).toEqual([
    {
      area: 'interfaces',
      severity: 'error',
      code: 'interface-down',
      message: 'eth0 is down',
      why: 'the instance stays in FAULT',
      fix: 'ip link set eth0 up',
    },
  ])
})

describe('the configuration and the look itself', () => {
  test('a faulty file', () => {
    expect(findingsOf(instance('frobnicate 1'))).toEqual([
      'configuration-faulty: a.conf has an error | holdfast check a.conf',
    ])
  })

  test('what nobody could look at', () => {
    expect(findingsOf(instance(), { blindSpots: ['the moon: it is night'] })).toEqual([
      'not-examined: the moon: it is night',
    ])
  })
})

describe('privileges', () => {
  test('no addon', () => {
    const reason = 'it was not built'
    expect(findingsOf(instance(), { addonProblem: reason, links: undefined })).toEqual([
      'addon-missing: it was not built | npm rebuild @holdfast/linux',
    ])
  })

  test('capabilities, only those that the file asks for', () => {
    const missingCapabilities = ['CAP_NET_ADMIN', 'CAP_SETUID', 'CAP_SYS_ADMIN'] as const
    expect(findingsOf(instance(), { missingCapabilities })).toEqual([
      'capability-missing: this process lacks CAP_NET_ADMIN, for virtual addresses | run it as root; ' +
        'or in its unit: AmbientCapabilities=CAP_NET_ADMIN; or in a container: --cap-add=NET_ADMIN',
    ])
    expect(findingsOf('', { missingCapabilities })).toEqual([])
    const scripts = `${instance('notify_master /bin/true nobody')}net_namespace blue\n`
    const needed = findingsOf(scripts, { missingCapabilities }).map((each) => each.split(' | ')[0])
    expect(needed).toEqual([
      'capability-missing: this process lacks CAP_NET_ADMIN, for virtual addresses',
      'capability-missing: this process lacks CAP_SETUID, for scripts that run as nobody',
      'capability-missing: this process lacks CAP_SYS_ADMIN, for `net_namespace blue`',
    ])
  })
})

describe('interfaces', () => {
  const withLink = (more: Partial<typeof eth0>): Partial<MachineFacts> => ({
    links: [{ ...eth0, ...more }],
  })
  test.each([
    [
      'none of that name',
      { name: 'ens3' },
      'interface-missing: there is no interface eth0; those here are: ens3 | make it, or correct `interface eth0`',
    ],
    [
      'no cable',
      { hasCarrier: false },
      'no-carrier: eth0 has no carrier | look at the cable: ethtool eth0',
    ],
    [
      'no MAC address',
      { macAddress: undefined },
      'not-ethernet: eth0 has no MAC address | name an Ethernet interface, or one that behaves like it: VLAN, bond, bridge, veth',
    ],
    [
      'no multicast',
      { isMulticast: false },
      'not-multicast: VI_1 sends to 224.0.0.18, and eth0 says it has no multicast | ip link set eth0 multicast on',
    ],
    [
      'no address',
      { addresses: [] },
      'no-source-address: VI_1 has no address to speak from: eth0 has no IPv4 address of its own | ip address add ADDRESS/LENGTH dev eth0',
    ],
    // 20 of IP, 8 of VRRP, 4 of an address, 8 of authentication.
    [
      'too small a packet',
      { mtu: 39 },
      'mtu-too-small: an advert of VI_1 has 40 bytes, and the MTU of eth0 is 39 | move addresses to `virtual_ipaddress_excluded`, or: ip link set eth0 mtu 40',
    ],
  ])('%s', (_, more, expected) => {
    expect(findingsOf(instance(), withLink(more))).toEqual([expected])
  })

  test('an advert that just fits', () => {
    expect(findingsOf(instance(), withLink({ mtu: 40 }))).toEqual([])
  })

  test('rule 5: a virtual address that was left is nobody’s source', () => {
    const addresses = [{ address: '192.0.2.100', prefixLength: 24 }]
    const found = findingsOf(instance(), { ...withLink({ addresses }), routers: [] })
    expect(found.map((each) => each.split(':')[0])).toEqual(['no-source-address', 'address-here'])
  })

  test('a source that the interface lacks: broken with unicast, else a risk', () => {
    const severities = (more: string): readonly string[] =>
      examine(subjectOf(instance(more))).map(({ code, severity }) => `${code} ${severity}`)
    expect(severities('mcast_src_ip 192.0.2.9')).toEqual(['no-source-address warning'])
    expect(severities('unicast_src_ip 192.0.2.9\nunicast_peer {\n192.0.2.2\n}')).toEqual([
      'no-source-address error',
    ])
  })

  test('a bridge that watches multicast passes on 224.0.0.18 all the same (RFC 4541 2.1.2)', () => {
    const bridge = { name: 'br0', snoopsMulticast: true }
    expect(findingsOf(instance(), withLink({ bridge }))).toEqual([])
    const other = `global_defs {\nvrrp_mcast_group4 239.1.2.3\n}\n${instance()}`
    expect(findingsOf(other, withLink({ bridge }))).toEqual([
      'bridge-snooping: br0 watches who asks for multicast, and VI_1 sends to 239.1.2.3 through it | ' +
        'ip link set br0 type bridge mcast_snooping 0',
    ])
  })
})

describe('sysctls', () => {
  test('IPv6 is disabled where an IPv6 address is to be', () => {
    const sysctl = settings({ 'net/ipv6/conf/eth0/disable_ipv6': '1' })
    expect(findingsOf(instance(), { sysctl })).toEqual([])
    const both = instance('virtual_ipaddress_excluded {\n2001:db8::1/64\n}')
    expect(findingsOf(both, { sysctl })).toEqual([
      'ipv6-disabled: IPv6 is disabled on eth0 | sysctl -w net/ipv6/conf/eth0/disable_ipv6=0',
    ])
  })

  test('two interfaces in one network', () => {
    const eth1 = { ...eth0, name: 'eth1', addresses: [{ address: '192.0.2.7', prefixLength: 24 }] }
    const sysctl = settings({
      'net/ipv4/conf/all/rp_filter': '1',
      'net/ipv4/conf/eth0/rp_filter': '0',
      'net/ipv4/conf/all/arp_ignore': '0',
      'net/ipv4/conf/eth0/arp_ignore': '0',
    })
    const links = [eth0, eth1]
    expect(findingsOf(instance(), { sysctl })).toEqual([])
    expect(findingsOf(instance(), { sysctl, links })).toEqual([
      'reverse-path-filter: eth0 and eth1 are both in 192.0.2.7/24, and rp_filter is 1 (strict) | ' +
        'sysctl -w net/ipv4/conf/eth0/rp_filter=2',
      'arp-from-any-interface: eth0 and eth1 are both in 192.0.2.7/24, and arp_ignore is 0 | ' +
        'sysctl -w net/ipv4/conf/all/arp_ignore=1; sysctl -w net/ipv4/conf/all/arp_announce=2',
    ])
    const loose = settings({
      'net/ipv4/conf/all/rp_filter': '1',
      'net/ipv4/conf/eth0/rp_filter': '2',
    })
    expect(findingsOf(instance(), { sysctl: loose, links })).toEqual([])
  })

  test('virtual addresses of a network that the interface has none of', () => {
    const sysctl = settings({
      'net/ipv4/conf/all/promote_secondaries': '0',
      'net/ipv4/conf/eth0/promote_secondaries': '0',
    })
    const near = '192.0.2.100/24\n192.0.2.101/24'
    expect(findingsOf(instance('', near), { sysctl })).toEqual([])
    const far = '198.51.100.1/24\n198.51.100.2/24'
    expect(findingsOf(instance('', far), { sysctl })).toEqual([
      'secondaries-not-promoted: eth0 has several virtual addresses in 198.51.100.1/24 and none of ' +
        'its own there, and promote_secondaries is 0 | ' +
        'sysctl -w net/ipv4/conf/eth0/promote_secondaries=1',
    ])
  })

  test('virtual MACs write settings', () => {
    const found = findingsOf(instance('use_vmac'), { canWriteSysctls: false })
    expect(found.map((each) => each.split(' | ')[0])).toEqual([
      'sysctls-read-only: VI_1 has `use_vmac`, and /proc/sys/net is read-only',
    ])
    expect(findingsOf(instance(), { canWriteSysctls: false })).toEqual([])
  })

  test('virtual servers with NAT need forwarding, and the kernel IPVS', () => {
    const server = (method: string): string =>
      `virtual_server 192.0.2.100 80 {\nprotocol TCP\nlvs_method ${method}\nreal_server 10.0.0.1 80 {\n}\n}\n`
    const sysctl = settings({ 'net/ipv4/ip_forward': '0' })
    expect(findingsOf(server('DR'), { sysctl })).toEqual([])
    expect(findingsOf(server('NAT'), { sysctl, hasIpvs: false })).toEqual([
      'not-forwarding: virtual servers with `lvs_method NAT`, and IPv4 is not forwarded | ' +
        'sysctl -w net/ipv4/ip_forward=1',
      'ipvs-missing: a virtual server is configured, and the kernel has no IPVS | ' +
        'modprobe ip_vs; and for later starts: echo ip_vs > /etc/modules-load.d/ip_vs.conf',
    ])
  })

  test('a director that is a real server as well', () => {
    const lo = { ...eth0, name: 'lo', addresses: [{ address: '192.0.2.100', prefixLength: 32 }] }
    const sysctl = settings({ 'net/ipv4/conf/all/arp_ignore': '0' })
    expect(findingsOf(instance(), { sysctl, links: [eth0, lo] })).toEqual([
      'loopback-answers-arp: 192.0.2.100 is on lo, and arp_ignore of eth0 is 0 | ' +
        'sysctl -w net/ipv4/conf/eth0/arp_ignore=1; sysctl -w net/ipv4/conf/eth0/arp_announce=2',
    ])
  })

  test('a check from an address that is not here', () => {
    const servers =
      'virtual_server 192.0.2.100 80 {\nprotocol TCP\nlvs_method DR\nreal_server 10.0.0.1 80 {\n' +
      'TCP_CHECK {\nbindto 192.0.2.100\n}\n}\n}\n'
    const sysctl = settings({ 'net/ipv4/ip_nonlocal_bind': '0' })
    expect(findingsOf(servers, { sysctl })).toEqual([
      'cannot-bind: checks are to come from 192.0.2.100 (`bindto`), which is not here now | ' +
        'sysctl -w net/ipv4/ip_nonlocal_bind=1',
    ])
    const allowed = settings({ 'net/ipv4/ip_nonlocal_bind': '1' })
    expect(findingsOf(servers, { sysctl: allowed })).toEqual([])
  })
})

describe('addresses', () => {
  const left = {
    ...eth0,
    addresses: [...eth0.addresses, { address: '192.0.2.100', prefixLength: 24 }],
  }
  const claims = [{ interface: 'eth0', address: '192.0.2.100', macAddress: '02:00:00:00:00:99' }]

  test('here already, and no router runs that has it', () => {
    expect(findingsOf(instance(), { links: [left] })).toEqual([
      'address-here: 192.0.2.100/24 of VI_1 is on eth0 already, and no router has put it there | ' +
        'ip address delete 192.0.2.100/24 dev eth0',
    ])
    const routers = [{ program: 'holdfast', processId: 7 }] as const
    expect(findingsOf(instance(), { links: [left], routers })).toEqual([
      'agent-runs: an agent of Holdfast runs here, as process 7',
    ])
  })

  test('with a host that speaks no VRRP; the master of the virtual router may have it', () => {
    expect(findingsOf(instance(), { claims })).toEqual([
      'address-taken: 192.0.2.100 of VI_1 is with 02:00:00:00:00:99 on eth0, and nobody there speaks ' +
        'VRRP as number 51 | find that host: ip neighbour show dev eth0',
    ])
    const heard = [advert('192.0.2.2')]
    expect(findingsOf(instance(), { claims, heard })).toEqual([
      'peer-heard: 192.0.2.2 is master of 51 (VI_1) on eth0, with priority 90',
    ])
  })
})

describe('peers', () => {
  test('that speak of themselves otherwise than the file', () => {
    expect(
      findingsOf(instance(), { heard: [advert('192.0.2.2', { password: 'secret' })] }),
    ).toEqual([
      'peer-rejected: what 192.0.2.2 says on eth0 as 51 (VI_1) would be refused: ' +
        'authentication type 1, expected 0 | write the same `authentication` on both nodes',
    ])
    const fast = findingsOf(instance('advert_int 2'), { heard: [advert('192.0.2.2')] })
    expect(fast).toEqual([
      'peer-rejected: what 192.0.2.2 says on eth0 as 51 (VI_1) would be refused: ' +
        'advert interval in ms 1000, expected 2000 | write the same `advert_int` on both nodes',
    ])
    const third = findingsOf(instance('version 3'), { heard: [advert('192.0.2.2')] })
    expect(third[0]).toContain('version 2, expected 3 | write the same `version` on both nodes')
  })

  test('with other addresses', () => {
    const found = findingsOf(instance('', '192.0.2.100/24\n192.0.2.101/24'), {
      heard: [advert('192.0.2.2')],
    })
    expect(found).toEqual([
      'peer-heard: 192.0.2.2 is master of 51 (VI_1) on eth0, with priority 90',
      'peer-addresses-differ: 192.0.2.2 has 192.0.2.100 for VI_1, and this file 192.0.2.100, ' +
        '192.0.2.101 | write the same addresses on both nodes; `holdfast lint` compares their files',
    ])
  })

  test('of another number, and with our own address', () => {
    const other = instance().replace('virtual_router_id 51', 'virtual_router_id 7')
    expect(findingsOf(other, { heard: [advert('192.0.2.2')] })).toEqual([
      'stranger-heard: 192.0.2.2 speaks on eth0 as virtual router 51, which the file has not',
    ])
    expect(findingsOf(instance(), { heard: [advert('192.0.2.1')] })[0]).toMatch(
      /^own-address-heard: an advert came to eth0 from 192\.0\.2\.1, which is this machine's own/,
    )
  })

  test('of another multicast group', () => {
    const text = `global_defs {\nvrrp_mcast_group4 239.1.2.3\n}\n${instance()}`
    expect(findingsOf(text, { heard: [advert('192.0.2.2')] })).toEqual([
      'peer-rejected: what 192.0.2.2 says on eth0 as 51 (VI_1) would be refused: it was sent to ' +
        '224.0.0.18, and this one listens to 239.1.2.3 | write the same multicast group on both nodes',
    ])
  })
})

describe('the rest', () => {
  test('timers that are late for adverts of this interval', () => {
    const time = { latestMs: 60, stolenShare: 0.25, suspendedMs: 3600_000 }
    const codes = (text: string): readonly string[] =>
      findingsOf(text, { time }).map((each) => each.split(':')[0] ?? '')
    expect(codes(instance())).toEqual(['time-stolen', 'was-suspended'])
    expect(codes(instance('version 3\nadvert_int 0.1'))).toEqual([
      'timers-late',
      'time-stolen',
      'was-suspended',
    ])
  })

  test('scripts, with the hint of `check`', () => {
    const obstacle = { code: 'notExecutable', message: '/chk cannot be executed' } as const
    const text = `vrrp_script chk {\nscript /chk\n}\n${instance('track_script {\nchk\n}')}`
    expect(findingsOf(text, { command: () => ({ obstacle }) })).toEqual([
      'script-not-runnable: `script` of chk: /chk cannot be executed | chmod +x',
    ])
  })

  test('keepalived beside it, now or at the next start', () => {
    const service = {
      isManaged: true,
      isInstalled: true,
      isEnabled: false,
      isKeepalivedEnabled: true,
    }
    const routers = [{ program: 'keepalived', processId: 8 }] as const
    expect(findingsOf(instance(), { routers, service })).toEqual([
      'keepalived-runs: keepalived runs here, as process 8 | systemctl disable --now keepalived',
      'unit-disabled: holdfast.service is disabled | systemctl enable holdfast',
      'keepalived-enabled: keepalived.service is enabled | systemctl disable keepalived',
    ])
    const elsewhere = { ...service, isManaged: false }
    expect(findingsOf(instance(), { service: elsewhere })).toEqual([])
  })
})
