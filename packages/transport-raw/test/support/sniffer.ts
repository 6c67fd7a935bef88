import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { within } from './agent.js'

/** tcpdump in a namespace, and tshark's opinion of what it caught: no code of ours. */
export class Sniffer implements Disposable {
  readonly #folder: string
  readonly #file: string
  readonly #child: ChildProcess
  readonly #listening: Promise<void>

  constructor(namespace: string, interfaceName: string) {
    this.#folder = mkdtempSync(join(tmpdir(), 'holdfast-sniffer-'))
    this.#file = join(this.#folder, 'frames.pcap')
    const tcpdump = ['tcpdump', '-Z', 'root', '-i', interfaceName, '-U', '--immediate-mode']
    this.#child = spawn('ip', ['netns', 'exec', namespace, ...tcpdump, '-w', this.#file], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#listening = new Promise((resolve) => {
      createInterface(this.#child.stderr!).on('line', (line) => {
        if (line.includes('listening on')) resolve()
      })
    })
  }

  async listening(): Promise<void> {
    await within(this.#listening, 'tcpdump')
  }

  /** Stops, and gives fields of every frame that a display filter lets through. */
  async fields(displayFilter: string, ...names: readonly string[]): Promise<readonly string[]> {
    if (this.#child.exitCode === null) {
      const ended = once(this.#child, 'exit')
      this.#child.kill('SIGINT')
      await within(ended, 'the end of tcpdump')
    }

    const preferences = ['-o', 'ip.check_checksum:TRUE']
    const fields = names.flatMap((name) => ['-e', name])
    const args = ['-r', this.#file, ...preferences, '-Y', displayFilter, '-T', 'fields', ...fields]
    const text = execFileSync('tshark', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return text.split('\n').filter((line) => line !== '')
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
