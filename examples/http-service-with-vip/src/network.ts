import { execFileSync } from 'node:child_process'

const HOSTS = { a: '192.0.2.1', b: '192.0.2.2', client: '192.0.2.200' } as const

export type Host = keyof typeof HOSTS

/** Three hosts on one switch, each a network namespace: nothing of it touches the machine's network. */
export class Network implements Disposable {
  readonly #prefix = `holdfast-${process.pid}`

  constructor() {
    const lan = this.#namespace('switch')
    ip('netns', 'add', lan)
    ip('-n', lan, 'link', 'add', 'name', 'lan', 'type', 'bridge', 'mcast_snooping', '0')
    ip('-n', lan, 'link', 'set', 'lan', 'up')
    for (const host of Object.keys(HOSTS) as Host[]) this.#plugIn(host, lan)
  }

  /** The command line that runs a command on a host. */
  on(host: Host, ...command: readonly string[]): [program: string, args: string[]] {
    return ['ip', ['netns', 'exec', this.#namespace(host), ...command]]
  }

  [Symbol.dispose](): void {
    for (const name of [...Object.keys(HOSTS), 'switch']) {
      ip('netns', 'delete', this.#namespace(name))
    }
  }

  #plugIn(host: Host, lan: string): void {
    const namespace = this.#namespace(host)
    const port = `to-${host}`
    ip('netns', 'add', namespace)
    ip('-n', lan, 'link', 'add', port, 'type', 'veth', 'peer', 'eth0', 'netns', namespace)
    ip('-n', lan, 'link', 'set', port, 'master', 'lan', 'up')
    ip('-n', namespace, 'address', 'add', `${HOSTS[host]}/24`, 'dev', 'eth0')
    ip('-n', namespace, 'link', 'set', 'lo', 'up')
    ip('-n', namespace, 'link', 'set', 'eth0', 'up')
  }

  #namespace(name: string): string {
    return `${this.#prefix}-${name}`
  }
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args)
}
