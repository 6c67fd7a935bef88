import { execFile } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Network } from '../../../../../test/interop/lab/network.js'
import type { StationName } from '../../../../../test/interop/lab/stations.js'
import { root } from '../../../../../test/support/program.js'

const enterScript = fileURLToPath(new URL('enter.sh', import.meta.url))
const manageScript = fileURLToPath(new URL('manage.sh', import.meta.url))

type Verb = 'start' | 'stop' | 'restart' | 'status'

/**
 * A station with files and services of its own: everything runs in its network namespace, and sees
 * its files laid over those of the machine. Its `systemctl`, `service` and `/etc/init.d/NAME` manage
 * its services and no others.
 */
export class Host {
  readonly name: StationName
  /** Where its services may keep what they like. */
  readonly home: string
  readonly #services: string
  readonly #network: Network

  constructor(network: Network, name: StationName, home: string) {
    this.name = name
    this.home = home
    this.#services = join(home, 'services')
    this.#network = network
    for (const folder of ['files/etc', 'files/root', 'files/usr', 'run', 'log', 'services']) {
      mkdirSync(join(home, folder), { recursive: true })
    }
    this.#writeManager('/usr/bin/systemctl', '"$1" "$2"')
    this.#writeManager('/usr/sbin/service', '"$2" "$1"')
  }

  /** Lays the files of a folder over those of the machine; before anything runs here. */
  copy(folder: string): void {
    if (existsSync(folder)) cpSync(folder, join(this.home, 'files'), { recursive: true })
  }

  /** As `copy`, with one file that may be run. */
  write(path: string, text: string): void {
    const file = join(this.home, 'files', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    chmodSync(file, 0o755)
  }

  /** What `systemctl start NAME` runs in the foreground. */
  addService(name: string, command: readonly string[]): void {
    const words = command.map((word) => `'${word}'`).join(' ')
    writeFileSync(join(this.#services, `${name}.sh`), `cd '${root}'\nexec ${words}\n`)
    this.#writeManager(`/etc/init.d/${name}`, `"$1" ${name}`)
  }

  /** A folder below its /run. */
  makeRunFolder(name: string): void {
    mkdirSync(join(this.home, 'run', name), { recursive: true })
  }

  async start(service: string): Promise<void> {
    const code = await this.#manage('start', service)
    if (code !== 0) throw new Error(`${service} does not start:\n${this.logOf(service)}`)
  }

  async stop(service: string): Promise<void> {
    await this.#manage('stop', service)
  }

  async isRunning(service: string): Promise<boolean> {
    return (await this.#manage('status', service)) === 0
  }

  /** Ends a service, and all that it has started, without a chance to say anything. */
  kill(service: string): void {
    const file = join(this.#services, `${service}.pid`)
    process.kill(-Number(readFileSync(file, 'utf8')), 'SIGKILL')
  }

  logOf(service: string): string {
    const file = join(this.#services, `${service}.log`)
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }

  /** The addresses of its interfaces, of both families. */
  addresses(): readonly string[] {
    const links = JSON.parse(this.#network.ip(this.name, '-j', 'address', 'show')) as LinkJson[]
    return links.flatMap(({ addr_info }) => addr_info.map(({ local }) => local))
  }

  /** Runs a command here to its end. */
  run(...command: readonly string[]): Promise<{ code: number; stdout: string }> {
    const namespace = this.#network.namespace(this.name)
    const args = ['netns', 'exec', namespace, 'sh', enterScript, this.home, ...command]
    return new Promise((resolve, reject) => {
      execFile('ip', args, (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, stdout })
        else if (typeof error.code === 'number')
          resolve({ code: error.code, stdout: stdout + stderr })
        else reject(new Error(`${command.join(' ')} could not be run`, { cause: error }))
      })
    })
  }

  /** A program that does to a service what its arguments, as a shell has them, say. */
  #writeManager(path: string, verbAndName: string): void {
    this.write(path, `#!/bin/sh\nexec sh ${manageScript} ${this.#services} ${verbAndName}\n`)
  }

  async #manage(verb: Verb, service: string): Promise<number> {
    return (await this.run('systemctl', verb, service)).code
  }
}

interface LinkJson {
  readonly addr_info: readonly { readonly local: string }[]
}
