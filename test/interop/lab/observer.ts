import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { signalGroup } from './lab-process.js'
import type { Network } from './network.js'
import type { Observed } from './observation.js'
import { parseTsharkLine, tsharkFields } from './tshark-line.js'

/** IPsec AH may carry VRRP. Only what comes in: a switch passes each packet on several times. */
const filter =
  'inbound and (arp or icmp6 or ip proto 112 or ip proto 51 or ip6 proto 112 or udp dst port 7778)'

/** Longer than tshark takes to start on a busy machine. */
const patienceMs = 15_000

/**
 * Sees every VRRP, ARP and neighbour discovery packet that enters the switch, as tcpdump takes it
 * and tshark reads it: nothing of what is tested has a part in it. Packets that a cut drops are
 * seen as well: it tells who speaks, not who is heard.
 */
export class Observer {
  readonly observed: Observed[] = []
  readonly #pipeline: ChildProcess
  #readUntil = 0
  #longestGapMs = 0
  readonly #waiting = new Set<() => void>()

  /** @param pcapFile where the packets are kept as well. */
  constructor(network: Network, pcapFile: string) {
    const capture = [
      '-i',
      'any',
      '--immediate-mode',
      '-U',
      '-n',
      '-s',
      '2048',
      '-B',
      '16384',
      '-w',
      '-',
      filter,
    ]
    const columns = tsharkFields.flatMap((field) => ['-e', field])
    const sums = ['-o', 'ip.check_checksum:TRUE']
    const read = ['-l', '-n', '-r', '-', ...sums, '-T', 'fields', '-E', 'aggregator=,', ...columns]
    // A shell's pipes, as tshark does not read from the sockets that Node has for pipes.
    const pipeline = [
      ['ip', 'netns', 'exec', network.namespace('switch'), 'tcpdump', ...capture],
      ['tee', pcapFile],
      ['tshark', ...read],
    ]
    const command = pipeline.map((words) => words.map(quote).join(' ')).join(' | ')
    const stdio = ['ignore', 'pipe', 'ignore'] as const
    this.#pipeline = spawn('sh', ['-c', command], { stdio: [...stdio], detached: true })
    const { stdout } = this.#pipeline
    if (stdout === null) throw new Error('a pipe is missing')
    createInterface(stdout).on('line', (line) => {
      const seen = parseTsharkLine(line, (port) => network.stationAt(port))
      if (seen === undefined) return
      if (this.#readUntil > 0) {
        this.#longestGapMs = Math.max(this.#longestGapMs, seen.at - this.#readUntil)
      }
      this.#readUntil = seen.at
      if (seen.kind !== 'tick') this.observed.push(seen)
      for (const look of [...this.#waiting]) look()
    })
  }

  /** Resolves with the first packet, past or to come, that `wanted` is true of. */
  see<Wanted extends Observed>(
    wanted: (observed: Observed) => observed is Wanted,
    timeoutMs: number,
  ): Promise<Wanted | undefined>
  see(wanted: (observed: Observed) => boolean, timeoutMs: number): Promise<Observed | undefined>
  see(wanted: (observed: Observed) => boolean, timeoutMs: number): Promise<Observed | undefined> {
    return new Promise((resolve) => {
      let seen = 0
      const finish = (found: Observed | undefined): void => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve(found)
      }
      const look = (): void => {
        while (seen < this.observed.length) {
          const next = this.observed[seen]
          seen += 1
          if (next !== undefined && wanted(next)) return finish(next)
        }
      }
      const timer = setTimeout(() => finish(undefined), timeoutMs)
      this.#waiting.add(look)
      look()
    })
  }

  /** Resolves when every packet that entered the switch before `at` has been read. */
  async hasRead(at: number): Promise<void> {
    const deadline = Date.now() + patienceMs
    while (this.#readUntil <= at) {
      if (Date.now() > deadline) throw new Error('the observer reads no packets')
      await sleep(10)
    }
  }

  /**
   * For how long nobody sent anything since the last call, though there are ticks: how late this
   * machine lets a program be.
   */
  takeLongestGapMs(): number {
    const longest = this.#longestGapMs
    this.#longestGapMs = 0
    return longest
  }

  close(): void {
    signalGroup(this.#pipeline, 'SIGKILL')
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
