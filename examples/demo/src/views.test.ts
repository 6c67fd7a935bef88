import { describe, expect, test } from 'vitest'
import { jsonView } from './json-view.js'
import { lineView } from './line-view.js'
import type { View } from './view.js'

function shown(makeView: (write: (text: string) => void) => View): string {
  let output = ''
  const view = makeView((text) => {
    output += text
  })
  view.event({ event: 'step', text: 'a is killed.' }, 6281.7)
  view.event({ event: 'killed', node: 'a', signal: 'SIGKILL' }, 6290.2)
  view.heard({ node: 'b', virtualRouterId: 51, priority: 100, atMs: 0 }, 9689)
  view.event(
    { event: 'transition', node: 'b', from: 'BACKUP', to: 'MASTER', reason: 'silence' },
    9689,
  )
  view.event({ event: 'result', proof: 'failover', ok: false, text: 'too late' }, 10_000)
  const measured = { failoverMs: 3612.033, expectedMs: 3609.375 }
  view.summary({ event: 'summary', ...measured, mastersAtEnd: 1, ok: true })
  view.close()
  return output
}

describe('views', () => {
  test('of programs: one JSON object a line, the summary last', () => {
    expect(shown(jsonView)).toBe(
      [
        '{"event":"step","atMs":6282,"text":"a is killed."}',
        '{"event":"killed","atMs":6290,"node":"a","signal":"SIGKILL"}',
        '{"event":"transition","atMs":9689,"node":"b","from":"BACKUP","to":"MASTER","reason":"silence"}',
        '{"event":"result","atMs":10000,"proof":"failover","ok":false,"text":"too late"}',
        '{"event":"summary","failoverMs":3612.033,"expectedMs":3609.375,"mastersAtEnd":1,"ok":true}',
        '',
      ].join('\n'),
    )
  })

  test('of files: one line an event', () => {
    expect(shown(lineView)).toBe(
      [
        '',
        '  6.282 s  --    a is killed.',
        '  6.290 s  a     killed by SIGKILL',
        '  9.689 s  b     BACKUP -> MASTER: silence',
        ' 10.000 s  bad   failover: too late',
        '',
        'All is well: one master at the end.',
        '',
      ].join('\n'),
    )
  })
})
