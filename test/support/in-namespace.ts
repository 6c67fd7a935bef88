import { execFile, execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, test } from 'vitest'

const run = promisify(execFile)
const marker = 'HOLDFAST_TEST_NAMESPACE'

/**
 * Runs the tests of a file in a network namespace of its own: a process cannot move there, so the
 * file is run once more, by a test runner that was started there. Pass `import.meta.url`.
 */
export function inNamespace(fileUrl: string, define: () => void, timeoutMs = 120_000): void {
  if (process.env[marker] !== undefined) {
    describe('in a namespace', define)
    return
  }
  const file = fileURLToPath(fileUrl)
  test('passes in a network namespace of its own', { timeout: timeoutMs }, async () => {
    const name = `holdfast-${process.pid}-${Math.trunc(performance.now())}`
    execFileSync('ip', ['netns', 'add', name])
    try {
      execFileSync('ip', ['-n', name, 'link', 'set', 'lo', 'up'])
      await runInside(name, file, timeoutMs)
    } finally {
      execFileSync('ip', ['netns', 'delete', name])
    }
  })
}

/** What the inner run prints is the test's own output, also when it passes: it holds measurements. */
async function runInside(namespace: string, file: string, timeout: number): Promise<void> {
  const vitest = ['npx', 'vitest', 'run', '--config', 'vitest.root.config.ts', file]
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const env = { ...process.env, [marker]: namespace, NO_COLOR: '1' }
  try {
    const { stdout } = await run('ip', ['netns', 'exec', namespace, ...vitest], {
      cwd: root,
      env,
      timeout,
    })
    process.stdout.write(stdout)
  } catch (error) {
    const { stdout = '', stderr = String(error) } = error as { stdout?: string; stderr?: string }
    // Not as its cause: it repeats all of the output, twice.
    throw new Error(`the tests failed in the namespace\n${stdout}\n${stderr}`)
  }
}

/** `ip` with these arguments, in the namespace the process is in. */
export function ip(...words: readonly string[]): string {
  return execFileSync('ip', words, { encoding: 'utf8', maxBuffer: 64 << 20 })
}

/** What `ip -j` prints, unchecked: the tests that compare it know its shape. */
export function ipJson(...words: readonly string[]): unknown {
  const text = ip('-j', ...words)
  return text.trim() === '' ? [] : JSON.parse(text)
}
