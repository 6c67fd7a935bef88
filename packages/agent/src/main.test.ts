import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

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
