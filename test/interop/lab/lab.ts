import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LabProcess } from './lab-process.js'
import { Network } from './network.js'
import { Observer } from './observer.js'
import type { StationName } from './stations.js'

const openLabs = new Set<Lab>()
process.on('exit', () => {
  for (const lab of openLabs) lab.close()
})

let count = 0

/** A network, its observer and the programs in it. Closing is synchronous: it also works at exit. */
export class Lab implements Disposable {
  readonly network: Network
  readonly observer: Observer
  /** A folder of its own for configurations, sockets and captures. */
  readonly folder: string
  readonly #programs: LabProcess[] = []

  constructor() {
    count += 1
    this.folder = mkdtempSync(join(tmpdir(), 'holdfast-interop-'))
    // FRR's daemons give up root and still have to write here.
    chmodSync(this.folder, 0o777)
    this.network = new Network(String(count))
    openLabs.add(this)
    this.observer = new Observer(this.network, this.pcapFile)
    this.spawnHelper('C', 'tick.mjs')
  }

  get pcapFile(): string {
    return join(this.folder, 'packets.pcap')
  }

  /** Starts a program at a station; it ends with the lab at the latest. */
  spawn(place: StationName, command: string, ...args: readonly string[]): LabProcess {
    const program = new LabProcess(this.network.namespace(place), command, args)
    this.#programs.push(program)
    return program
  }

  /** Starts one of the programs beside this file. */
  spawnHelper(place: StationName, file: string, ...args: readonly string[]): LabProcess {
    const path = fileURLToPath(new URL(file, import.meta.url))
    return this.spawn(place, process.execPath, path, ...args)
  }

  close(): void {
    if (!openLabs.delete(this)) return
    for (const program of this.#programs) program.sendToGroup('SIGKILL')
    this.observer.close()
    this.network.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
