import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ForkedProcessRunner } from './forked-process-runner.js'
import type { ProcessEnding } from './process-runner.js'

const childFile = fileURLToPath(new URL('../runner-child.ts', import.meta.url))
const execArgv = ['--conditions=@holdfast/source', '--import', 'tsx']

interface Setting {
  readonly runner: ForkedProcessRunner
  readonly children: readonly ChildProcess[]
  readonly run: (path: string, ...args: string[]) => Promise<ProcessEnding>
}

function setUp(): Setting {
  const children: ChildProcess[] = []
  const runner = new ForkedProcessRunner({
    fork: () => {
      const child = fork(childFile, { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
      children.push(child)
      return child
    },
  })
  const run = (path: string, ...args: string[]): Promise<ProcessEnding> =>
    new Promise((resolve) => void runner.start({ path, args }, resolve))
  return { runner, children, run }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

test('runs programs, one process for all of them, and kills them', async () => {
  const { runner, children, run } = setUp()
  const endings = await Promise.all([
    run('/bin/sh', '-c', 'exit 3'),
    run('/no/such/file'),
    new Promise<ProcessEnding>((resolve) => {
      runner.start({ path: '/bin/sleep', args: ['60'] }, resolve).kill('SIGKILL')
    }),
  ])
  expect(endings).toEqual([
    { kind: 'exited', code: 3 },
    { kind: 'cannotRun', code: 'ENOENT', message: '/no/such/file does not exist' },
    { kind: 'killed', signal: 'SIGKILL' },
  ])
  expect(children).toHaveLength(1)
  await runner.close()
  expect(children[0]?.exitCode).toBe(0)
  await runner.close()
})

test('when the process is killed, what ran has failed, and the next program finds a new one', async () => {
  const { runner, children, run } = setUp()
  const lost = run('/bin/sleep', '2')
  await run('/bin/true')
  children[0]?.kill('SIGKILL')
  expect(await lost).toMatchObject({ kind: 'cannotRun', code: 'ERR_RUNNER_LOST' })
  expect(await run('/bin/true')).toEqual({ kind: 'exited', code: 0 })
  expect(children).toHaveLength(2)
  await runner.close()
})

test('programs do not outlive the one who wanted them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-forked-'))
  try {
    const { runner, run, children } = setUp()
    const pidFile = join(folder, 'pid')
    void run('/bin/sh', '-c', `echo $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; sleep 60`)
    await until(() => existsSync(pidFile))
    // Meant for the whole service; the runner waits for its parent to end.
    children[0]?.kill('SIGTERM')
    expect(await run('/bin/true')).toEqual({ kind: 'exited', code: 0 })
    await runner.close()
    await until(() => !isAlive(Number(readFileSync(pidFile, 'utf8'))))
  } finally {
    rmSync(folder, { recursive: true })
  }
})
