import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { NodeProcessRunner } from './node-process-runner.js'
import type { ProcessEnding, Program } from './process-runner.js'

const run = (program: Program): Promise<ProcessEnding> =>
  new Promise((resolve) => void new NodeProcessRunner().start(program, resolve))

test('a program runs as another user, without our groups, and cannot run what is not its own', async () => {
  const folder = mkdtempSync('/tmp/holdfast-identity-')
  try {
    chmodSync(folder, 0o777)
    const identity = { uid: 65_534, gid: 65_533, home: '/nonexistent' }
    const out = join(folder, 'who')
    const line = `echo $(id -u) $(id -g) $(id -G) $HOME > ${out}`
    expect(await run({ path: '/bin/sh', args: ['-c', line], identity })).toEqual({
      kind: 'exited',
      code: 0,
    })
    expect(readFileSync(out, 'utf8')).toBe('65534 65533 65533 /nonexistent\n')

    const mine = join(folder, 'mine')
    writeFileSync(mine, '#!/bin/sh\n')
    chmodSync(mine, 0o700)
    expect(await run({ path: mine, args: [] })).toEqual({ kind: 'exited', code: 0 })
    expect(await run({ path: mine, args: [], identity })).toEqual({
      kind: 'cannotRun',
      code: 'EACCES',
      message: `${mine} is not executable as user 65534, group 65533`,
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
