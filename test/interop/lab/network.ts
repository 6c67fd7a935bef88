import { run, tryRun } from './command.js'
import type { RouterName, StationName } from './stations.js'
import { stationInterface, stationNames, stations } from './stations.js'

/** Which way packets of a station are dropped, seen from the station. */
export type CutDirection = 'both' | 'sending' | 'receiving'

/**
 * Three stations at a switch, each in a network namespace of its own; nothing reaches the network of
 * this machine. Closing removes everything, also what still runs in there.
 */
export class Network {
  readonly #prefix: string
  readonly #stationByPort = new Map<number, StationName>()

  constructor(id: string) {
    this.#prefix = `hfi${process.pid}x${id}`
    try {
      this.#build()
    } catch (error) {
      this.close()
      throw error
    }
  }

  namespace(place: StationName | 'switch'): string {
    return `${this.#prefix}${place === 'switch' ? 's' : place.toLowerCase()}`
  }

  ip(place: StationName | 'switch', ...args: readonly string[]): string {
    return run('ip', ['-n', this.namespace(place), ...args])
  }

  exec(place: StationName | 'switch', command: string, args: readonly string[]): string {
    return run('ip', ['netns', 'exec', this.namespace(place), command, ...args])
  }

  /** Who hangs on the switch port with this interface index, now or before. */
  stationAt(portIndex: number): StationName | undefined {
    return this.#stationByPort.get(portIndex)
  }

  /** The station loses its carrier. */
  pullCable(name: StationName): void {
    this.ip('switch', 'link', 'set', stations[name].port, 'down')
  }

  plugCable(name: StationName): void {
    this.ip('switch', 'link', 'set', stations[name].port, 'up')
  }

  /** Packets are lost, but nobody can see it from the state of a link. */
  cut(name: StationName, direction: CutDirection = 'both'): void {
    const { port } = stations[name]
    const drop = (hook: string): string =>
      `chain ${hook} {\ntype filter hook ${hook} device "${port}" priority 0; policy drop;\n}`
    const chains = [
      ...(direction === 'receiving' ? [] : [drop('ingress')]),
      ...(direction === 'sending' ? [] : [drop('egress')]),
    ]
    const table = `table netdev cut_${port} {\n${chains.join('\n')}\n}`
    run('ip', ['netns', 'exec', this.namespace('switch'), 'nft', '-f', '-'], table)
  }

  heal(name: StationName): void {
    this.exec('switch', 'nft', ['delete', 'table', 'netdev', `cut_${stations[name].port}`])
  }

  deleteInterface(name: RouterName): void {
    this.ip(name, 'link', 'delete', stationInterface)
  }

  recreateInterface(name: RouterName): void {
    this.#connect(name)
  }

  close(): void {
    for (const place of [...stationNames, 'switch'] as const) {
      const namespace = this.namespace(place)
      const pids = tryRun('ip', ['netns', 'pids', namespace]).split('\n').filter(Boolean)
      for (const pid of pids) kill(Number(pid))
      tryRun('ip', ['netns', 'delete', namespace])
    }
  }

  #build(): void {
    for (const place of [...stationNames, 'switch'] as const) {
      run('ip', ['netns', 'add', this.namespace(place)])
      this.ip(place, 'link', 'set', 'lo', 'up')
      this.exec(place, 'sysctl', ['-qw', ...settings])
    }
    const bridge = ['type', 'bridge', 'stp_state', '0', 'forward_delay', '0', 'mcast_snooping', '0']
    this.ip('switch', 'link', 'add', 'br0', ...bridge)
    this.ip('switch', 'link', 'set', 'br0', 'up')
    for (const name of stationNames) this.#connect(name)
  }

  #connect(name: StationName): void {
    const { port, mac, ipv4, ipv6, linkLocal } = stations[name]
    const there = ['peer', 'name', stationInterface, 'address', mac, 'netns', this.namespace(name)]
    this.ip('switch', 'link', 'add', port, 'type', 'veth', ...there)
    this.ip('switch', 'link', 'set', port, 'master', 'br0', 'up')
    this.ip(name, 'link', 'set', stationInterface, 'addrgenmode', 'none')
    this.ip(name, 'link', 'set', stationInterface, 'up')
    this.ip(name, 'address', 'add', `${ipv4}/24`, 'dev', stationInterface)
    for (const address of [linkLocal, ipv6]) {
      this.ip(name, 'address', 'add', `${address}/64`, 'dev', stationInterface, 'nodad')
    }
    const [link] = JSON.parse(this.ip('switch', '-j', 'link', 'show', port)) as LinkJson[]
    if (link !== undefined) this.#stationByPort.set(link.ifindex, name)
  }
}

interface LinkJson {
  readonly ifindex: number
}

/** Addresses work at once, and no router of the machine outside has a say. */
const settings = [
  'net.ipv6.conf.all.accept_dad=0',
  'net.ipv6.conf.default.accept_dad=0',
  'net.ipv6.conf.default.accept_ra=0',
  'net.ipv4.conf.all.rp_filter=0',
  'net.ipv4.conf.default.rp_filter=0',
]

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended in the meantime.
  }
}
