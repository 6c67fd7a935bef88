import { describe, expect, test } from 'vitest'
import { loadFromText as load } from './testing/load-from-text.js'

const problemsOf = (text: string): string[] =>
  load(text).diagnostics.map(({ code, line }) => `${code} ${line}`)

/** An instance in order, with more lines from line 6 on. */
const instance = (lines: string, name = 'A', vrid = 51, address = '192.0.2.10'): string =>
  `vrrp_instance ${name} {
  interface eth0
  virtual_router_id ${vrid}
  virtual_ipaddress { ${address} }

  ${lines}
}
`

test('what nobody can notice is no warning', () => {
  const said = (line: string): string[] =>
    load(`global_defs {\n ${line}\n}\n`).diagnostics.map((each) => `${each.severity} ${each.code}`)
  expect(said('process_names')).toEqual(['info unsupported-keyword'])
  expect(said('dynamic_interfaces')).toEqual(['info unsupported-keyword'])
  expect(said('checker_priority -10')).toEqual(['info unsupported-keyword'])
  expect(said('vrrp_rt_priority 10')).toEqual(['warning unsupported-keyword'])
  expect(said('random_seed 7')).toEqual(['warning unsupported-keyword'])
  expect(said('vrrp_priority -10')).toEqual([])
  expect(said('umask 077')).toEqual([])
})

test('what everybody writes', () => {
  const { configuration, diagnostics } = load(`
    global_defs {
      router_id lb1
      notification_email { ops@example.com }
      smtp_server 127.0.0.1 25
      enable_script_security
      script_user root
    }
    vrrp_script chk {
      script "/usr/bin/true"
      interval 2
      weight -20
    }
    vrrp_instance VI_1 {
      state MASTER
      interface eth0
      virtual_router_id 51
      priority 100
      advert_int 1
      authentication {
        auth_type PASS
        auth_pass 1111
      }
      virtual_ipaddress {
        192.0.2.10/24 dev eth0 label eth0:1
      }
      track_script { chk }
      notify "/etc/notify.sh"
    }
  `)
  expect(diagnostics).toEqual([])
  expect(configuration).toEqual({
    globalDefs: {
      routerId: 'lb1',
      notificationEmail: ['ops@example.com'],
      smtpServer: { host: '127.0.0.1', port: 25 },
      enableScriptSecurity: true,
      scriptUser: { user: 'root' },
    },
    scripts: [
      {
        name: 'chk',
        script: { argv: ['/usr/bin/true'] },
        intervalMs: 2000,
        weight: { value: -20 },
      },
    ],
    instances: [
      {
        name: 'VI_1',
        state: 'MASTER',
        interface: 'eth0',
        virtualRouterId: 51,
        priority: 100,
        advertIntMs: 1000,
        authentication: { authType: 'PASS', authPass: '1111' },
        virtualAddresses: [
          { address: '192.0.2.10', prefixLength: 24, interface: 'eth0', label: 'eth0:1' },
        ],
        trackScripts: [{ name: 'chk' }],
        notify: { argv: ['/etc/notify.sh'] },
      },
    ],
  })
})

