import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Program } from '../../../../../test/support/program.js'

/** Switches with machines at them, each a network namespace of its own, and a folder for files. */
export class Lan {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'holdfast-lan-'))
  readonly #switch = `hf-switch-${process.pid}`
  readonly #machines: Machine[] = []

  /** Machines have an interface at each switch: eth0 at the first, eth1 at the second. */
  constructor(switches = 1) {
    addNamespace(this.#switch)
    const bridges = Array.from({ length: switches }, (_, index) => [
      `link add br${index} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
      `link set br${index} up`,
    ])
    ip(this.#switch, ...bridges.flat())
  }

  /** A machine with an interface for each address, which has the length of its prefix. */
  add(name: string, ...addresses: readonly string[]): Machine {
    const machine = new Machine(name, this.#switch)
    this.#machines.push(machine)
    addresses.forEach((address, index) => machine.connect(index, address))
    return machine
  }

  /** Writes a file of the folder; returns its path. */
  write(name: string, text: string): string {
    const path = join(this.folder, name)
    writeFileSync(path, text)
    return path
  }

  async close(): Promise<void> {
    await Promise.all(this.#machines.map((machine) => machine.close()))
    execFileSync('ip', ['netns', 'delete', this.#switch])
    rmSync(this.folder, { recursive: true })
  }
}

/** A machine of a Lan. */
export class Machine {
  readonly name: string
  readonly #namespace: string
  readonly #switch: string
  /** A process that is there as long as the machine: through it, its kernel's files are read. */
  readonly #resident: ChildProcess
  readonly #running = new Set<Program>()

  constructor(name: string, atSwitch: string) {
    this.name = name
    this.#namespace = `hf-${name}-${process.pid}`
    this.#switch = atSwitch
    addNamespace(this.#namespace)
    this.#resident = spawn('ip', ['netns', 'exec', this.#namespace, 'sleep', 'infinity'])
  }

  connect(index: number, address: string): void {
    const port = `${this.name}${index}`
    const peer = `peer name eth${index} netns ${this.#namespace}`
    ip(this.#switch, `link add ${port} type veth ${peer}`, `link set ${port} master br${index} up`)
    this.ip(`address add ${address} brd + dev eth${index}`, `link set eth${index} up`)
  }

  /** What is sent to it, or by it, is lost; it can see that from its link. */
  pullCable(index = 0): void {
    ip(this.#switch, `link set ${this.name}${index} down`)
  }

  plugCable(index = 0): void {
    ip(this.#switch, `link set ${this.name}${index} up`)
  }

  /** Commands of `ip`, one after the other. */
  ip(...commands: readonly string[]): void {
    ip(this.#namespace, ...commands)
  }

  /** Below /proc/sys/net. */
  set(settings: Readonly<Record<string, string | number>>): void {
    const lines = Object.entries(settings).map(([path, value]) => {
      return `echo ${value} > /proc/sys/net/${path}`
    })
    this.read('sh', '-ec', lines.join('\n'))
  }

  /** Runs a command to its end; what it prints. */
  read(...command: readonly string[]): string {
    const args = ['netns', 'exec', this.#namespace, ...command]
    return execFileSync('ip', args, { encoding: 'utf8' })
  }

  /** A file below /proc/net of its kernel, without starting anything. */
  procNet(name: string): string {
    return readFileSync(`/proc/${this.#resident.pid}/net/${name}`, 'utf8')
  }

  /** The virtual servers of its kernel as ipvsadm saves them, sorted. */
  savedTable(): readonly string[] {
    const lines = this.read('ipvsadm', '-S', '-n').split('\n')
    return lines
      .map((line) => line.trim())
      .filter(Boolean)
      .sort()
  }

  /** Starts a program that runs until it is ended, or its machine; it may be told something. */
  start(...command: readonly string[]): Program {
    const args = ['netns', 'exec', this.#namespace, ...command]
    const program = new Program('ip', args, undefined, 'pipe')
    this.#running.add(program)
    return program
  }

  async close(): Promise<void> {
    for (const program of this.#running) program.send('SIGKILL')
    this.#resident.kill('SIGKILL')
    await Promise.all([...this.#running].map((program) => program.ended()))
    execFileSync('ip', ['netns', 'delete', this.#namespace])
  }
}

function addNamespace(name: string): void {
  execFileSync('ip', ['netns', 'add', name])
  ip(name, 'link set lo up')
}

function ip(namespace: string, ...commands: readonly string[]): void {
  execFileSync('ip', ['-n', namespace, '-batch', '-'], { input: commands.join('\n') })
}
