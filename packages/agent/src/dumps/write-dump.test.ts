import { execFileSync } from 'node:child_process'
import { linkSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import { writeDump } from './write-dump.js'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-dump-'))
  path = join(folder, 'keepalived.data')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

test('a file for the eyes of its user, and nothing left of the one before', async () => {
  await writeDump(path, 'a longer text')
  await writeDump(path, 'short')
  expect(readFileSync(path, 'utf8')).toBe('short')
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a symbolic link is not followed', async () => {
  const target = join(folder, 'target')
  writeFileSync(target, 'precious')
  symlinkSync(target, path)
  await expect(writeDump(path, 'text')).rejects.toMatchObject({ code: 'ELOOP' })
  expect(readFileSync(target, 'utf8')).toBe('precious')
})

test('nor is another name of a file, or a FIFO, taken', async () => {
  const target = join(folder, 'target')
  writeFileSync(target, 'precious')
  linkSync(target, path)
  await expect(writeDump(path, 'text')).rejects.toThrow(`${path} has other names`)
  expect(readFileSync(target, 'utf8')).toBe('precious')

  const fifo = join(folder, 'fifo')
  execFileSync('mkfifo', [fifo])
  // Nobody reads it.
  await expect(writeDump(fifo, 'text')).rejects.toMatchObject({ code: 'ENXIO' })
  await expect(writeDump(folder, 'text')).rejects.toMatchObject({ code: 'EISDIR' })
})

test('the configuration says where they go', async () => {
  const config = `
global_defs {
    state_dump_file ${path}
    stats_dump_file ${folder}/
}`
  const agent = createAgent({ config, ports: new SimCluster().addNode('a') })
  expect(await Promise.all([agent.writeDump('data'), agent.writeDump('data')])).toEqual([
    path,
    path,
  ])
  expect(await agent.writeDump('stats')).toBe(join(folder, 'keepalived.stats'))
  expect(readFileSync(path, 'utf8')).toBe(agent.dump('data'))
  await agent.stop()
})
