import type { RouterName } from '../interop/lab/stations.js'
import type { Action, LinkName, Scenario } from './scenario.js'

type At = readonly [atMs: number, action: Action]

const bothStart: readonly At[] = [
  [0, start('A')],
  [0, start('B')],
]
/** Start, graceful stop of the master, its return, its sudden death, stop of the other one. */
const lifeOfTwo: readonly At[] = [
  ...bothStart,
  [5020, stop('A')],
  [9030, start('A')],
  [15_030, kill('A')],
  [20_035, stop('B')],
]
const vip = '10.77.0.100'

/** Every step stands where the recording has its mark. */
export const scenarios: readonly Scenario[] = [
  scenario('accept-default', 'VRRPv3: is the VIP answered?', 10_390, answered(5010, 8045, 10_080)),
  scenario('accept', 'VRRPv3, accept: is the VIP answered?', 10_450, answered(5080, 8120, 10_140)),
  scenario('adv-mismatch-v2', 'VRRPv2: A every 2 s, B every second', 14_310, bothStart),
  scenario('auth-pass', 'VRRPv2 with a password', 21_860, lifeOfTwo),
  scenario(
    'bad-adverts-silence-master',
    'adverts with a TTL of 254 reach a master for 8 s',
    17_900,
    [...bothStart, [5030, { does: 'inject' }], [12_590, { does: 'stop injecting' }]],
  ),
  scenario('basic-v2', 'VRRPv2: stop, return, kill, stop', 21_860, lifeOfTwo),
  scenario('basic-v3-ipv6', 'VRRPv3 over IPv6: stop, return, kill, stop', 21_860, lifeOfTwo),
  scenario('basic-v3', 'VRRPv3: stop, return, kill, stop', 21_860, lifeOfTwo),
  scenario('dont-track-primary', 'cable pull with dont_track_primary', 16_320, [
    ...bothStart,
    [5005, pull('A')],
    [11_010, plug('A')],
  ]),
  scenario('equal-prio', 'equal priorities; cut and heal: the higher address stays', 15_840, [
    [0, start('A')],
    [500, start('B')],
    [5500, { does: 'cut', router: 'A' }],
    [11_520, { does: 'heal', router: 'A' }],
  ]),
  scenario('garp', 'garp_master_delay, _repeat, _refresh, _refresh_repeat', 23_320, [
    ...bothStart,
    [14_000, stop('A')],
  ]),
  scenario('garp-default', 'five announcements at once, five after 5 s', 12_300, bothStart),
  scenario('link-flap', 'cable pull of the master, back after 5 s', 15_320, [
    ...bothStart,
    [5000, pull('A')],
    [10_010, plug('A')],
  ]),
  scenario('multi-vip', 'three VIPs and one that is excluded', 8320, [
    ...bothStart,
    [5005, stop('A')],
  ]),
  scenario('no-accept', 'VRRPv3, no_accept: is the VIP answered?', 12_410, [
    ...bothStart,
    [5000, ping(vip)],
    [6000, ping('10.77.0.1')],
    [6010, { does: 'list rules', router: 'A' }],
    [6010, stop('A')],
    [9050, ping(vip)],
    [10_050, ping('10.77.0.2')],
    [10_060, stop('B')],
    [12_100, { does: 'list rules', router: 'B' }],
  ]),
  scenario('owner-real', 'priority 255, and the VIP is the address of eth0', 10_430, [
    ...bothStart,
    [3000, stop('A')],
    [7120, start('A')],
  ]),
  scenario('partition-heal', 'cut and heal: two masters, and who stays', 17_330, [
    ...bothStart,
    [5010, { does: 'cut', router: 'A' }],
    [12_020, { does: 'heal', router: 'A' }],
  ]),
  scenario('reload-prio', 'SIGHUP: priority of A 150, 50, 150', 16_820, [
    ...bothStart,
    [5510, reload('A', 'priority 150', 'priority 50')],
    [10_515, reload('A', 'priority 50', 'priority 150')],
  ]),
  scenario('reload-vip', 'SIGHUP of both: a VIP more, and then not', 13_820, [
    ...bothStart,
    [5505, reload('B', `${vip}/24`, `${vip}/24\n        10.77.0.101/24`)],
    [5510, reload('A', `${vip}/24`, `${vip}/24\n        10.77.0.101/24`)],
    [9515, reload('B', '\n        10.77.0.101/24', '')],
    [9515, reload('A', '\n        10.77.0.101/24', '')],
  ]),
  scenario('script-fail-at-start', 'weight 0, fall 2, failing from the start', 16_820, [
    [0, { does: 'break', router: 'A' }],
    ...bothStart,
    [8515, { does: 'mend', router: 'A' }],
  ]),
  scenario('script-init-fail-failing', 'init_fail, rise 3, failing for 6 s', 14_820, [
    [0, { does: 'break', router: 'A' }],
    ...bothStart,
    [6515, { does: 'mend', router: 'A' }],
  ]),
  scenario('script-init-fail-weight', 'init_fail, rise 3, weight -60', 11_310, bothStart),
  scenario('script-init-fail', 'init_fail, rise 3, weight 0', 10_310, bothStart),
  scenario('script-weight-0', 'rise 2, fall 2, weight 0: failure is FAULT', 21_830, [
    ...bothStart,
    [6520, { does: 'break', router: 'A' }],
    [13_525, { does: 'mend', router: 'A' }],
  ]),
  scenario('script-weight-neg', 'rise 2, fall 3, weight -60', 24_850, [
    ...bothStart,
    [8535, { does: 'break', router: 'A' }],
    [16_540, { does: 'mend', router: 'A' }],
  ]),
  scenario('shutdown-both', 'SIGTERM of the backup, which is silent, then of the master', 10_340, [
    ...bothStart,
    [5000, stop('B')],
    [8020, stop('A')],
  ]),
  scenario('startup-delay', 'vrrp_startup_delay 3', 10_310, bothStart),
  scenario('strict-default', 'VRRPv3, vrrp_strict: only an owner accepts', 10_350, [
    ...bothStart,
    [5000, ping(vip)],
    [6000, ping('10.77.0.1')],
    [6010, stop('A')],
    [9040, ping(vip)],
  ]),
  scenario('track-if-fault', 'track_interface without weight', 15_320, [
    ...bothStart,
    [5005, pull('A', 'eth1')],
    [10_010, plug('A', 'eth1')],
  ]),
  scenario('track-if-weight', 'track_interface, weight -60', 15_320, [
    ...bothStart,
    [5000, pull('A', 'eth1')],
    [10_005, plug('A', 'eth1')],
  ]),
  scenario('vmac', 'use_vmac: stop, return, kill, stop', 21_990, [
    ...bothStart,
    [5000, stop('A')],
    [9100, start('A')],
    [15_105, kill('A')],
    [20_110, stop('B')],
  ]),
]

