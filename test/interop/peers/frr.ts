import { mkdirSync, chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tryRun } from '../lab/command.js'
import type { Lab } from '../lab/lab.js'
import type { RouterName } from '../lab/stations.js'
import { frrConfig, frrMacvlan } from './frr-config.js'
import type { Peer } from './peer.js'
import { runningProgram } from './running-program.js'
import type { RouterSpec } from './router-spec.js'

const daemons = '/usr/lib/frr'

/** vrrpd of FRR with zebra, which it talks to the kernel through. */
export const frr: Peer = {
  name: 'frr',
  leasesAddresses: false,
  noticesCarrier: false,
  announcesAfterSplit: false,
  // Its times are whole centiseconds, rounded down.
  earlyMs: 15,
  // It speaks through a macvlan that has just got its carrier back: over IPv6 the first advert is
  // lost, as its link-local address is not usable yet.
  lateMs: ({ family, advertIntMs }) => (family === 6 ? advertIntMs : 0),
  cannotLoseInterface: () => 'the macvlan that vrrpd needs goes with it, and vrrpd makes none',
  cannotHearRival: () => undefined,
  cannotLoseAddress: () => 'vrrpd leaves the addresses of its macvlan to whoever made it',
  lacks: ({ unicast, authentication }) => {
    if (unicast !== undefined) return 'vrrpd has no unicast'
    if (authentication !== undefined) return 'vrrpd has no authentication'
    return undefined
  },
  start: async (lab, name, spec) => {
    prepareInterfaces(lab, name, spec)
    const folder = join(lab.folder, `frr-${name}`)
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o777)
    const file = (suffix: string): string => join(folder, suffix)
    writeFileSync(file('zebra.conf'), 'log stdout\n')
    writeFileSync(file('vrrpd.conf'), frrConfig(spec))
    const shared = ['-z', file('zserv.api'), '--vty_socket', folder, '-P', '0']
    const daemon = (what: string): readonly string[] => [
      ...['-f', file(`${what}.conf`), '-i', file(`${what}.pid`)],
      ...shared,
    ]
    const zebra = lab.spawn(name, `${daemons}/zebra`, ...daemon('zebra'))
    await zebraListens(lab, name, file('zserv.api'))
    const vrrpd = lab.spawn(name, `${daemons}/vrrpd`, ...daemon('vrrpd'))
    await vrrpd.printed(/Initialize -> Backup/)
    return runningProgram(vrrpd, [zebra])
  },
}

/** The macvlan with the virtual MAC, as FRR's documentation asks for it. */
function prepareInterfaces(lab: Lab, name: RouterName, spec: RouterSpec): void {
  const { network } = lab
  const macvlan = frrMacvlan(spec)
  tryRun('ip', ['-n', network.namespace(name), 'link', 'delete', macvlan.name])
  const type = ['type', 'macvlan', 'mode', 'bridge']
  network.ip(name, 'link', 'add', macvlan.name, 'link', spec.interface, ...type)
  network.ip(name, 'link', 'set', macvlan.name, 'address', macvlan.mac)
  network.exec(name, 'sysctl', [
    '-qw',
    'net.ipv4.conf.all.arp_ignore=1',
    'net.ipv4.conf.all.arp_announce=2',
    'net.ipv4.ip_forward=1',
    'net.ipv6.conf.all.forwarding=1',
  ])
  for (const address of spec.virtualAddresses) {
    const flags = spec.family === 6 ? ['nodad'] : []
    network.ip(name, 'address', 'add', address, 'dev', macvlan.name, ...flags)
  }
  network.ip(name, 'link', 'set', macvlan.name, 'up')
}

/** vrrpd that finds no zebra tries again only after seconds. */
async function zebraListens(lab: Lab, name: RouterName, socket: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const listening = lab.network.exec(name, 'ss', ['-xlH'])
    if (listening.includes(socket)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('zebra does not listen')
}
