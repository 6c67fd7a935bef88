import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { findObstacle } from './find-obstacle.js'
import { describeObstacle, errnoOf } from './obstacle.js'
import type {
  KillSignal,
  ProcessEnding,
  ProcessRunner,
  Program,
  RunningProcess,
} from './process-runner.js'

/** What a program finds in PATH, whoever started us. */
export const defaultSearchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * Runs programs of this machine. Each gets a process group of its own, the folder `/`, nothing on
 * stdin, and no place to print to: what it prints costs nothing and holds nobody up.
 */
export class NodeProcessRunner implements ProcessRunner {
  readonly #running = new Set<NodeProcess>()

  start(program: Program, onEnd: (ending: ProcessEnding) => void): RunningProcess {
    const process = new NodeProcess(program, (ending) => {
      this.#running.delete(process)
      onEnd(ending)
    })
    this.#running.add(process)
    void process.launch()
    return process
  }

  /** The synchronous last act of a dying process: kills whatever still runs. */
  killAll(): void {
    for (const process of this.#running) process.kill('SIGKILL')
  }
}

class NodeProcess implements RunningProcess {
  readonly #program: Program
  #onEnd: ((ending: ProcessEnding) => void) | undefined
  #child: ChildProcess | undefined
  #lastSignal: KillSignal | undefined

  constructor(program: Program, onEnd: (ending: ProcessEnding) => void) {
    this.#program = program
    this.#onEnd = onEnd
  }

  async launch(): Promise<void> {
    // Starting a process waits for its exec. Where the file system hangs (NFS), that would be the
    // event loop: so the file is looked up first, by a thread that may hang.
    const obstacle = await findObstacle(this.#program.path)
    if (this.#lastSignal !== undefined) {
      this.#end({ kind: 'killed', signal: this.#lastSignal })
    } else if (obstacle === undefined) {
      this.#spawn()
    } else {
      this.#fail(obstacle)
    }
  }

  kill(signal: KillSignal): void {
    this.#lastSignal = signal
    this.#signalGroup(signal)
  }

  #spawn(): void {
    const { path, args, identity, environment } = this.#program
    const home = identity?.home ?? '/'
    try {
      this.#child = spawn(path, args, {
        cwd: '/',
        detached: true,
        stdio: 'ignore',
        env: { PATH: defaultSearchPath, HOME: home, ...environment },
        ...(identity === undefined ? {} : { uid: identity.uid, gid: identity.gid }),
      })
    } catch (error) {
      // Node throws some errors of exec, EPERM for one, and emits the others.
      this.#fail(error)
      return
    }
    this.#child.once('error', (error) => this.#fail(error))
    // Not `close`, which waits for a daemon that the program may have left behind.
    this.#child.once('exit', (code, signal) => {
      // Who is killed leaves nothing behind; who ends in peace may leave a daemon.
      if (this.#lastSignal !== undefined) this.#signalGroup('SIGKILL')
      if (code === null) this.#end({ kind: 'killed', signal: signal ?? 'SIGKILL' })
      else this.#end({ kind: 'exited', code })
    })
  }

  #signalGroup(signal: KillSignal): void {
    const pid = this.#child?.pid
    if (pid === undefined) return
    try {
      process.kill(-pid, signal)
    } catch {
      // ESRCH: it has just ended. EPERM: it is no longer ours to kill; the deadline goes on.
    }
  }

  #fail(error: unknown): void {
    this.#end({
      kind: 'cannotRun',
      code: errnoOf(error),
      message: describeObstacle(this.#program, error),
    })
  }

  #end(ending: ProcessEnding): void {
    const onEnd = this.#onEnd
    this.#onEnd = undefined
    onEnd?.(ending)
  }
}