/** The client asks each master, and its own address, before it stops. */
function answered(firstMs: number, secondMs: number, endMs: number): readonly At[] {
  return [
    ...bothStart,
    [firstMs, ping(vip)],
    [firstMs + 5, ping('10.77.0.1')],
    [firstMs + 15, { does: 'list rules', router: 'A' }],
    [firstMs + 15, stop('A')],
    [secondMs, ping(vip)],
    [secondMs + 5, ping('10.77.0.2')],
    [secondMs + 5, stop('B')],
    [endMs, { does: 'list rules', router: 'B' }],
  ]
}

function scenario(name: string, about: string, endMs: number, steps: readonly At[]): Scenario {
  return { name, about, endMs, steps: steps.map(([atMs, action]) => ({ atMs, action })) }
}

function start(router: RouterName): Action {
  return { does: 'start', router }
}

function stop(router: RouterName): Action {
  return { does: 'stop', router, signal: 'SIGTERM' }
}

function kill(router: RouterName): Action {
  return { does: 'stop', router, signal: 'SIGKILL' }
}

function reload(router: RouterName, replace: string, by: string): Action {
  return { does: 'reload', router, replace, by }
}

function pull(router: RouterName, link: LinkName = 'eth0'): Action {
  return { does: 'pull', router, link }
}

function plug(router: RouterName, link: LinkName = 'eth0'): Action {
  return { does: 'plug', router, link }
}

function ping(address: string): Action {
  return { does: 'ping', address }
}
