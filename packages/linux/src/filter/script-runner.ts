import { spawn, spawnSync } from 'node:child_process'
import type { SpawnSyncReturns } from 'node:child_process'

/** What came of a run of a program. */
export type ScriptOutcome =
  | { readonly ok: true }
  /** `missing`: there is no such program; `refused`: it ended with an error. */
  | { readonly ok: false; readonly cause: 'missing' | 'refused'; readonly message: string }

/** Hands a script to a program, such as `nft -f -`. Nothing of it throws. */
export interface ScriptRunner {
  /** `done` is called once, later, unless the returned function, which kills it, was called first. */
  run(script: string, done: (outcome: ScriptOutcome) => void): () => void

  /** Waits for the end of it, at most so long. */
  runNow(script: string, timeoutMs: number): ScriptOutcome
}

/** Programs of administrators are not on everybody's path. */
const adminPath = '/usr/sbin:/sbin'
const longestMessage = 2000

/** Runs `nft -f -`. */
export const nftRunner: ScriptRunner = {
  run: (script, done) => {
    const child = spawn('nft', ['-f', '-'], { stdio: ['pipe', 'ignore', 'pipe'], env: childEnv() })
    let message = ''
    let isOver = false
    const end = (outcome: ScriptOutcome): void => {
      if (isOver) return
      isOver = true
      done(outcome)
    }
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      message = (message + text).slice(0, longestMessage)
    })
    child.on('error', (error) => end(failedToRun(error)))
    child.on('close', (status) => end(ended(status, message)))
    // It may be gone before it has read everything.
    child.stdin.on('error', () => undefined)
    child.stdin.end(script)
    return () => {
      isOver = true
      child.kill('SIGKILL')
    }
  },
  runNow: (script, timeoutMs) => {
    const run: SpawnSyncReturns<string> = spawnSync('nft', ['-f', '-'], {
      input: script,
      stdio: ['pipe', 'ignore', 'pipe'],
      env: childEnv(),
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      encoding: 'utf8',
    })
    return run.error === undefined ? ended(run.status, run.stderr) : failedToRun(run.error)
  },
}

function childEnv(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH ?? ''}:${adminPath}` }
}

function failedToRun(error: NodeJS.ErrnoException): ScriptOutcome {
  const cause = error.code === 'ENOENT' ? 'missing' : 'refused'
  return { ok: false, cause, message: error.message }
}

function ended(status: number | null, message: string): ScriptOutcome {
  if (status === 0) return { ok: true }
  const text = message.trim().split('\n')[0] ?? ''
  const fate = status === null ? 'was killed' : `ended with ${status}`
  return { ok: false, cause: 'refused', message: text === '' ? `it ${fate}` : text }
}
