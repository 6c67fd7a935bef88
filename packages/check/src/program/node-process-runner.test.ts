import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NodeProcessRunner } from './node-process-runner.js'
import type { ProcessEnding, Program, RunningProcess } from './process-runner.js'

// What only the operating system can answer: real processes, and no waiting beyond their own.

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-runner-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

function script(name: string, text: string, mode = 0o755): Program {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return { path, args: [] }
}

function start(program: Program): {
  readonly process: RunningProcess
  readonly ending: Promise<ProcessEnding>
} {
  let process: RunningProcess | undefined
  const ending = new Promise<ProcessEnding>((resolve) => {
    process = new NodeProcessRunner().start(program, resolve)
  })
  return { process: process!, ending }
}

const run = (program: Program): Promise<ProcessEnding> => start(program).ending

/** Resolves once the script has made this file. */
async function appears(path: string): Promise<void> {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Resolves once the process is gone, or a zombie that nobody reaps. */
async function dies(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('how a program ends', () => {
  test('exit codes', async () => {
    expect(await run({ path: '/bin/true', args: [] })).toEqual({ kind: 'exited', code: 0 })
    expect(await run({ path: '/bin/false', args: [] })).toEqual({ kind: 'exited', code: 1 })
    expect(await run({ path: '/bin/sh', args: ['-c', 'exit 254'] })).toEqual({
      kind: 'exited',
      code: 254,
    })
  })

  test('its own signal', async () => {
    const program = { path: '/bin/sh', args: ['-c', 'kill -SEGV $$'] }
    expect(await run(program)).toEqual({ kind: 'killed', signal: 'SIGSEGV' })
  })

  test.each([
    ['missing', () => ({ path: join(folder, 'missing'), args: [] }), 'ENOENT', 'does not exist'],
    ['a folder', () => ({ path: folder, args: [] }), 'EISDIR', 'is not a file'],
    ['not executable', () => script('plain', '#!/bin/sh\n', 0o644), 'EACCES', 'is not executable'],
    ['without a first line', () => script('bare', 'exit 0\n'), 'ENOEXEC', 'a first line such as'],
    ['empty', () => script('empty', ''), 'ENOEXEC', 'a first line such as'],
    ['without its interpreter', () => script('lost', '#!/no/such\n'), 'ENOENT', 'the interpreter'],
    [
      'too many arguments',
      () => ({ path: '/bin/true', args: ['x'.repeat(200_000)] }),
      'E2BIG',
      'are too long',
    ],
  ])('%s: cannot be run', async (_, program, code, message) => {
    expect(await run(program())).toEqual({
      kind: 'cannotRun',
      code,
      message: expect.stringContaining(message) as string,
    })
  })
})

describe('what a program is given', () => {
  test('its arguments as they are, a small environment, the folder / and no stdin', async () => {
    const out = join(folder, 'given')
    const { path } = script(
      'show',
      `#!/bin/sh
      { printf '[%s]' "$@"; echo; env | grep -v -E '^(_|SHLVL|OLDPWD)=' | sort; pwd; cat; } > ${out}
    `,
    )
    const args = ['a b', '$HOME', '*', '']
    expect(await run({ path, args, environment: { EXTRA: '1' } })).toEqual({
      kind: 'exited',
      code: 0,
    })
    expect(readFileSync(out, 'utf8').split('\n')).toEqual([
      '[a b][$HOME][*][]',
      'EXTRA=1',
      'HOME=/',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'PWD=/',
      '/',
      '',
    ])
  })

  test('a place to print a gigabyte to, at no cost of ours', async () => {
    const before = process.cpuUsage()
    const program = { path: '/bin/sh', args: ['-c', 'head -c 1000000000 /dev/zero; exit 7'] }
    expect(await run(program)).toEqual({ kind: 'exited', code: 7 })
    const { user, system } = process.cpuUsage(before)
    // Reading it all would take a second or so.
    expect(user + system).toBeLessThan(300_000)
  })

  test('the end, although a daemon of its own still holds its output', async () => {
    const pidFile = join(folder, 'daemon.pid')
    const { path } = script('fork', `#!/bin/sh\nsleep 60 &\necho $! > ${pidFile}\nexit 0\n`)
    expect(await run({ path, args: [] })).toEqual({ kind: 'exited', code: 0 })
    const pid = Number(readFileSync(pidFile, 'utf8'))
    // Whoever ends in peace may leave a daemon behind.
    expect(isAlive(pid)).toBe(true)
    process.kill(pid, 'SIGKILL')
  })
})

describe('kill', () => {
  test('TERM ends a script and what it waits for', async () => {
    const pidFile = join(folder, 'child.pid')
    const program = script(
      'wait',
      `#!/bin/sh\nsleep 60 &\necho $! > ${pidFile}.new
      mv ${pidFile}.new ${pidFile}\nwait\n`,
    )
    const { process: running, ending } = start(program)
    await appears(pidFile)
    running.kill('SIGTERM')
    expect(await ending).toEqual({ kind: 'killed', signal: 'SIGTERM' })
    await dies(Number(readFileSync(pidFile, 'utf8')))
  })

  test('KILL ends a script that ignores TERM, and a child that does too', async () => {
    const pidFile = join(folder, 'deaf.pid')
    const program = script(
      'deaf',
      `#!/bin/sh\ntrap '' TERM\nsleep 60 &\necho $! > ${pidFile}.new
      mv ${pidFile}.new ${pidFile}\nwhile :; do wait; done\n`,
    )
    const { process: running, ending } = start(program)
    await appears(pidFile)
    const pid = Number(readFileSync(pidFile, 'utf8'))
    running.kill('SIGTERM')
    expect(isAlive(pid)).toBe(true)
    running.kill('SIGKILL')
    expect(await ending).toEqual({ kind: 'killed', signal: 'SIGKILL' })
    await dies(pid)
    // Too late to matter, and harmless.
    running.kill('SIGKILL')
  })

  test('a child that ignores TERM does not outlive its parent that obeyed', async () => {
    const pidFile = join(folder, 'orphan.pid')
    const program = script(
      'obey',
      `#!/bin/sh\n(trap '' TERM; echo ok > ${pidFile}.ready
      while :; do sleep 1; done) &\necho $! > ${pidFile}\nwait\n`,
    )
    const { process: running, ending } = start(program)
    await Promise.all([appears(`${pidFile}.ready`), appears(pidFile)])
    running.kill('SIGTERM')
    expect(await ending).toEqual({ kind: 'killed', signal: 'SIGTERM' })
    await dies(Number(readFileSync(pidFile, 'utf8')))
  })

  test('before the process exists: it is never started', async () => {
    const mark = join(folder, 'mark')
    const { process: running, ending } = start({ path: '/usr/bin/touch', args: [mark] })
    running.kill('SIGTERM')
    expect(await ending).toEqual({ kind: 'killed', signal: 'SIGTERM' })
    expect(existsSync(mark)).toBe(false)
  })

  test('all at once, without waiting', async () => {
    const runner = new NodeProcessRunner()
    const program = { path: '/bin/sleep', args: ['60'] }
    const endings = [program, program].map(
      (each) => new Promise<ProcessEnding>((resolve) => runner.start(each, resolve)),
    )
    runner.killAll()
    expect(await Promise.all(endings)).toEqual([
      { kind: 'killed', signal: 'SIGKILL' },
      { kind: 'killed', signal: 'SIGKILL' },
    ])
  })
})
