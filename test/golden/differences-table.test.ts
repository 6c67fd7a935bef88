import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { differencesTable } from './differences-table.js'
import { differences, reasons } from './differences.js'
import { recordingOf } from './fixture.js'
import { scenarios } from './scenarios.js'
import { parseEvent } from './trace/trace-text.js'

const parity = readFileSync(new URL('../../docs/parity.md', import.meta.url), 'utf8')

it('says of a difference where it shows, and what', () => {
  const difference = {
    scenario: 'garp',
    places: ['a', 'both'],
    missing: ['6.437 A GARP 10.77.0.100 request x2', '9.437 A GARP 10.77.0.100 request x2'],
    extra: ['8.436 A GARP 10.77.0.100 request x2'],
    within: 0.6,
    sometimes: true,
  } as const
  expect(differencesTable([{ why: 'It is so.', differences: [difference] }])).toBe(
    [
      'It is so.',
      '',
      '| scenario | Holdfast is | does not come | comes |  |',
      '| --- | --- | --- | --- | --- |',
      '| garp | a, both | `6.437 A GARP 10.77.0.100 request x2`<br>' +
        '`9.437 A GARP 10.77.0.100 request x2` | `8.436 A GARP 10.77.0.100 request x2` | ' +
        'sometimes, within 0.6 s |',
      '',
    ].join('\n'),
  )
})

it('is a part of docs/parity.md as it is', () => {
  const [, document = ''] = /<!-- traces -->\n([^]*?)<!-- end of traces -->/.exec(parity) ?? []
  expect(document.trim()).toBe(differencesTable(reasons).trim())
})

it.each(differences)('is about a scenario, and events that were recorded: %o', (difference) => {
  expect(scenarios.map(({ name }) => name)).toContain(difference.scenario)
  const recording = recordingOf(difference.scenario)
  for (const line of difference.missing ?? []) {
    const { at, who, kind, text } = parseEvent(line)
    const found = recording.filter(
      (event) =>
        event.who === who &&
        event.kind === kind &&
        event.text.replaceAll(/ +/g, ' ') === text &&
        Math.abs(event.at - at) < 0.0005,
    )
    expect(found, line).toHaveLength(1)
  }
})
