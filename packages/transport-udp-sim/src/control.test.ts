import { FaultPlan } from '@holdfast/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerControl } from './control.js'
import type { ControlAnswer } from './control.js'

describe('answerControl', () => {
  it('carries out a command on the segment that it names', () => {
    const lan = new FaultPlan(() => 0)
    const other = new FaultPlan(() => 0)
    const faultsOf = (segment: string): FaultPlan => (segment === 'lan' ? lan : other)
    const hub = { faultsOf, nodes: () => [] }
    const command = { do: 'cut', segment: 'lan', from: 'a', to: 'b' }
    expect(JSON.parse(answerControl(hub, JSON.stringify(command)))).toEqual({ ok: true })
    expect(lan.deliveries('a', 'b')).toEqual([])
    expect(other.deliveries('a', 'b')).toEqual([0])
  })

  it.each([
    ['{', 'JSON'],
    ['null', 'not a command'],
    ['{"do":"explode"}', 'unknown command explode'],
    ['{"do":"toString"}', 'unknown command toString'],
    ['{"do":"cut","segment":"lan","from":"a"}', 'to is missing'],
    ['{"do":"heal"}', 'segment is missing'],
    ['{"do":"set","segment":"lan","way":{},"faults":{"loss":-1}}', 'loss: -1 is not a probability'],
    ['{"do":"set","segment":"lan","way":{},"faults":{"clogMs":"5"}}', 'faults is missing or of'],
    ['{"do":"set","segment":"lan","way":{}}', 'faults is missing'],
    ['{"do":"set","segment":"lan","way":{"from":1},"faults":{}}', 'way is missing or of'],
    ['{"do":"partition","segment":"lan","groups":["ab"]}', 'groups is missing or of'],
    ['{"do":"clog","segment":"lan","from":"a","to":"b","ms":"5"}', 'ms is missing or of'],
  ])('refuses %s', (text, reason) => {
    const answer = JSON.parse(answerControl(emptyHub(), text)) as ControlAnswer
    expect(answer.ok).toBe(false)
    expect(answer).toMatchObject({ message: expect.stringContaining(reason) as string })
  })

  it('answers any text', () => {
    const anyCommand = fc.record({
      do: fc.constantFrom('nodes', 'set', 'cut', 'partition', 'heal', 'clog', 'unclog', 'reset'),
      segment: fc.constantFrom('lan', 'other'),
      faults: fc.jsonValue(),
      way: fc.jsonValue(),
      groups: fc.jsonValue(),
      from: fc.jsonValue(),
      to: fc.jsonValue(),
      ms: fc.jsonValue(),
    })
    const anyText = fc.oneof(
      fc.string(),
      fc.json(),
      anyCommand.map((it) => JSON.stringify(it)),
    )
    fc.assert(
      fc.property(anyText, (text) => {
        const answer = JSON.parse(answerControl(emptyHub(), text)) as ControlAnswer
        expect(typeof answer.ok).toBe('boolean')
      }),
      { numRuns: 1000 },
    )
  })
})

function emptyHub(): Parameters<typeof answerControl>[0] {
  const plan = new FaultPlan(() => 0)
  return { faultsOf: () => plan, nodes: () => [] }
}
