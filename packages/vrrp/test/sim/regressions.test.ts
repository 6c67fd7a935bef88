import { readdirSync, readFileSync } from 'node:fs'
import { runScenario } from '@holdfast/vrrp/testing'
import type { Scenario } from '@holdfast/vrrp/testing'
import { expect, test } from 'vitest'

// Scenarios that once broke a promise, as the simulation shrank them; their names say what went wrong.

const folder = new URL('regressions/', import.meta.url)
const files = readdirSync(folder)

test.each(files)('%s', (file) => {
  const scenario = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Scenario
  const { violation, events } = runScenario(scenario)
  expect(violation).toBeUndefined()
  expect(events).toBeGreaterThan(scenario.events.length)
})
