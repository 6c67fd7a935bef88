import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { missingPrograms } from '../../../test/support/programs.js'
import { knownMetrics } from '../src/testing/known-metrics.js'
import { faultsOf } from '../src/testing/query-faults.js'

const operations = new URL('../../../docs/operations.md', import.meta.url)
const dashboard = new URL('../dashboards/holdfast.json', import.meta.url)

const problem = missingPrograms({ promtool: 'prometheus' })
if (problem !== undefined) {
  process.stderr.write(`SKIPPED: what promtool says of alerts and queries: ${problem}\n`)
}

/** The alerts of docs/operations.md: their expressions by what they are for. */
function documentedAlerts(): ReadonlyMap<string, string> {
  const tables = readFileSync(operations, 'utf8').matchAll(
    /^\| alert \| expression \|\n.*\n((?:\|.*\n)+)/gm,
  )
  const rows = [...tables].flatMap(([, rows = '']) => [
    ...rows.matchAll(/^\| (.+) \| `(.+)` \|$/gm),
  ])
  return new Map(rows.map(([, name = '', expression = '']) => [name, expression]))
}

const alerts = documentedAlerts()

test('alerts ask for metrics that there are, by labels that they have', () => {
  expect(alerts.size).toBe(9)
  const known = knownMetrics()
  expect([...alerts.values()].flatMap((expression) => faultsOf(expression, known))).toEqual([])
})

/** Runs promtool with files of these contents; JSON is YAML, too. */
function promtool(command: string, files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-promtool-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), JSON.stringify(content))
    }
    const [last = ''] = Object.keys(files).slice(-1)
    const ran = spawnSync('promtool', [command, 'rules', join(folder, last)], { encoding: 'utf8' })
    return ran.status === 0 ? '' : `${ran.stdout}${ran.stderr}`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const rules = {
  groups: [{ name: 'holdfast', rules: [...alerts].map(([alert, expr]) => ({ alert, expr })) }],
}

test.skipIf(problem !== undefined)('Prometheus understands every query of the dashboard', () => {
  const queries = readFileSync(dashboard, 'utf8').match(/(?<="expr": )".*"/g) ?? []
  expect(queries.length).toBeGreaterThan(30)
  const asked = queries.map((query, at) => ({
    record: `query:${at}`,
    expr: String(JSON.parse(query)).replaceAll('$job', '.*').replaceAll('$__rate_interval', '1m'),
  }))
  expect(promtool('check', { 'queries.yml': { groups: [{ name: 'all', rules: asked }] } })).toBe('')
})

test.skipIf(problem !== undefined)('what is lost or down is told, but not while suspended', () => {
  const of = (name: string, more = ''): string => `{instance="${name}",virtual_server="WEB"${more}}`
  const server = ',real_server="198.51.100.1:80"'
  const series = (metric: string, labels: string, values: string): Record<string, string> => {
    return { series: `holdfast_${metric}${labels}`, values }
  }
  // Both directors find the server down from the second minute on; lb2 is suspended, since the address
  // is not there, from the third.
  const input = ['lb1', 'lb2'].flatMap((name) => [
    series('virtual_server_up', of(name), '1 0 0 0'),
    series('real_server_up', of(name, server), '1 0 0 0'),
    series('virtual_server_suspended', of(name), name === 'lb1' ? '0 0 0 0' : '0 0 1 1'),
  ])
  const told = (instance: string, more = {}): unknown => ({
    exp_labels: { instance, virtual_server: 'WEB', ...more },
  })
  const expected = (minute: number, names: readonly string[]): readonly unknown[] => [
    {
      eval_time: `${minute}m`,
      alertname: 'a service without enough servers',
      exp_alerts: names.map((name) => told(name)),
    },
    {
      eval_time: `${minute}m`,
      alertname: 'a server that is down',
      exp_alerts: names.map((name) => told(name, { real_server: '198.51.100.1:80' })),
    },
  ]
  const story = {
    rule_files: ['rules.yml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: input,
        alert_rule_test: [
          ...expected(0, []),
          ...expected(1, ['lb1', 'lb2']),
          ...expected(3, ['lb1']),
        ],
      },
    ],
  }
  expect(promtool('test', { 'rules.yml': rules, 'story.yml': story })).toBe('')
})
