import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Network } from '../../../test/interop/lab/network.js'
import { Program } from '../../../test/support/program.js'
import { missingPrograms } from '../../../test/support/programs.js'
import { until } from '../../../test/support/until.js'

// One machine, as a network namespace, that runs `holdfast run`; and what is done to it there.

const program = fileURLToPath(new URL('../bin/holdfast.js', import.meta.url))
/** Generous, for slow machines. */
const patienceMs = 100_000
let folder: string
let network: Network
let running: Program[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-operating-'))
  running = []
  network = new Network('operating')
  writeFileSync(
    join(folder, 'a.conf'),
    `global_defs {
    state_dump_file ${folder}/
    stats_dump_file ${folder}/
    json_dump_file ${folder}/
    script_user root
}
vrrp_script chk {
    script "/bin/true"
    interval 1
    weight 5
}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority 150
    virtual_ipaddress {
        10.77.0.100/24
    }
    track_script {
        chk
    }
}
`,
  )
})

afterEach(async () => {
  network.close()
  await Promise.all(running.map((each) => each.ended()))
  rmSync(folder, { recursive: true })
})

const inside = (): readonly string[] => ['netns', 'exec', network.namespace('A')]

async function holdfast(...more: readonly string[]): Promise<Program> {
  const words = ['run', '-f', join(folder, 'a.conf'), '--state-dir', join(folder, 'state')]
  const pid = ['-p', join(folder, 'pid')]
  const router = new Program('ip', [
    ...inside(),
    ...[process.execPath, program, ...words, ...pid, ...more],
  ])
  running.push(router)
  await router.printed(/Startup complete/)
  await router.printed(/Entering MASTER STATE/)
  return router
}

function ask(...words: readonly string[]): string {
  const all = [program, ...words, '--state-dir', join(folder, 'state')]
  return execFileSync(process.execPath, all, { encoding: 'utf8', stdio: 'pipe' })
}

test('signals have keepalived’s files written, that of JSON too, and nothing else happens', async () => {
  const router = await holdfast()
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  const signals = { data: 'SIGUSR1', stats: 'SIGUSR2', json: 36 } as const
  for (const [kind, signal] of Object.entries(signals)) {
    process.kill(pid, signal)
    const path = join(folder, `keepalived.${kind}`)
    await router.printed(new RegExp(`Wrote ${path}`))
    expect(readFileSync(path, 'utf8')).toContain('VI_1')
  }
  // STATS_CLEAR, which ends a process that does not catch it.
  process.kill(pid, 63)
  await router.printed(/statistics are not cleared/)
  expect(JSON.parse(ask('dump', 'json'))).toMatchObject([{ data: { iname: 'VI_1', state: 2 } }])
  expect(router.transcript()).not.toContain('Debugger')
  expect(router.transcript()).not.toContain('Deprecation')
  router.send('SIGTERM')
  expect(await router.ended()).toBe(0)
}, 300_000)

test('the signals reach an agent that runs in a namespace by `-s`', async () => {
  const words = ['run', '-f', join(folder, 'a.conf'), '--state-dir', join(folder, 'state')]
  const outside = new Program(process.execPath, [
    ...[program, ...words, '-p', join(folder, 'pid'), '-s', network.namespace('A')],
  ])
  running.push(outside)
  await outside.printed(/Startup complete/)
  process.kill(outside.pid, 36)
  await outside.printed(new RegExp(`Wrote ${folder}/keepalived.json`))
  process.kill(outside.pid, 63)
  await outside.printed(/statistics are not cleared/)
  outside.send('SIGTERM')
  expect(await outside.ended()).toBe(0)
}, 300_000)

test('the history outlives an agent that is killed', async () => {
  const first = await holdfast()
  ask('set-priority', 'VI_1', '120')
  first.send('SIGKILL')
  await first.ended()
  // A crash in the middle of a line.
  const [name = ''] = execFileSync('ls', [join(folder, 'state')], { encoding: 'utf8' })
    .split('\n')
    .filter((each) => each.endsWith('.history'))
  const path = join(folder, 'state', name)
  writeFileSync(path, '{"time":"2026-01-02T03:04', { flag: 'a' })

  const second = await holdfast()
  expect(ask('history', 'VI_1').replaceAll(/^\S+Z /gm, '')).toMatch(
    new RegExp(
      [
        String.raw`^\(VI_1\) transition: INIT -> BACKUP: started`,
        String.raw`\(VI_1\) transition: BACKUP -> MASTER: no advert from anybody .*`,
        String.raw`\(VI_1\) asked: .+: set-priority \(priority 120\): done`,
        String.raw`\(VI_1\) transition: INIT -> BACKUP: started`,
        String.raw`\(VI_1\) transition: BACKUP -> MASTER: no advert from anybody .*\n$`,
      ].join('\n'),
    ),
  )
  expect(ask('explain')).toContain('  what happened last:\n')
  second.send('SIGTERM')
  expect(await second.ended()).toBe(0)
}, 300_000)

test('Prometheus finds nothing to say against the metrics; the page tells of real adverts', async () => {
  const router = await holdfast('--metrics', '0', '--page', '0')
  const [line = ''] = await router.printed(/Metrics are at/)
  const [url = ''] = /http:\S+/.exec(line) ?? []
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
  const [pageLine = ''] = await router.printed(/The status page is at/)
  const [page = ''] = /http:\S+/.exec(pageLine) ?? []
  const get = (from = url): string => {
    const read = `fetch('${from}').then((r) => r.text()).then((text) => process.stdout.write(text))`
    return execFileSync('ip', [...inside(), process.execPath, '-e', read], { encoding: 'utf8' })
  }
  await until('a script was run', () => get().includes('script="chk",result="success"'), patienceMs)
  const text = get()
  expect(text).toContain('interface="eth0",vrid="51",family="inet",state="MASTER"} 1')
  const shown = get(`${page}status.json`)
  expect(shown).toContain('"isSent":true,"priority":155')
  expect(JSON.parse(shown)).toMatchObject({
    status: { instances: [{ name: 'VI_1', state: 'MASTER' }] },
    details: [{ trackers: [{ name: 'chk', kind: 'script', verdict: 'up' }] }],
  })
  router.send('SIGTERM')
  expect(await router.ended()).toBe(0)

  const problem = missingPrograms({ promtool: 'prometheus' })
  if (problem !== undefined) {
    process.stderr.write(`SKIPPED: what promtool says of the metrics: ${problem}\n`)
    return
  }
  const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  })
  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 })
}, 300_000)

test('a node without a place for its history still does its work', async () => {
  const readOnly = join(folder, 'file')
  writeFileSync(readOnly, '')
  const router = await holdfast('--state-dir', join(readOnly, 'state'))
  await router.printed(/the history .* cannot be (?:written|read)/)
  expect(existsSync(join(readOnly, 'state'))).toBe(false)
  router.send('SIGTERM')
  expect(await router.ended()).toBe(0)
}, 300_000)
