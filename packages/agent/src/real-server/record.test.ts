import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HoldfastError } from '@holdfast/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { emptyRecord, RecordFile } from './record.js'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-record-'))
  path = join(folder, 'state', 'realserver.json')
})

afterEach(() => rmSync(folder, { recursive: true }))

const record = {
  addresses: { '192.0.2.10': { added: true } },
  settings: { 'net/ipv4/conf/all/arp_ignore': { previous: '0', value: '1' } },
}

test('is kept until nothing is left, or the machine is started anew', () => {
  const file = new RecordFile(path, 'boot 1')
  expect(file.read()).toEqual(emptyRecord)
  file.write(record)
  expect(new RecordFile(path, 'boot 1').read()).toEqual(record)
  expect(new RecordFile(path, 'boot 2').read()).toEqual(emptyRecord)
  expect(readdirSync(join(folder, 'state'))).toEqual(['realserver.json'])
  file.write(emptyRecord)
  expect(existsSync(path)).toBe(false)
  file.write(emptyRecord)
})

test('one that cannot be read is not taken for none, nor one that cannot be written for kept', () => {
  mkdirSync(path, { recursive: true })
  const file = new RecordFile(path, 'boot 1')
  expect(() => file.read()).toThrow(HoldfastError)
  expect(() => file.read()).toThrow('EISDIR')
  expect(() => file.write(record)).toThrow(HoldfastError)
  expect(readdirSync(join(folder, 'state'))).toEqual(['realserver.json'])
})

test.each(['', '{"bootId":"boot 1"', 'null', '{"bootId":"boot 1","addresses":{}}'])(
  'one that makes no sense is not taken for none: %j',
  (text) => {
    const file = new RecordFile(path, 'boot 1')
    file.write(record)
    writeFileSync(path, text)
    expect(() => file.read()).toThrow('makes no sense')
  },
)
