import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { Program } from '../../../test/support/program.js'

test('a reader that goes away ends it quietly', async () => {
  const bin = fileURLToPath(new URL('../bin/holdfast.js', import.meta.url))
  const child = spawn(process.execPath, [bin, 'help'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let complaint = ''
  child.stderr.on('data', (data: Buffer) => {
    complaint += data.toString()
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect(complaint).toBe('')
  expect(code).toBe(141)
})

test('with an empty configuration it runs until it is told to stop', async () => {
  const bin = fileURLToPath(new URL('../bin/holdfast.js', import.meta.url))
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-main-'))
  const file = join(folder, 'keepalived.conf')
  writeFileSync(file, '')
  await using agent = new Program(process.execPath, [bin, '-f', file, '--state-dir', folder])
  try {
    await agent.printed(/Startup complete/)
    // Nothing that runs in it would keep the process.
    await setTimeout(200)
    agent.send('SIGTERM')
    expect(await agent.ended()).toBe(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
