import { describe, expect, test } from 'vitest'
import { parseControlRequest } from './control-request.js'

describe('a request', () => {
  test.each([
    { do: 'status' },
    { do: 'explain', instance: 'VI_1', by: 'anna' },
    { do: 'maintenance', on: true },
    { do: 'set-priority', instance: 'VI_1', priority: 120 },
    { do: 'set-weight', instance: 'VI_1', tracker: 'chk', weight: -20 },
    { do: 'drain', server: '198.51.100.1:80', of: 'FWM 7', withinMs: 5000 },
    { do: 'undrain', server: '198.51.100.1:80' },
    { do: 'reload', dryRun: true },
  ])('%o', (request) => {
    expect(parseControlRequest(JSON.stringify(request))).toEqual({ ok: true, value: request })
  })

  const noObject = 'a request is a JSON object on a line'
  test.each([
    ['', noObject],
    ['status', noObject],
    ['[]', noObject],
    ['null', noObject],
    [
      '{}',
      '`do` is one of status, explain, dump, history, demote, promote, announce, maintenance, set-priority, set-weight, drain, undrain, reload, events',
    ],
    [
      '{"do":"toString"}',
      '`do` is one of status, explain, dump, history, demote, promote, announce, maintenance, set-priority, set-weight, drain, undrain, reload, events',
    ],
    ['{"do":"maintenance"}', '`on` is missing'],
    ['{"do":"maintenance","on":"yes"}', '`on` is a boolean'],
    ['{"do":"set-priority","instance":7,"priority":1}', '`instance` is a string'],
    ['{"do":"set-priority","instance":"VI_1","priority":"9"}', '`priority` is a number'],
    ['{"do":"drain","server":"a","withinMs":"5"}', '`withinMs` is a number'],
    ['{"do":"demote","force":true}', 'demote knows no `force`'],
    ['{"do":"status","by":1}', '`by` is a string'],
  ])('%s: %s', (line, error) => {
    expect(parseControlRequest(line)).toEqual({ ok: false, error })
  })
})
