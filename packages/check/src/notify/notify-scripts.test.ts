import { describe, expect, test } from 'vitest'
import { fifoLine } from './notify-event.js'
import type { NotifyEvent, NotifyState } from './notify-event.js'
import { programsFor } from './notify-scripts.js'

const program = (path: string, ...args: string[]) => ({ path, args })
const scripts = {
  notifyMaster: program('/n/master', 'a'),
  notifyBackup: program('/n/backup'),
  notifyFault: program('/n/fault'),
  notifyStop: program('/n/stop'),
  notifyDeleted: program('/n/deleted'),
  notifyMasterRxLowerPri: program('/n/lower'),
  notify: program('/n/any', 'x y'),
}
const event = (state: NotifyState): NotifyEvent => ({
  kind: 'INSTANCE',
  name: 'VI_1',
  state,
  priority: 108,
})

describe('programsFor', () => {
  // Words and order as keepalived 2.2.7 passed them: any x y INSTANCE VI_1 MASTER 108.
  test.each([
    ['MASTER', ['/n/master a', '/n/any x y INSTANCE VI_1 MASTER 108']],
    ['BACKUP', ['/n/backup', '/n/any x y INSTANCE VI_1 BACKUP 108']],
    ['FAULT', ['/n/fault', '/n/any x y INSTANCE VI_1 FAULT 108']],
    ['STOP', ['/n/stop', '/n/any x y INSTANCE VI_1 STOP 108']],
    ['DELETED', ['/n/deleted', '/n/any x y INSTANCE VI_1 DELETED 108']],
    ['MASTER_RX_LOWER_PRI', ['/n/lower']],
    ['MASTER_PRIORITY', []],
    ['BACKUP_PRIORITY', []],
  ] as const)('%s', (state, lines) => {
    const programs = programsFor(scripts, event(state))
    expect(programs.map(({ path, args }) => [path, ...args].join(' '))).toEqual(lines)
  })

  test('without scripts there is nothing to run', () => {
    expect(programsFor({}, event('MASTER'))).toEqual([])
  })

  test('a group has its name and priority 0', () => {
    const group: NotifyEvent = { kind: 'GROUP', name: 'VG', state: 'MASTER', priority: 0 }
    expect(programsFor({ notify: program('/n/any') }, group)).toEqual([
      { path: '/n/any', args: ['GROUP', 'VG', 'MASTER', '0'] },
    ])
  })
})

describe('fifoLine', () => {
  test.each([
    [event('MASTER'), 'INSTANCE "VI_1" MASTER 108\n'],
    [event('MASTER_RX_LOWER_PRI'), 'INSTANCE "VI_1" MASTER_RX_LOWER_PRI 108\n'],
    [event('BACKUP_PRIORITY'), 'INSTANCE "VI_1" BACKUP_PRIORITY 108\n'],
    [{ kind: 'GROUP', name: 'VG', state: 'FAULT', priority: 0 } as const, 'GROUP "VG" FAULT 0\n'],
    [{ ...event('STOP'), name: 'a\nb' }, 'INSTANCE "a b" STOP 108\n'],
  ])('%j', (of, line) => {
    expect(fifoLine(of)).toBe(line)
  })
})
