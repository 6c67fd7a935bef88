import { describe, expect, test } from 'vitest'
import { parseCommandLine } from './parse-command-line.js'

const asked = (words: string): unknown => {
  const command = parseCommandLine(words.split(' '))
  return command.kind === 'control' ? command.request : command
}

describe('what is asked of an agent', () => {
  test.each([
    ['status', { do: 'status' }],
    ['events', { do: 'events' }],
    ['events --follow', { do: 'events' }],
    ['explain', { do: 'explain' }],
    ['explain VI_1', { do: 'explain', instance: 'VI_1' }],
    ['history', { do: 'history' }],
    ['history VI_1', { do: 'history', instance: 'VI_1' }],
    ['dump json', { do: 'dump', what: 'json' }],
    ['demote VI_1', { do: 'demote', instance: 'VI_1' }],
    ['promote', { do: 'promote' }],
    ['announce', { do: 'announce' }],
    ['maintenance on', { do: 'maintenance', on: true }],
    ['maintenance off VI_1', { do: 'maintenance', on: false, instance: 'VI_1' }],
    ['set-priority VI_1 120', { do: 'set-priority', instance: 'VI_1', priority: 120 }],
    ['set-weight VI_1 chk +20', { do: 'set-weight', instance: 'VI_1', tracker: 'chk', weight: 20 }],
    [
      'set-weight VI_1 chk -- -20',
      { do: 'set-weight', instance: 'VI_1', tracker: 'chk', weight: -20 },
    ],
    [
      'set-weight VI_1 chk -20',
      { do: 'set-weight', instance: 'VI_1', tracker: 'chk', weight: -20 },
    ],
    ['drain 198.51.100.1:80', { do: 'drain', server: '198.51.100.1:80', withinMs: 60_000 }],
    [
      'drain 198.51.100.1:80 [192.0.2.10]:tcp:80 --deadline 5',
      { do: 'drain', server: '198.51.100.1:80', of: '[192.0.2.10]:tcp:80', withinMs: 5000 },
    ],
    ['undrain 198.51.100.1:80', { do: 'undrain', server: '198.51.100.1:80' }],
    ['reload', { do: 'reload', dryRun: false }],
    ['reload --dry-run', { do: 'reload', dryRun: true }],
  ])('%s', (words, request) => {
    expect(asked(words)).toEqual(request)
  })

  test.each([
    ['status VI_1', 'holdfast status [--watch]'],
    ['explain VI_1 VI_2', 'holdfast explain [INSTANCE|VIRTUAL]'],
    ['dump', 'holdfast dump data|stats|json'],
    ['dump all', 'holdfast dump data|stats|json'],
    ['maintenance', 'holdfast maintenance on|off [INSTANCE]'],
    ['maintenance maybe', 'holdfast maintenance on|off [INSTANCE]'],
    ['set-priority VI_1', 'holdfast set-priority INSTANCE PRIORITY'],
    ['set-priority VI_1 high', 'holdfast set-priority INSTANCE PRIORITY'],
    ['set-weight VI_1 20', 'holdfast set-weight INSTANCE TRACKER WEIGHT'],
    ['set-weight VI_1 chk much', 'holdfast set-weight INSTANCE TRACKER WEIGHT'],
    ['drain', 'holdfast drain SERVER [VIRTUAL] [--deadline SECONDS]'],
    ['drain a --deadline soon', 'holdfast drain SERVER [VIRTUAL] [--deadline SECONDS]'],
    ['undrain a b c', 'holdfast undrain SERVER [VIRTUAL]'],
    ['reload now', 'holdfast reload [--dry-run]'],
  ])('%s: how it is used', (words, hint) => {
    const [verb = ''] = words.split(' ')
    expect(asked(words)).toEqual({
      kind: 'usageError',
      message: `${verb} is not used like this`,
      hint,
    })
  })

  test('of which agent, and for whom', () => {
    const words = 'status --control /tmp/a.sock --state-dir /tmp --json --watch'
    expect(parseCommandLine(words.split(' '))).toEqual({
      kind: 'control',
      request: { do: 'status' },
      socket: '/tmp/a.sock',
      stateDirectory: '/tmp',
      json: true,
      watch: true,
    })
    expect(asked('explain --watch')).toMatchObject({ kind: 'usageError' })
  })
})
