import { expect, it } from 'vitest'
import { compareTraces } from './compare-traces.js'
import { parseTrace } from './trace-text.js'

function compare(recorded: string, played: string): { missing: string[]; extra: string[] } {
  const { missing, extra } = compareTraces(parseTrace(recorded), parseTrace(played))
  const show = (events: typeof missing): string[] =>
    events.map(({ at, who, kind, text }) => `${at} ${who} ${kind} ${text}`)
  return { missing: show(missing), extra: show(extra) }
}

const same = { missing: [], extra: [] }

it('finds nothing where the same happens within the tolerance, in whatever order', () => {
  const recorded = '3.0 A GARP 10.77.0.100 request x5\n3.1 A ADDR+ 10.77.0.100/24 dev eth0'
  const played = '3.19 A GARP 10.77.0.100 request x5\n3.05 A ADDR+ 10.77.0.100/24 dev eth0'
  expect(compare(recorded, played)).toEqual(same)
})

it.each([
  ['later', '3.21 A NOTIFY INSTANCE VI_1 MASTER 150'],
  ['earlier', '2.79 A NOTIFY INSTANCE VI_1 MASTER 150'],
  ['of somebody else', '3.0 B NOTIFY INSTANCE VI_1 MASTER 150'],
  ['something else', '3.0 A NOTIFY INSTANCE VI_1 MASTER 100'],
])('says what comes %s', (_, played) => {
  const recorded = '3 A NOTIFY INSTANCE VI_1 MASTER 150'
  expect(compare(recorded, played)).toEqual({
    missing: [recorded],
    extra: [played.replace('3.0', '3')],
  })
})

it('counts: twice is not once', () => {
  const once = '3 A ADV first v2 prio=0'
  const twice = `${once}\n3.01 A ADV first v2 prio=0`
  expect(compare(once, twice)).toEqual({ missing: [], extra: ['3.01 A ADV first v2 prio=0'] })
  expect(compare(twice, once)).toEqual({ missing: ['3.01 A ADV first v2 prio=0'], extra: [] })
})

it('pairs the nearest', () => {
  const recorded = '3 A NOTIFY x'
  const played = '2.9 A NOTIFY x\n3.05 A NOTIFY x'
  expect(compare(recorded, played)).toEqual({ missing: [], extra: ['2.9 A NOTIFY x'] })
})

it.each([
  '3 A LINK eth0 up,no-carrier',
  '3 - MARK start A',
  '3 A ADV last  v2 vrid=51 prio=150  n=2 interval=1.001',
  '3 A GARP 10.77.0.100 reply mac=00:00:5e:00:01:33 x5',
])('leaves out %s', (line) => {
  expect(compare(line, '')).toEqual(same)
  expect(compare('', line)).toEqual(same)
})

it('compares whether the client is answered', () => {
  const answered = '5 - MARK client ping 10.77.0.100: answered'
  const lost = '5 - MARK client ping 10.77.0.100: lost'
  expect(compare(answered, answered)).toEqual(same)
  expect(compare(answered, lost)).toEqual({ missing: [answered], extra: [lost] })
})

it('compares whether there are packet filter rules, but not which', () => {
  const some = '5 - MARK nft A: table ip keepalived { }'
  const others = '5 - MARK nft A: table inet holdfast { }'
  const none = '5 - MARK nft A:'
  expect(compare(some, others)).toEqual(same)
  expect(compare(some, none)).toEqual({ missing: [some], extra: [none] })
})
