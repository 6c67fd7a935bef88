import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { configurationOf, recordingOf, scenarioFolder } from './fixture.js'
import { markOf } from './scenario.js'
import { scenarios } from './scenarios.js'

it('has every scenario that was recorded', () => {
  const names = scenarios.map(({ name }) => name)
  expect([...names].sort()).toEqual(readdirSync(scenarioFolder).sort())
  expect(names).toHaveLength(31)
})

it.each(scenarios)('$name: every step stands where the recording has it', (scenario) => {
  const marks = recordingOf(scenario.name).filter(({ kind }) => kind === 'MARK')
  const steps = scenario.steps.map(({ atMs, action }) => ({
    at: atMs / 1000,
    text: markOf(action),
  }))
  steps.push({ at: scenario.endMs / 1000, text: 'end' })
  expect(marks).toHaveLength(steps.length)
  for (const [index, step] of steps.entries()) {
    const mark = marks[index]
    expect(mark?.text.startsWith(step.text), `${step.text}: ${mark?.text ?? ''}`).toBe(true)
    // What the client says of a VIP that answers nobody takes it a second.
    const waited = mark?.text.endsWith(': lost') === true ? 1 : 0
    expect(Math.abs((mark?.at ?? 0) - step.at - waited), step.text).toBeLessThan(0.06)
  }
})

it.each(scenarios)('$name: the configurations call the scripts of the suite', ({ name }) => {
  for (const router of ['A', 'B'] as const) {
    expect(configurationOf(name, router)).toContain('notify @SCRIPTS@/notify.sh\n')
  }
})
