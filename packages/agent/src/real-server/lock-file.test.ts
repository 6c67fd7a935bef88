import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLockFile } from './lock-file.js'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-lock-'))
  path = join(folder, 'state', 'record.lock')
})

afterEach(() => rmSync(folder, { recursive: true }))

test('is there while it is done, and gone afterwards, however that ends', async () => {
  const holder = await withLockFile(path, () => readFileSync(path, 'utf8'))
  expect(holder).toBe(String(process.pid))
  const failure = withLockFile(path, () => {
    throw new Error('refused')
  })
  await expect(failure).rejects.toThrow('refused')
  expect(existsSync(path)).toBe(false)
})

test('of a process that lives is waited for, and left to it', async () => {
  await withLockFile(path, () => undefined)
  writeFileSync(path, String(process.ppid))
  const second = withLockFile(path, () => 'done', { patienceMs: 0 })
  await expect(second).rejects.toThrow(`${path} is that of process ${process.ppid}`)
  const third = withLockFile(path, () => 'done')
  rmSync(path)
  expect(await third).toBe('done')
})

test('of a process that died is taken over', async () => {
  await withLockFile(path, () => undefined)
  const { pid } = spawnSync(process.execPath, ['--version'])
  writeFileSync(path, String(pid))
  expect(await withLockFile(path, () => 'done')).toBe('done')
  expect(readdirSync(join(folder, 'state'))).toEqual([])
})

test('where no file can be made, it says so', async () => {
  writeFileSync(join(folder, 'state'), '')
  const failed = withLockFile(path, () => undefined)
  await expect(failed).rejects.toMatchObject({ code: 'ERR_HOLDFAST_REAL_SERVER' })
})
