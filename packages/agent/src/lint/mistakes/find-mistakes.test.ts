import { describe, expect, test } from 'vitest'
import type { CommandFacts, HostFacts } from '../facts/host-facts.js'
import { loadText } from '../testing/load-text.js'
import { findMistakes } from './find-mistakes.js'

const mistakesOf = (text: string, facts?: HostFacts): readonly string[] =>
  findMistakes(loadText(text, facts)).map(
    ({ code, line, column, message }) => `${line}:${column} ${code}: ${message}`,
  )

const codesOf = (text: string): readonly string[] =>
  findMistakes(loadText(text)).map(({ code }) => code)

const instance = (lines: string): string =>
  `vrrp_instance V {\n virtual_router_id 1\n interface eth0\n ${lines}\n}\n`
const script = (lines: string): string =>
  `vrrp_script chk {\n ${lines}\n}\n${instance('track_script { chk }')}`
const knowing = (facts: CommandFacts): HostFacts => ({
  command: () => facts,
  addresses: () => undefined,
})

test('a sound configuration has no mistakes', () => {
  const text = `
    vrrp_script chk {
      script "/usr/bin/curl -f http://127.0.0.1/"
      interval 2
      fall 3
      weight -60
    }
    vrrp_instance V {
      state MASTER
      interface eth0
      virtual_router_id 51
      priority 150
      virtual_ipaddress { 192.0.2.10/24 }
      track_script { chk }
      notify_master "/etc/keepalived/notify.sh master"
    }`
  expect(mistakesOf(text)).toEqual([])
})

describe('scripts', () => {
  test('what cannot be run', () => {
    const obstacle = { code: 'notFound', message: '/x does not exist' } as const
    expect(mistakesOf(script('script "/x"'), knowing({ obstacle }))).toEqual([
      '2:9 script-not-runnable: /x does not exist: `chk` checks nothing, and the router runs as if all were well',
    ])
    expect(mistakesOf(instance('notify_backup "/x a"'), knowing({ obstacle }))).toEqual([
      '4:16 script-not-runnable: /x does not exist: `notify_backup` is never run',
    ])
  })

  test.each([
    ['systemctl stop keepalived', 'systemctl stop keepalived'],
    ['/bin/systemctl --no-block stop keepalived.service', 'systemctl --no-block stop keepalived'],
    ['service keepalived stop', 'service keepalived stop'],
    ['/etc/init.d/keepalived stop', '/etc/init.d/keepalived stop'],
    ['/etc/rc.d/init.d/keepalived stop', '/etc/rc.d/init.d/keepalived stop'],
    ['pkill keepalived', 'pkill keepalived'],
    ['killall -9 keepalived', 'killall -9 keepalived'],
  ])('%s stops the router', (command, found) => {
    const said = `\`chk\` does \`${found}\`: this node stays out until a person starts it again`
    expect(mistakesOf(script(`script "${command}"`))).toEqual([
      `2:9 script-stops-keepalived: ${said}`,
    ])
    const text = `#!/bin/bash\nif ! pidof nginx; then\n  ${command}\nfi\n`
    expect(mistakesOf(script('script "/chk.sh"'), knowing({ text }))).toEqual([
      `2:9 script-stops-keepalived: ${said}`,
    ])
  })

  test.each([
    '#!/bin/sh\n# systemctl stop keepalived\nexit 0',
    '#!/bin/sh\nkillall -0 keepalived',
    '#!/bin/sh\nsystemctl status keepalived',
    '#!/bin/sh\nsystemctl stop nginx',
    '#!/bin/sh\npkill keepalived-exporter-x; true'.replace('keepalived-exporter-x', 'nginx'),
  ])('%j does not', (text) => {
    expect(mistakesOf(script('script "/chk.sh"'), knowing({ text }))).toEqual([])
  })

  test('what only a shell could read', () => {
    expect(mistakesOf(script('script "/chk.sh || exit 1"'))).toEqual([
      '2:9 script-needs-shell: no shell reads this: `/chk.sh` gets `||` as an argument',
    ])
    expect(mistakesOf(script('script "/chk.sh >/dev/null 2>&1"'))).toEqual([
      '2:9 script-needs-shell: no shell reads this: `/chk.sh` gets `>/dev/null` as an argument',
    ])
    expect(mistakesOf(script('script "/bin/sh -c \'a || b\'"'))).toEqual([])
    expect(mistakesOf(script('script "</dev/tcp/127.0.0.1/80"'))).toEqual([])
  })

  test('a process that is looked for by a program', () => {
    expect(mistakesOf(script('script "killall -0 haproxy"'))).toEqual([
      '2:9 script-killall: `chk` starts a program to see whether `haproxy` runs',
    ])
    expect(mistakesOf(script('script "/bin/pidof nginx"'))).toEqual([
      '2:9 script-killall: `chk` starts a program to see whether `nginx` runs',
    ])
  })

  test('timing', () => {
    // 30 s apart, three failures: 90 s, and the last run may take another 30 s.
    expect(mistakesOf(script('script "/x"\n interval 30\n fall 3'))).toEqual([
      '3:11 script-slow: `chk` may notice a failure only after 120 s, because 3 runs have to fail',
    ])
    expect(mistakesOf(script('script "/x"\n interval 20\n fall 3'))).toEqual([])
    expect(mistakesOf(script('script "/x"\n interval 2\n timeout 5'))).toEqual([
      '4:10 script-timeout-too-long: `chk` may run for 5 s, but is due every 2 s: while it hangs, nothing is checked',
    ])
  })

  test('nobody tracks them', () => {
    expect(mistakesOf('vrrp_script chk {\n script "/x"\n}\n')).toEqual([
      '1:1 tracker-not-tracked: nobody tracks `chk`: it is never looked at',
    ])
    const group = 'vrrp_sync_group G {\n group { V }\n track_script { chk }\n}\n'
    expect(mistakesOf(`vrrp_script chk {\n script "/x"\n}\n${group}`)).toEqual([])
  })
})

