import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFifo } from './open-fifo.js'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-fifo-'))
  path = join(folder, 'events')
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('makes the FIFO, keeps lines for a reader who comes later, and removes what it made', async () => {
  const end = await openFifo(path)
  expect(statSync(path).isFIFO()).toBe(true)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(end.write('INSTANCE "VI_1" BACKUP 100\n')).toBe(true)
  expect(end.write('INSTANCE "VI_1" MASTER 100\n')).toBe(true)
  const reader = await open(path)
  const { buffer, bytesRead } = await reader.read()
  await reader.close()
  expect(buffer.toString('utf8', 0, bytesRead)).toBe(
    'INSTANCE "VI_1" BACKUP 100\nINSTANCE "VI_1" MASTER 100\n',
  )
  // The reader is gone, which is nothing to us.
  expect(end.write('INSTANCE "VI_1" STOP 100\n')).toBe(true)
  end.close()
  expect(existsSync(path)).toBe(false)
})

test('a FIFO nobody reads takes 64 KiB and then says no, without blocking', async () => {
  const end = await openFifo(path)
  const line = `${'x'.repeat(1023)}\n`
  let written = 0
  while (end.write(line)) written += 1
  expect(written).toBe(64)
  end.close()
})

test('a FIFO that was there stays there', async () => {
  execFileSync('mkfifo', [path])
  const end = await openFifo(path)
  end.close()
  expect(existsSync(path)).toBe(true)
})

test('anything else at its place is left alone', async () => {
  writeFileSync(path, 'precious')
  await expect(openFifo(path)).rejects.toThrow(`${path} exists and is not a FIFO`)
  await expect(openFifo('/no/such/folder/fifo')).rejects.toThrow('mkfifo')
})