describe('what cannot be meant', () => {
  test.each([
    ['state MASTER\nnopreempt\npriority 100', ['preemption-ignored 7']],
    ['priority 255\nnopreempt', ['preemption-ignored 7']],
    ['state MASTER\npriority 9\npreempt_delay 5', ['preempt-delay-ignored 8']],
    ['nopreempt\npreempt_delay 5', ['preempt-delay-ignored 7']],
    ['nopreempt', []],
    ['advert_int 1.5', ['advert-interval-adjusted 6']],
    ['version 3\nadvert_int 41', ['advert-interval-adjusted 7']],
    ['version 3\nadvert_int 1.5', []],
    ['unicast_peer {\n192.0.2.2\n2001:db8::2\n}', ['address-family-mismatch 8']],
    ['mcast_src_ip 2001:db8::2', ['address-family-mismatch 6']],
    ['virtual_ipaddress { 2001:db8::1 }', ['address-family-mismatch 6']],
    ['virtual_ipaddress_excluded { 2001:db8::1 }', []],
    ['virtual_ipaddress_excluded { 192.0.2.10 }', ['duplicate-address 6']],
    ['authentication {\nauth_type PASS\nauth_pass 123456789\n}', ['password-truncated 8']],
    ['authentication {\nauth_type PASS\nauth_pass 12345678\n}', []],
    ['version 3\nauthentication {\nauth_type PASS\nauth_pass x\n}', ['authentication-ignored 7']],
    [
      'state MASTER\npriority 9\nauthentication {\nauth_type AH\nauth_pass x\n}',
      ['initial-master-ignored 6'],
    ],
    ['unicast_src_ip 192.0.2.1', ['unicast-without-peers 6']],
    ['unicast_src_ip 192.0.2.1/24\nunicast_peer { 192.0.2.2 }', ['extra-words 6']],
    ['track_script {\nx\n}', ['unknown-tracker 7']],
    ['track_interface {\neth1\neth1\neth0\n}', ['duplicate-tracker 8', 'own-interface-tracked 9']],
    ['priority 255\ntrack_interface { eth1 weight 5 }', ['owner-weight-ignored 7']],
    ['promote_secondaries\nuse_vmac', ['unsupported-keyword 6', 'vmac-promotes-secondaries 6']],
    ['virtual_rules { from 10.0.0.0/8 table 5 }', ['rule-without-preference 6']],
    ['virtual_routes { 10.0.0.0/8 via 192.0.2.1 }', ['untracked-route 6']],
    ['notify_master "/a"\nnotify_master "/b"', ['repeated-keyword 7']],
    ['priority 300', ['value-out-of-range 6']],
    ['priority 0', ['value-out-of-range 6']],
    ['state SLAVE', ['invalid-value 6']],
    ['track_bfd { x }', ['unsupported-keyword 6']],
    ['strict_mode\npreempt_delay 5', ['strict-mode 7']],
    ['strict_mode\nstate MASTER\npriority 100', ['strict-mode 7']],
    ['strict_mode\nauthentication { auth_type PASS\nauth_pass x }', ['strict-mode 7']],
    [
      'strict_mode\nauthentication { auth_type PASS\nauth_pass 123456789 }',
      ['strict-mode 7', 'password-truncated 8'],
    ],
  ])('%j', (lines, problems) => {
    expect(problemsOf(instance(lines))).toEqual(problems)
  })

  test('what is refused is not kept', () => {
    const text = instance('state MASTER\nnopreempt\nadvert_int 1.4\nmcast_src_ip 2001:db8::2')
    expect(load(text).configuration.instances).toEqual([
      {
        name: 'A',
        interface: 'eth0',
        virtualRouterId: 51,
        virtualAddresses: [{ address: '192.0.2.10', prefixLength: 32 }],
        state: 'MASTER',
        advertIntMs: 1000,
      },
    ])
  })

  test('the first of two scripts stays', () => {
    const text = instance('notify_master "/a"\nnotify_master "/b"')
    const [first] = load(text).configuration.instances ?? []
    expect(first?.notifyMaster).toEqual({ argv: ['/a'] })
  })

  test('a place is found of what was changed', () => {
    const { configuration, places } = load(instance('state MASTER\nnopreempt\npriority 7'))
    const [first] = configuration.instances ?? []
    expect(places.of(first ?? {}, 'priority')).toMatchObject([{ line: 8, column: 10 }])
    expect(places.of(first ?? {})).toMatchObject([{ line: 1, column: 1 }])
  })
})

