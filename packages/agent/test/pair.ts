import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Network } from '../../../test/interop/lab/network.js'
import type { RouterName } from '../../../test/interop/lab/stations.js'
import { keepalivedCommand } from '../../../test/interop/peers/keepalived-command.js'
import { Program } from '../../../test/support/program.js'
import { until } from '../../../test/support/until.js'

/** The command `holdfast`, for whoever starts it with Node. */
export const holdfastProgram: string = fileURLToPath(new URL('../bin/holdfast.js', import.meta.url))

/** Two machines at one switch, as network namespaces, with a folder for what their routers need. */
export class Pair {
  readonly network: Network
  readonly folder: string
  readonly #patienceMs: number
  readonly #running: Program[] = []

  /** `patienceMs` is generous, for slow machines. */
  constructor(name: string, patienceMs: number) {
    this.network = new Network(name)
    this.folder = mkdtempSync(join(tmpdir(), `holdfast-${name}-`))
    this.#patienceMs = patienceMs
  }

  /** Writes a file of the folder; returns its path. */
  write(name: string, text: string): string {
    const path = join(this.folder, name)
    writeFileSync(path, text)
    return path
  }

  start(node: RouterName, ...command: readonly string[]): Program {
    const namespace = this.network.namespace(node)
    const program = new Program('ip', ['netns', 'exec', namespace, ...command])
    this.#running.push(program)
    return program
  }

  /** Runs a configuration, with a state directory that later commands may name. */
  holdfast(node: RouterName, file: string, ...more: readonly string[]): Program {
    const run = ['run', '-f', file, '--state-dir', this.stateOf(node), ...more]
    return this.start(node, process.execPath, holdfastProgram, ...run)
  }

  keepalived(node: RouterName, file: string): Program {
    return this.start(node, ...keepalivedCommand(file))
  }

  stateOf(node: RouterName): string {
    return join(this.folder, `state-${node}`)
  }

  addresses(node: RouterName): string {
    return this.network.ip(node, '-brief', 'address', 'show', 'dev', 'eth0')
  }

  /** What the routers said belongs to a failure. */
  async eventually(what: string, isSo: () => boolean): Promise<void> {
    try {
      await until(what, isSo, this.#patienceMs)
    } catch (error) {
      const logs = this.#running.map((program) => program.transcript())
      throw new Error([String(error), ...logs].join('\n'), { cause: error })
    }
  }

  /** Whatever still runs in there ends with it. */
  async close(): Promise<void> {
    this.network.close()
    await Promise.all(this.#running.map((program) => program.ended()))
    rmSync(this.folder, { recursive: true })
  }
}
