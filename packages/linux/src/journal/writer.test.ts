import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { currentWriter, fateOf, parseStartTime } from './writer.js'
import type { Writer } from './writer.js'

const fields = 'S 1 42 42 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 11 0 98765 1 2 3'

describe('parseStartTime', () => {
  it.each([
    [`42 (node) ${fields}`, '98765'],
    [`42 (a ) b (c)) ${fields}`, '98765'],
    [`42 (node) ${fields.replace('S', 'Z')}`, undefined],
    ['', undefined],
    ['42 (node) S 1', undefined],
  ])('of %s is %s', (stat, expected) => {
    expect(parseStartTime(stat)).toBe(expected)
  })
})

describe('a writer', () => {
  let proc: string
  const self: Writer = {
    pid: 1,
    startTime: '5',
    bootId: 'boot',
    networkNamespace: 'net:[1]',
    pidNamespace: 'pid:[1]',
  }
  const writer = { ...self, pid: 42, startTime: '98765' }

  beforeEach(() => {
    proc = mkdtempSync(join(tmpdir(), 'holdfast-proc-'))
    mkdirSync(join(proc, '42'))
    writeFileSync(join(proc, '42', 'stat'), `42 (node) ${fields}`)
  })
  afterEach(() => rmSync(proc, { recursive: true }))

  it.each<[string, Writer, string]>([
    ['alive', writer, 'alive'],
    ['dead when its process id is another process’s now', { ...writer, startTime: '98' }, 'dead'],
    ['dead without a process', { ...writer, pid: 43 }, 'dead'],
    ['void after a restart of the machine', { ...writer, bootId: 'other' }, 'void'],
    ['elsewhere in another namespace', { ...writer, networkNamespace: 'net:[9]' }, 'elsewhere'],
    ['elsewhere among other processes', { ...writer, pidNamespace: 'pid:[9]' }, 'elsewhere'],
  ])('is %s', (_title, judged, fate) => {
    expect(fateOf(judged, self, proc)).toBe(fate)
  })

  it('knows itself', () => {
    const myself = currentWriter()
    expect(myself.pid).toBe(process.pid)
    expect(myself.bootId).toMatch(/^[0-9a-f-]{36}$/)
    expect(myself.networkNamespace).toMatch(/^net:\[\d+\]$/)
    expect(fateOf(myself, myself)).toBe('alive')
  })
})
