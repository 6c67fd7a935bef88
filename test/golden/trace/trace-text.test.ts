import { expect, it } from 'vitest'
import { parseEvent, parseTrace, writeTrace } from './trace-text.js'

const text = `#  t(s)    who kind   event
    0.000  -   MARK   start A
    0.042  B   NOTIFY INSTANCE VI_1 BACKUP 100
   12.448  B   ADDR-  10.77.0.100/24 dev eth0
`

it('reads what it writes', () => {
  const events = parseTrace(text)
  expect(events).toEqual([
    { at: 0, who: '-', kind: 'MARK', text: 'start A' },
    { at: 0.042, who: 'B', kind: 'NOTIFY', text: 'INSTANCE VI_1 BACKUP 100' },
    { at: 12.448, who: 'B', kind: 'ADDR-', text: '10.77.0.100/24 dev eth0' },
  ])
  expect(writeTrace(events)).toBe(text)
})

it('keeps the spaces within an event, as they are a part of it', () => {
  expect(parseEvent('4.432 A ADV last  v2 vrid=51  n=2')).toEqual({
    at: 4.432,
    who: 'A',
    kind: 'ADV',
    text: 'last  v2 vrid=51  n=2',
  })
})

it.each(['', '1.5 D ADV first', '1.5 A SHOUT first', 'soon A ADV first'])('refuses %j', (line) =>
  expect(() => parseEvent(line)).toThrow('no event of a trace'),
)
