import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryKey } from './entry.js'
import type { JournalEntry } from './entry.js'
import { decodeJournal, encodeAdd, encodeHeader, encodeRemove } from './format.js'

const writer = {
  pid: 42,
  startTime: '1234',
  bootId: 'a-boot',
  networkNamespace: 'net:[1]',
  pidNamespace: 'pid:[2]',
}
const header =
  '{"holdfast":"journal","format":1,"writer":{"pid":42,"startTime":"1234","bootId":"a-boot",' +
  '"networkNamespace":"net:[1]","pidNamespace":"pid:[2]"}}\n'
const address: JournalEntry = {
  kind: 'address',
  interfaceIndex: 2,
  address: '192.0.2.10',
  prefixLength: 32,
  leased: true,
}
const addressLine =
  '{"add":{"kind":"address","interfaceIndex":2,"address":"192.0.2.10","prefixLength":32,' +
  '"leased":true}}\n'
const link: JournalEntry = { kind: 'link', name: 'vrrp.51', macAddress: '00:00:5e:00:01:33' }
const service: JournalEntry = { kind: 'virtualService', service: 'tcp 192.0.2.10:80' }
const serviceLine = '{"add":{"kind":"virtualService","service":"tcp 192.0.2.10:80"}}\n'
const linkLine = '{"add":{"kind":"link","name":"vrrp.51","macAddress":"00:00:5e:00:01:33"}}\n'

describe('a journal', () => {
  it('is written as lines', () => {
    expect(encodeHeader(writer)).toBe(header)
    expect(encodeAdd(address)).toBe(addressLine)
    expect(encodeAdd(link)).toBe(linkLine)
    expect(encodeAdd(service)).toBe(serviceLine)
    expect(encodeRemove(address)).toBe('{"remove":"address 2 192.0.2.10"}\n')
  })

  it.each([
    ['nothing', header, [], 0],
    ['what was added', header + addressLine + linkLine, [address, link], 0],
    ['a virtual service', header + serviceLine, [service], 0],
    ['not what was removed', `${header}${addressLine}{"remove":"address 2 192.0.2.10"}\n`, [], 0],
    [
      'what was added again',
      `${header}${linkLine}{"remove":"link vrrp.51"}\n${linkLine}`,
      [link],
      0,
    ],
    ['not a line that was cut off', header + linkLine + addressLine.slice(0, 40), [link], 1],
    ['not what makes no sense', `${header}x\n[]\n{"add":{"kind":"moon"}}\n${linkLine}`, [link], 3],
    ['not an entry without its parts', `${header}{"add":{"kind":"link","name":7}}\n`, [], 1],
  ])('holds %s', (_title, text, entries, corruptLines) => {
    expect(decodeJournal(text)).toEqual({ writer, entries, corruptLines })
  })

  it.each([
    ['an empty file', ''],
    ['no header', addressLine],
    ['a header that was cut off', header.slice(0, 60)],
    ['a header of another format', header.replace('"format":1', '"format":2')],
    ['a header without a writer', header.replace('"pid":42', '"pid":"x"')],
  ])('is not trusted with %s', (_title, text) => {
    expect(decodeJournal(text + linkLine)).toEqual({
      writer: undefined,
      entries: [],
      corruptLines: 1,
    })
  })

  it('may hold anything without harm', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        decodeJournal(text)
        decodeJournal(header + text)
      }),
    )
  })

  it('names a thing in one way', () => {
    const route = { family: 4, type: 1, table: 254, protocol: 112, scope: 0 } as const
    const reordered = { scope: 0, protocol: 112, table: 254, type: 1, family: 4 } as const
    expect(entryKey({ kind: 'route', route })).toBe(entryKey({ kind: 'route', route: reordered }))
    expect(entryKey(service)).toBe('virtual service tcp 192.0.2.10:80')
    expect(entryKey({ kind: 'sysctl', path: 'a', previous: '0', value: '1' })).toBe('sysctl a')
    const rule = { family: 4, priority: 100 } as const
    expect(entryKey({ kind: 'rule', rule })).toBe('rule [["family",4],["priority",100]]')
  })
})
