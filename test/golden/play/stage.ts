import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { fromSource } from '../../support/program.js'
import { Lab } from '../../interop/lab/lab.js'
import type { LabProcess } from '../../interop/lab/lab-process.js'
import type { RouterName } from '../../interop/lab/stations.js'
import type { Action, Step } from '../scenario.js'
import { markOf } from '../scenario.js'
import { parseAddressLine } from '../trace/address-line.js'
import { happeningOf } from '../trace/happening.js'
import type { Happening } from '../trace/happening.js'
import { RouterHome } from './router-home.js'
import { commandOf } from './router-program.js'
import type { ProgramName } from './router-program.js'
import { addSecondLink, secondLink } from './second-link.js'
import { upMs } from './timeline.js'
import type { Load } from './timeline.js'

const injector = fileURLToPath(new URL('inject.ts', import.meta.url))
const asker = fileURLToPath(new URL('ask.mjs', import.meta.url))
const routerNames: readonly RouterName[] = ['A', 'B']

/** What Holdfast writes when all of it is loaded. */
const readsConfiguration = 'Configuration file'

/** And when it runs. */
const isUp = /Entering|Startup complete/
/** From its start, on a machine at rest. */
const keepalivedUpMs = 25

/** For a program to start on a busy machine. */
const patienceMs = 20_000

/**
 * What a program goes on loading in a process beside it, the one that runs scripts, when it is held
 * itself: scripts of its first state would come late by that.
 */
const besideMs = 500

/** Of tick.mjs. */
const tickMs = 20

/** Everything before the first step may take this long to be seen. */
const settledMs = 300

export type Cast = Readonly<Record<RouterName, { program: ProgramName; configuration: string }>>

/** A lab in which a scenario is played, and what has happened in it. */
export class Stage implements Disposable {
  readonly #lab = new Lab()
  readonly #above = mkdtempSync(join(tmpdir(), 'holdfast-golden-'))
  readonly #remove = (): void => rmSync(this.#above, { recursive: true, force: true })
  readonly #cast: Cast
  readonly #homes: Readonly<Record<RouterName, RouterHome>>
  readonly #monitors: Readonly<Record<RouterName, LabProcess>>
  readonly #routers: Record<RouterName, LabProcess[]> = { A: [], B: [] }
  readonly #marks: Happening[] = []
  readonly #asking: Promise<void>[] = []
  readonly #loaded = new Map<RouterName, LabProcess>()
  readonly #holding: Promise<void>[] = []
  #up: Promise<number> | undefined
  /** How late a program was up, at the worst; Infinity when one was let go at another time. */
  #latestMs = 0
  /** Of the client, ready to act. */
  readonly #standby = new Map<Action, LabProcess>()

