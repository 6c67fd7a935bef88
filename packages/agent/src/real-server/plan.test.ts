import { describe, expect, test } from 'vitest'
import { planDown, planUp } from './plan.js'
import type { RealServerView } from './plan.js'
import { emptyRecord } from './record.js'
import type { RealServerRecord } from './record.js'

const ignore = (name: string): string => `net/ipv4/conf/${name}/arp_ignore`
const announce = (name: string): string => `net/ipv4/conf/${name}/arp_announce`

const fresh = new Map([
  [ignore('lo'), '0'],
  [ignore('all'), '0'],
  [announce('lo'), '0'],
  [announce('all'), '0'],
])
const silent = new Map([
  [ignore('lo'), '1'],
  [ignore('all'), '1'],
  [announce('lo'), '2'],
  [announce('all'), '2'],
])

function view(addresses: readonly string[], settings: ReadonlyMap<string, string>): RealServerView {
  return { addresses: new Set(addresses), setting: (path) => settings.get(path) }
}

const served: RealServerRecord = {
  addresses: { '192.0.2.10': { added: true } },
  settings: {
    [ignore('lo')]: { previous: '0', value: '1' },
    [announce('lo')]: { previous: '0', value: '2' },
    [ignore('all')]: { previous: '0', value: '1' },
    [announce('all')]: { previous: '0', value: '2' },
  },
}

describe('up', () => {
  test('silences the machine before it has the address', () => {
    expect(planUp(emptyRecord, view([], fresh), ['192.0.2.10'])).toEqual({
      changes: [
        { type: 'set', path: ignore('lo'), previous: '0', value: '1' },
        { type: 'set', path: announce('lo'), previous: '0', value: '2' },
        { type: 'set', path: ignore('all'), previous: '0', value: '1' },
        { type: 'set', path: announce('all'), previous: '0', value: '2' },
        { type: 'addAddress', address: '192.0.2.10' },
      ],
      record: served,
      remarks: [],
    })
  })

  test('a second time changes nothing', () => {
    expect(planUp(served, view(['192.0.2.10'], silent), ['192.0.2.10'])).toEqual({
      changes: [],
      record: served,
      remarks: [],
    })
  })

  test('puts right what somebody else has changed, and still knows what was there first', () => {
    const settings = new Map([...silent, [ignore('all'), '3']])
    expect(planUp(served, view([], settings), ['192.0.2.10'])).toEqual({
      changes: [
        { type: 'set', path: ignore('all'), previous: '3', value: '1' },
        { type: 'addAddress', address: '192.0.2.10' },
      ],
      record: served,
      remarks: [],
    })
  })

  test('leaves what is stricter, and an address that is there', () => {
    const settings = new Map([...silent, [ignore('all'), '2'], [ignore('lo'), '8']])
    expect(planUp(emptyRecord, view(['192.0.2.10'], settings), ['192.0.2.10'])).toEqual({
      changes: [],
      record: { addresses: { '192.0.2.10': { added: false } }, settings: {} },
      remarks: ['192.0.2.10 was on lo before, and stays there'],
    })
  })

  test('IPv6 needs no settings', () => {
    expect(planUp(emptyRecord, view([], fresh), ['2001:db8::10', '2001:db8::10'])).toEqual({
      changes: [{ type: 'addAddress', address: '2001:db8::10' }],
      record: { addresses: { '2001:db8::10': { added: true } }, settings: {} },
      remarks: [],
    })
  })
})

describe('down', () => {
  test('takes the address away before the machine speaks again', () => {
    expect(planDown(served, view(['192.0.2.10'], silent), ['192.0.2.10'])).toEqual({
      changes: [
        { type: 'removeAddress', address: '192.0.2.10' },
        { type: 'set', path: ignore('lo'), previous: '1', value: '0' },
        { type: 'set', path: announce('lo'), previous: '2', value: '0' },
        { type: 'set', path: ignore('all'), previous: '1', value: '0' },
        { type: 'set', path: announce('all'), previous: '2', value: '0' },
      ],
      record: emptyRecord,
      remarks: [],
    })
  })

  test('the settings stay while another address is served', () => {
    const both = { ...served, addresses: { ...served.addresses, '192.0.2.11': { added: false } } }
    const there = view(['192.0.2.10', '192.0.2.11'], silent)
    const { changes, record } = planDown(both, there, ['192.0.2.10'])
    expect(changes).toEqual([{ type: 'removeAddress', address: '192.0.2.10' }])
    expect(record).toEqual({ ...served, addresses: { '192.0.2.11': { added: false } } })
    // It was there before.
    expect(planDown(record, there, ['192.0.2.11']).changes).not.toContainEqual({
      type: 'removeAddress',
      address: '192.0.2.11',
    })
    expect(planDown(record, there, ['192.0.2.11']).record).toEqual(emptyRecord)
  })

  test('leaves what somebody else has changed meanwhile', () => {
    const settings = new Map([...silent, [ignore('all'), '2']])
    const { changes, record, remarks } = planDown(served, view([], settings), ['192.0.2.10'])
    expect(changes.map((change) => 'path' in change && change.path)).toEqual([
      ignore('lo'),
      announce('lo'),
      announce('all'),
    ])
    expect(record).toEqual(emptyRecord)
    expect(remarks).toEqual([`${ignore('all')} is 2, which is not our doing: it stays so`])
  })

  test('of an address that is not served', () => {
    expect(planDown(emptyRecord, view(['192.0.2.10'], fresh), ['192.0.2.10'])).toEqual({
      changes: [],
      record: emptyRecord,
      remarks: ['192.0.2.10 is not served by this machine'],
    })
  })
})