describe('weights that never change the master', () => {
  const weighed = (lines: string, weight = '-20'): string =>
    `vrrp_script chk {\n script "/x"\n}\n${instance(`${lines}\n track_script { chk weight ${weight} }`)}`

  test.each([
    ['priority 100', '-20', []],
    ['priority 255', '-20', ['7:11 owner-priority']],
    ['priority 1', '-20', ['8:17 weight-out-of-range']],
    ['priority 254', '20', ['8:17 weight-out-of-range']],
    ['priority 254', '-20', []],
    ['nopreempt', '-20', ['8:17 weight-with-nopreempt']],
    ['nopreempt', '0', []],
  ])('%s with weight %s', (lines, weight, found) => {
    const places = mistakesOf(weighed(lines, weight)).map((each) => each.split(': ')[0])
    expect(places).toEqual(found)
  })

  test('in a sync group, unless it lets them count', () => {
    const text = weighed('priority 100')
    expect(mistakesOf(`${text}vrrp_sync_group G { group { V } }\n`)).toEqual([
      '8:17 weight-in-sync-group: `chk` with weight -20 moves nothing: weights do not count in the sync group `G`',
    ])
    const counting = 'vrrp_sync_group G {\n group { V }\n sync_group_tracking_weight\n}\n'
    expect(mistakesOf(`${text}${counting}`)).toEqual([])
  })

  test('in the lists of a sync group, unless it lets them count', () => {
    const text = `vrrp_script chk {\n script "/x"\n weight 5\n}\n${instance('priority 100')}`
    const group = 'vrrp_sync_group G {\n group { V }\n track_script { chk }\n}\n'
    expect(mistakesOf(`${text}${group}`).map((each) => each.replace(/^[\d:]+ /, ''))).toEqual([
      'weight-in-sync-group: `chk` with weight 5 moves nothing: weights do not count in the sync group `G`',
    ])
    const counting = group.replace('track_script', 'sync_group_tracking_weight\n track_script')
    expect(mistakesOf(`${text}${counting}`)).toEqual([])
  })

  test('the weight may be that of the script', () => {
    const text = `vrrp_script chk {\n script "/x"\n weight 5\n}\n${instance('priority 254\n track_script { chk }')}`
    expect(mistakesOf(text).map((each) => each.split(': ')[0])).toEqual([
      '9:17 weight-out-of-range',
    ])
  })
})