describe('instances among others', () => {
  const names = (text: string): unknown =>
    load(text).configuration.instances?.map(({ name }) => name)

  test('the second of a name is removed', () => {
    const text = instance('') + instance('', 'A', 52, '192.0.2.11')
    expect(problemsOf(text)).toEqual(['duplicate-name 8'])
    expect(load(text).configuration.instances).toMatchObject([{ virtualRouterId: 51 }])
  })

  test('the second of a VRID is removed', () => {
    const text = instance('') + instance('', 'B', 51, '192.0.2.11')
    expect(problemsOf(text)).toEqual(['duplicate-virtual-router 10'])
    expect(names(text)).toEqual(['A'])
  })

  test('another family may have the same VRID', () => {
    const text = instance('') + instance('', 'B', 51, 'fe80::1')
    expect(problemsOf(text)).toEqual([])
  })

  test('peers that are not shared keep the same VRID apart (rule 147)', () => {
    const one = instance('unicast_peer { 192.0.2.2 }')
    const apart = instance('unicast_peer { 192.0.2.3 }', 'B', 51, '192.0.2.11')
    const same = instance('unicast_peer { 192.0.2.2 }', 'B', 51, '192.0.2.11')
    expect(problemsOf(one + apart)).toEqual([])
    expect(problemsOf(one + same)).toEqual(['duplicate-virtual-router 10'])
  })

  test('without interface or VRID there is no router', () => {
    const none = 'vrrp_instance A {\n virtual_router_id 1\n virtual_ipaddress { 192.0.2.1 }\n}'
    expect(problemsOf(none)).toEqual(['missing-interface 1'])
    expect(names(none)).toEqual([])
    const anonymous = 'vrrp_instance A {\n interface eth0\n virtual_ipaddress { 192.0.2.1 }\n}'
    expect(problemsOf(anonymous)).toEqual(['missing-virtual-router-id 1'])
    expect(names(anonymous)).toEqual([])
  })

  test('no address is a warning in VRRPv2 and an error in VRRPv3', () => {
    const bare = (more: string): string =>
      `vrrp_instance A {\n interface eth0\n virtual_router_id 1\n ${more}\n}`
    expect(load(bare('')).diagnostics).toMatchObject([
      { code: 'no-virtual-address', severity: 'warning', line: 1 },
    ])
    expect(load(bare('version 3')).diagnostics).toMatchObject([{ severity: 'error' }])
    expect(problemsOf(bare('no_virtual_ipaddress'))).toEqual([])
  })
})

describe('groups and trackers', () => {
  const both = instance('') + instance('', 'B', 52, '192.0.2.11')

  test('members that do not exist are left out', () => {
    const text = `${both}vrrp_sync_group G {\n group {\n A\n X\n B\n }\n}`
    expect(problemsOf(text)).toEqual(['unknown-instance 18'])
    expect(load(text).configuration.syncGroups).toEqual([{ name: 'G', members: ['A', 'B'] }])
  })

  test('an instance is in one group', () => {
    const text = `${both}vrrp_sync_group G {\n group {\n A\n B\n }\n}
vrrp_sync_group H {\n group {\n A\n }\n}`
    expect(problemsOf(text)).toEqual(['empty-group 21', 'instance-in-two-groups 23'])
    expect(load(text).configuration.syncGroups).toMatchObject([{ name: 'G' }])
  })

  test('an owner and others are no group', () => {
    const text = `${instance('priority 255')}${instance('', 'B', 52, '192.0.2.11')}
vrrp_sync_group G {\n group {\n A\n B\n }\n}`
    expect(problemsOf(text).filter((each) => each.startsWith('mixed'))).toEqual(['mixed-owners 17'])
    expect(load(text).configuration.syncGroups ?? []).toEqual([])
  })

  test('a group of one is no group', () => {
    const text = `${both}vrrp_sync_group G {\n group {\n A\n }\n}`
    expect(problemsOf(text)).toEqual(['small-group 16'])
  })

  test('what the group tracks is not tracked twice', () => {
    const text = `${instance('track_interface { eth1 }')}${instance('', 'B', 52, '192.0.2.11')}
vrrp_sync_group G {\n group {\n A\n B\n }\n track_interface { eth1 }\n}`
    expect(problemsOf(text)).toEqual(['tracked-in-group-too 6'])
  })

  test('a script that is defined later counts', () => {
    const text = `global_defs { enable_script_security }
${instance('track_script { chk }')}vrrp_script chk {\n script "/bin/true"\n}`
    expect(problemsOf(text)).toEqual(['tracker-defined-later 7'])
    expect(load(text).configuration.instances).toMatchObject([{ trackScripts: [{ name: 'chk' }] }])
  })
})

test('what is not run yet is said once for each block', () => {
  expect(problemsOf('bfd_instance B {\n neighbor_ip 192.0.2.1\n}')).toEqual(['bfd-not-run 1'])
  expect(problemsOf('vrrp_script a {\n script "/bin/true"\n}')).toEqual(['script-security-off 1'])
})
