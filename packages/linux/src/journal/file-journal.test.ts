import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '@holdfast/core'
import type { Logger } from '@holdfast/core'
import type { JournalEntry } from './entry.js'
import { FileJournal } from './file-journal.js'
import { defaultJournalKey, defaultStateDirectory } from './state-directory.js'

const vip: JournalEntry = {
  kind: 'address',
  interfaceIndex: 2,
  address: '192.0.2.10',
  prefixLength: 32,
  leased: true,
}
const link: JournalEntry = { kind: 'link', name: 'vrrp.51', macAddress: '00:00:5e:00:01:33' }

let directory: string
let warnings: string[]
const logger: Logger = { ...silentLogger, warn: (message) => warnings.push(message) }

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-journal-'))
  warnings = []
})
afterEach(() => rmSync(directory, { recursive: true }))

function open(key = 'a', more: { directory?: string } = {}): FileJournal {
  return new FileJournal({ directory, key, logger, ...more })
}

function files(): string[] {
  return readdirSync(directory)
}

/** Changes something in the header of every journal, or in all of it. */
function rewrite(change: (text: string) => string): void {
  for (const name of files()) {
    const path = join(directory, name)
    writeFileSync(path, change(readFileSync(path, 'utf8')))
  }
}

/** As if the process that wrote the journals had died. */
function kill(): void {
  rewrite((text) => text.replace(/"startTime":"\d+"/, '"startTime":"1"'))
}

describe('a journal in a file', () => {
  it('touches nothing before the first use', () => {
    open()
    expect(files()).toEqual([])
  })

  it('hands what was added to the next run', () => {
    const first = open()
    first.add([vip, link])
    first.remove([vip])
    kill()
    expect(open().leftovers()).toEqual([link])
    expect(files().length).toBe(1)
  })

  it('does so again after a second crash', () => {
    open().add([link])
    kill()
    open().leftovers()
    kill()
    expect(open().leftovers()).toEqual([link])
  })

  it('forgets what was removed', () => {
    open().add([link])
    kill()
    open().remove([link])
    kill()
    expect(open().leftovers()).toEqual([])
  })

  it('leaves alone what a living process has written', () => {
    const living = open()
    living.add([link])
    const other = open()
    expect(other.leftovers()).toEqual([])
    expect(other.isClaimedByOther(link)).toBe(true)
    expect(other.isClaimedByOther(vip)).toBe(false)
    expect(living.isClaimedByOther(link)).toBe(false)
    living.remove([link])
    expect(other.isClaimedByOther(link)).toBe(false)
  })

  it('sees claims of services with another key, and leaves what they left to them', () => {
    open('b').add([link])
    expect(open('a').isClaimedByOther(link)).toBe(true)
    kill()
    const other = open('a')
    expect(other.leftovers()).toEqual([])
    expect(other.isClaimedByOther(link)).toBe(false)
    expect(open('b').leftovers()).toEqual([link])
  })

  it('is void after a restart of the machine', () => {
    open().add([link])
    rewrite((text) => text.replace(/"bootId":"[^"]*"/, '"bootId":"another"'))
    expect(open().leftovers()).toEqual([])
    expect(files().length).toBe(1)
  })

  it('of another network namespace is kept for a start in it', () => {
    open().add([link])
    const here = /"networkNamespace":"net:\[\d+\]"/.exec(
      readFileSync(join(directory, files()[0]!), 'utf8'),
    )![0]
    kill()
    rewrite((text) => text.replace(here, '"networkNamespace":"net:[1]"'))
    const journal = open()
    expect(journal.leftovers()).toEqual([])
    journal.close()
    rewrite((text) => text.replace('"networkNamespace":"net:[1]"', here))
    expect(open().leftovers()).toEqual([link])
  })

  it('loses only the line in which the process died', () => {
    open().add([link, vip])
    kill()
    rewrite((text) => text.slice(0, -10))
    expect(open().leftovers()).toEqual([link])
    expect(warnings).toEqual(['lines of a journal were skipped: they make no sense'])
  })

  it('stays small', () => {
    const journal = open()
    for (let round = 0; round < 1000; round++) {
      journal.add([vip])
      journal.remove([vip])
    }
    journal.add([link])
    const text = readFileSync(join(directory, files()[0]!), 'utf8')
    expect(text.split('\n').length).toBeLessThan(300)
    kill()
    expect(open().leftovers()).toEqual([link])
  })

  it('goes with the process unless something is left', () => {
    const clean = open()
    clean.add([link])
    clean.remove([link])
    clean.close()
    expect(files()).toEqual([])
    const dirty = open()
    dirty.add([link])
    dirty.close()
    expect(files().length).toBe(1)
  })

  it('that cannot be written is a warning, once', () => {
    writeFileSync(join(directory, 'file'), '')
    const journal = open('a', { directory: join(directory, 'file', 'below') })
    expect(journal.leftovers()).toEqual([])
    journal.add([link])
    journal.remove([link])
    expect(journal.isClaimedByOther(link)).toBe(false)
    journal.close()
    expect(warnings).toEqual([
      'the journal cannot be written: what a crash leaves in the kernel will not be cleaned up',
    ])
  })
})

describe('where journals are kept', () => {
  it.each([
    [{ uid: 0, runtimeDirectory: '/run/user/0', script: undefined }, '/run/holdfast'],
    [{ uid: 7, runtimeDirectory: '/run/user/7', script: undefined }, '/run/user/7/holdfast'],
    [{ uid: 7, runtimeDirectory: undefined, script: undefined }, '/run/user/7/holdfast'],
  ])('%j: %s', (facts, expected) => {
    expect(defaultStateDirectory(facts)).toBe(expected)
  })

  it.each([
    ['/srv/app/server.mjs', 'server'],
    ['/srv/app/my service.ts', 'my-service'],
    [undefined, 'holdfast'],
  ])('the script %s has the key %s', (script, expected) => {
    expect(defaultJournalKey({ uid: 0, runtimeDirectory: undefined, script })).toBe(expected)
  })
})
