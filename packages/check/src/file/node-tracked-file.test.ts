import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { initialiseFile } from './initialise-file.js'
import { NodeTrackedFile } from './node-tracked-file.js'
import { trackFile } from './track-file.js'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-file-'))
  path = join(folder, 'number')
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('NodeTrackedFile', () => {
  test('reads the beginning of a file, and nothing of what is none', async () => {
    const file = new NodeTrackedFile(path)
    expect(await file.read()).toBe('')
    writeFileSync(path, '-12\n')
    expect(await file.read()).toBe('-12\n')
    writeFileSync(path, '1'.repeat(1_000_000))
    expect(await file.read()).toHaveLength(4096)
    expect(await new NodeTrackedFile(folder).read()).toBe('')
    expect(await new NodeTrackedFile('/dev/zero').read()).toBe('')
  })

  test('a FIFO that nobody writes to does not block', async () => {
    execFileSync('mkfifo', [path])
    expect(await new NodeTrackedFile(path).read()).toBe('')
  })

  test('a folder that does not exist cannot be watched, which is no error', () => {
    const cancel = new NodeTrackedFile('/no/such/folder/file').hint(() => undefined)
    cancel()
  })
})

test('a change is seen long before the next look, also when the file is replaced', async () => {
  const contents: string[] = []
  let onReport: (() => void) | undefined
  const seen = async (count: number): Promise<void> => {
    while (contents.length < count) await new Promise<void>((resolve) => (onReport = resolve))
  }
  const reportFile = (_: string, content: string): void => {
    contents.push(content)
    onReport?.()
  }
  writeFileSync(path, '1')
  const stop = trackFile({ reportFile }, { name: 'f', file: path, intervalMs: 60_000 })
  await seen(1)
  writeFileSync(path, '2')
  await seen(2)
  writeFileSync(`${path}.new`, '3')
  renameSync(`${path}.new`, path)
  await seen(3)
  stop()
  expect(contents).toEqual(['1', '2', '3'])
})

test('initialiseFile leaves an existing file alone unless told otherwise', async () => {
  await initialiseFile(path)
  expect(readFileSync(path, 'utf8')).toBe('0\n')
  await initialiseFile(path, { value: 5 })
  expect(readFileSync(path, 'utf8')).toBe('0\n')
  await initialiseFile(path, { value: -5, overwrite: true })
  expect(readFileSync(path, 'utf8')).toBe('-5\n')
  await expect(initialiseFile('/no/such/folder/file')).rejects.toThrow('ENOENT')
})