describe('addresses', () => {
  const onEth0: HostFacts = {
    command: () => undefined,
    addresses: (name) =>
      name === 'eth0'
        ? [
            { address: '192.0.2.1', prefixLength: 25 },
            { address: '198.51.100.1', prefixLength: 32 },
            { address: 'fe80::1', prefixLength: 64 },
          ]
        : undefined,
  }

  test('outside the networks of the interface', () => {
    const text = (lines: string): string => instance(`virtual_ipaddress { ${lines} }`)
    expect(mistakesOf(text('192.0.2.126/25'), onEth0)).toEqual([])
    expect(mistakesOf(text('192.0.2.128/25'), onEth0)).toEqual([
      '4:22 vip-outside-subnet: 192.0.2.128 is in no network of eth0 (192.0.2.1/25, 198.51.100.1/32): it can only be reached where a route leads to this node',
    ])
    expect(mistakesOf(text('198.51.100.1/32'), onEth0)).toHaveLength(1)
    expect(mistakesOf(text('192.0.2.128/25 dev eth1'), onEth0)).toEqual([])
    expect(mistakesOf(text('192.0.2.128/25'))).toEqual([])
  })

  test('strict mode', () => {
    const vip = 'virtual_ipaddress { 192.0.2.10 }'
    const said =
      'strict mode drops every packet to 192.0.2.10: neither ping nor a service on it answers'
    expect(mistakesOf(`global_defs {\n vrrp_strict\n}\n${instance(vip)}`)).toEqual([
      `2:2 strict-vip-unreachable: ${said}`,
    ])
    expect(mistakesOf(instance(`strict_mode on\n ${vip}`))).toEqual([
      `4:14 strict-vip-unreachable: ${said}`,
    ])
    expect(mistakesOf(instance(`strict_mode on\n accept\n ${vip}`))).toHaveLength(1)
    expect(mistakesOf(instance(`strict_mode on\n accept\n version 3\n ${vip}`))).toEqual([])
    expect(codesOf(instance(`strict_mode on\n priority 255\n ${vip}`))).toEqual(['owner-priority'])
    expect(
      mistakesOf(`global_defs {\n vrrp_strict\n}\n${instance(`strict_mode off\n ${vip}`)}`),
    ).toEqual([])
  })

  test('an owner', () => {
    const said =
      'is master as soon as it runs, whatever its checks say, and two such nodes are masters at once'
    expect(mistakesOf(instance('priority 255'))).toEqual([
      `4:11 owner-priority: with 255: V ${said}`,
    ])
    expect(mistakesOf(instance('state MASTER'))).toEqual([
      `1:1 owner-priority: \`state MASTER\` without \`priority\` means 255: V ${said}`,
    ])
    expect(mistakesOf(instance('state MASTER\n priority 254'))).toEqual([])
    const severities = (address: string): readonly string[] => {
      const { configuration, places } = loadText(
        instance(`priority 255\n virtual_ipaddress { ${address} }`),
      )
      return findMistakes({ configuration, places, facts: onEth0 }).map((each) => each.severity)
    }
    expect(severities('192.0.2.1/25')).toEqual(['info'])
    expect(severities('192.0.2.2/25')).toEqual(['warning'])
  })

  test('a source that moves', () => {
    const text = 'mcast_src_ip 192.0.2.10\n virtual_ipaddress { 192.0.2.10 }'
    expect(mistakesOf(instance(text))).toEqual([
      '4:15 source-is-vip: 192.0.2.10 is a virtual address: as backup this node does not have it and cannot send from it',
    ])
    expect(codesOf(instance(`priority 255\n ${text}`))).toEqual(['owner-priority'])
  })

  test('unicast', () => {
    expect(mistakesOf(instance('unicast_peer { 192.0.2.2 }'))).toEqual([
      '4:2 unicast-without-source: without `unicast_src_ip` adverts come from the first address of the interface; if the peers name another one, they may refuse them',
    ])
    const both = 'unicast_src_ip 192.0.2.1\n unicast_peer { 192.0.2.1\n192.0.2.2 }'
    expect(mistakesOf(instance(both))).toEqual([
      '5:17 peer-is-self: 192.0.2.1 is this node itself: adverts to it are for nobody',
    ])
  })
})
