import { execFileSync } from 'node:child_process'

export interface Plug {
  /** Interfaces on the same segment hear each other; `lan` by default. */
  readonly segment?: string
  readonly mac?: string
  /** With prefix lengths. */
  readonly addresses?: readonly string[]
}

let labs = 0

/**
 * Network namespaces with segments between them; needs root. Nodes configure no addresses by
 * themselves, and those that are silenced say nothing of their own.
 */
export class Lab implements Disposable {
  readonly #prefix: string
  readonly #namespaces = new Set<string>()
  readonly #segments = new Set<string>()
  readonly #medium: 'bridge' | 'macvlan'
  #interfaces = 0

  /**
   * Nodes have veths into bridges, or macvlans that a common parent switches: these let only those
   * groups in that were joined, and pass on frames that a bridge finds malformed.
   */
  constructor(medium: 'bridge' | 'macvlan' = 'bridge') {
    this.#medium = medium
    labs += 1
    this.#prefix = `hf${process.pid}x${labs}`
    this.#add('hub')
  }

  /** The namespace of a node, made when it is first asked for. */
  namespace(node: string): string {
    const name = `${this.#prefix}-${node}`
    if (!this.#namespaces.has(name)) this.#add(node)
    return name
  }

  /** Gives a node an interface on a segment; again after it was deleted. */
  plug(node: string, interfaceName: string, plug: Plug = {}): void {
    const namespace = this.namespace(node)
    const { segment = 'lan', mac, addresses = [] } = plug
    this.#makeSegment(segment)
    this.#interfaces += 1
    const made = `x${this.#interfaces}`
    this.#makeInterface(made, segment)
    this.ip('hub', `link set ${made} netns ${namespace}`)
    const address = mac === undefined ? '' : ` address ${mac}`
    const steps = [
      `link set ${made} name ${interfaceName}${address}`,
      ...addresses.map(
        (each) => `addr add ${each} dev ${interfaceName}${each.includes(':') ? ' nodad' : ''}`,
      ),
      `link set ${interfaceName} up`,
    ]
    for (const step of steps) this.ip(node, step)
    // Addresses that were added while the interface was down are flushed or tentative in some kernels.
    for (const each of addresses.filter((each) => each.includes(':'))) {
      this.ip(node, `addr replace ${each} dev ${interfaceName} nodad`)
    }
  }

  /** Runs `ip` in a node's namespace. */
  ip(node: string, command: string): string {
    return run('ip', '-n', this.namespace(node), ...command.split(' '))
  }

  /** Runs a program in a node's namespace until it ends. */
  exec(node: string, command: string, ...args: readonly string[]): string {
    return run('ip', 'netns', 'exec', this.namespace(node), command, ...args)
  }

  /** Drops what the kernel itself would say: IGMP, ICMP, ICMPv6. */
  silence(node: string): void {
    const rules = [
      'add table inet quiet',
      'add chain inet quiet out { type filter hook output priority 0; }',
      'add rule inet quiet out meta l4proto { icmp, igmp, ipv6-icmp } drop',
    ]
    for (const rule of rules) this.exec(node, 'nft', rule)
  }

  [Symbol.dispose](): void {
    for (const name of this.#namespaces) run('ip', 'netns', 'del', name)
    this.#namespaces.clear()
  }

  #add(node: string): void {
    const name = `${this.#prefix}-${node}`
    run('ip', 'netns', 'add', name)
    this.#namespaces.add(name)
    const settings = [
      'net.ipv6.conf.default.addr_gen_mode=1',
      'net.ipv6.conf.default.accept_ra=0',
      'net.ipv6.conf.default.accept_dad=0',
      'net.ipv6.conf.default.router_solicitations=0',
    ]
    run('ip', 'netns', 'exec', name, 'sysctl', '-qw', ...settings)
    run('ip', '-n', name, 'link', 'set', 'lo', 'up')
  }

  #makeInterface(name: string, segment: string): void {
    if (this.#medium === 'macvlan') {
      this.ip('hub', `link add ${name} link ${segment} type macvlan mode bridge`)
    } else {
      this.ip('hub', `link add ${name}p type veth peer name ${name}`)
      this.ip('hub', `link set ${name}p master ${segment} up`)
    }
  }

  #makeSegment(segment: string): void {
    if (this.#segments.has(segment)) return
    this.#segments.add(segment)
    if (this.#medium === 'macvlan') {
      this.ip('hub', `link add ${segment} type veth peer name ${segment}p`)
      this.ip('hub', `link set ${segment}p up`)
    } else {
      this.ip('hub', `link add ${segment} type bridge mcast_snooping 0`)
    }
    this.ip('hub', `link set ${segment} up`)
  }
}

function run(file: string, ...args: readonly string[]): string {
  return execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