  constructor(cast: Cast) {
    process.on('exit', this.#remove)
    this.#cast = cast
    const { network } = this.#lab
    const home = (name: RouterName): RouterHome =>
      new RouterHome(this.#above, name, cast[name].configuration)
    this.#homes = { A: home('A'), B: home('B') }
    const monitor = (name: RouterName): LabProcess =>
      this.#lab.spawn(name, 'env', 'TZ=UTC', 'ip', '-o', '-ts', 'monitor', 'address')
    this.#monitors = { A: monitor('A'), B: monitor('B') }
    for (const name of routerNames) {
      this.#lab.spawnHelper(name, 'echo.mjs')
      addSecondLink(network, name)
    }
  }

  /** Resolves when the scenario may begin. */
  async prepare(steps: readonly Step[]): Promise<void> {
    for (const { action } of steps) {
      const words = standbyOf(action)
      if (words !== undefined) this.#standby.set(action, this.#lab.spawn('C', ...words))
    }
    await Promise.all([...this.#standby.values()].map((program) => program.printed(/^ready/)))
    await this.#lab.observer.hasRead(Date.now() + settledMs)
    this.#lab.observer.takeLongestGapMs()
  }

  perform(action: Action | Load): void {
    switch (action.does) {
      case 'load':
        return this.#load(action.router)
      case 'ping':
        this.#asking.push(this.#ping(action))
        return
      case 'list rules': {
        const rules = this.#lab.network.exec(action.router, 'nft', ['list', 'ruleset'])
        this.mark(`${markOf(action)} ${rules.replaceAll(/\s+/g, ' ')}`.trim())
        return
      }
      default:
        this.mark(markOf(action))
        this.#act(action)
    }
  }

  mark(text: string): void {
    this.#marks.push({ kind: 'MARK', at: Date.now(), who: '-', text })
  }

  /** Everything until now. */
  async happenings(): Promise<readonly Happening[]> {
    await Promise.all(this.#asking)
    await this.#lab.observer.hasRead(Date.now())
    return [
      ...this.#marks,
      ...this.#lab.observer.observed.flatMap((observed) => happeningOf(observed) ?? []),
      ...routerNames.flatMap((name) => [
        ...this.#monitors[name].lines.flatMap((line) => parseAddressLine(line, name) ?? []),
        ...this.#homes[name].notifications(),
      ]),
    ]
  }

  /** Resolves when everything that is being loaded is held, and what it loads beside is there. */
  async held(): Promise<void> {
    await inTime(Promise.all(this.#holding))
  }

  /**
   * When a scenario begins for the first one that was loaded and let go, in milliseconds since 1970;
   * undefined when there is none.
   */
  upAt(): Promise<number | undefined> {
    return this.#up ?? Promise.resolve(undefined)
  }

  /** What the programs in the place of a router wrote, one after the other. */
  log(name: RouterName): readonly string[] {
    return this.#routers[name].flatMap(({ lines }) => lines)
  }

  /** How late this machine has let somebody be, since the scenario began. */
  latenessMs(): number {
    return Math.max(this.#latestMs, this.#lab.observer.takeLongestGapMs() - tickMs)
  }

  get pcapFile(): string {
    return this.#lab.pcapFile
  }

  [Symbol.dispose](): void {
    this.#lab.close()
    this.#remove()
    process.off('exit', this.#remove)
  }

  #act(action: Exclude<Action, { does: 'ping' | 'list rules' }>): void {
    const { network } = this.#lab
    switch (action.does) {
      case 'start':
        return this.#start(action.router)
      case 'stop':
        if (action.signal === 'SIGKILL') this.#running(action.router).sendToGroup('SIGKILL')
        else this.#running(action.router).send(action.signal)
        return
      case 'reload':
        this.#homes[action.router].edit(action.replace, action.by)
        return this.#running(action.router).send('SIGHUP')
      case 'pull':
        if (action.link === 'eth0') return network.pullCable(action.router)
        return secondLink(network, action.router, 'down')
      case 'plug':
        if (action.link === 'eth0') return network.plugCable(action.router)
        return secondLink(network, action.router, 'up')
      case 'cut':
        return network.cut(action.router)
      case 'heal':
        return network.heal(action.router)
      case 'break':
        return this.#homes[action.router].breakScript()
      case 'mend':
        return this.#homes[action.router].mendScript()
      case 'inject':
        return this.#standby.get(action)?.send('SIGUSR2')
      case 'stop injecting':
        for (const program of this.#standby.values()) program.send('SIGTERM')
    }
  }

  #start(name: RouterName): void {
    const loaded = this.#loaded.get(name)
    this.#loaded.delete(name)
    if (loaded === undefined) return void this.#spawn(name)
    // It has not come so far, or further than it should have.
    if (!isHeld(loaded)) this.#latestMs = Infinity
    const goAt = Date.now()
    const up = inTime(loaded.printed(isUp)).then(() => {
      this.#latestMs = Math.max(this.#latestMs, Date.now() - goAt - upMs)
      return Date.now() - keepalivedUpMs
    })
    this.#up ??= up
    loaded.send('SIGCONT')
    // It counts for those who wait for it.
    up.catch(() => undefined)
  }

  /** Until it reads its configuration, where it is held. */
  #load(name: RouterName): void {
    const loaded = this.#spawn(name)
    this.#loaded.set(name, loaded)
    const held = loaded.printed(new RegExp(readsConfiguration)).then(() => {
      // Whoever was let go before is not to be held any more.
      if (this.#loaded.get(name) !== loaded) return
      loaded.send('SIGSTOP')
      return sleep(besideMs)
    })
    this.#holding.push(held)
    // It counts for those who wait for it.
    held.catch(() => undefined)
  }

  #spawn(name: RouterName): LabProcess {
    const before = this.#routers[name].at(-1)
    if (before?.isRunning === true) throw new Error(`${name} has not ended`)
    const command = commandOf(this.#cast[name].program, this.#homes[name])
    const program = this.#lab.spawn(name, ...command)
    this.#routers[name].push(program)
    return program
  }

  #running(name: RouterName): LabProcess {
    const running = this.#routers[name].at(-1)
    if (running?.isRunning !== true) throw new Error(`${name} has ended`)
    return running
  }

  async #ping(action: Action): Promise<void> {
    const program = this.#standby.get(action)
    program?.send('SIGUSR2')
    this.mark(`${markOf(action)} ${(await program?.printed(/^(answered|lost)$/)) ?? ''}`)
  }
}

async function inTime<Value>(promise: Promise<Value>): Promise<Value> {
  const late = new AbortController()
  const timeout = sleep(patienceMs, undefined, { signal: late.signal }).then(() => {
    throw new Error('a program does not start')
  })
  try {
    return await Promise.race([promise, timeout])
  } finally {
    timeout.catch(() => undefined)
    late.abort()
  }
}

function isHeld({ lines }: LabProcess): boolean {
  return (
    lines.some((line) => line.includes(readsConfiguration)) &&
    !lines.some((line) => isUp.test(line))
  )
}

/** What is started before the scenario, for an action of the client. */
function standbyOf(action: Action): readonly [string, ...string[]] | undefined {
  switch (action.does) {
    case 'ping':
      return [process.execPath, asker, action.address]
    case 'inject':
      return [process.execPath, ...fromSource, injector]
    default:
      return undefined
  }
}
