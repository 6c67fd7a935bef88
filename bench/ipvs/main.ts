// Part of npm run test:ipvs, as it needs IPVS in the kernel: 10,000 servers from an empty table, by
// us and by `ipvsadm -R` in turn, and what a change of one of them takes. Each run has a namespace of
// its own: for two minutes the kernel looks through all servers that were deleted whenever one is
// added.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { fromSource } from '../../test/support/program.js'
import { median, toTable } from '../report.js'
import type { Figure } from '../report.js'

const rounds = 3
const target = 0.5
const fill = fileURLToPath(new URL('fill.ts', import.meta.url))

const release = spawnSync('uname', ['-r'], { encoding: 'utf8' }).stdout.trim()
console.log(`Linux ${release}, Node ${process.versions.node}\n`)
const figures = [...compare(100, 100), ...compare(1, 10_000)]
console.log(toTable(figures))

interface Ours {
  readonly fillMs: number
  readonly changeMs: number
}

/** Taking turns, so that neither has the better hour. */
function compare(services: number, serversOfEach: number): readonly Figure[] {
  const ours: Ours[] = []
  const theirs: number[] = []
  for (let round = 0; round < rounds; round++) {
    let saved = ''
    inNamespace((run) => {
      const size = [String(services), String(serversOfEach)]
      ours.push(JSON.parse(run([process.execPath, ...fromSource, fill, ...size])) as Ours)
      saved = run(['ipvsadm', '-S', '-n'])
    })
    inNamespace((run) => {
      const startMs = measure(() => run(['true']))
      theirs.push(measure(() => run(['ipvsadm', '-R'], saved)) - startMs)
      if (run(['ipvsadm', '-S', '-n']).length !== saved.length) throw new Error('it lacks some')
    })
  }
  const oursMs = median(ours.map(({ fillMs }) => fillMs))
  const ratio = oursMs / median(theirs)
  const what = `IPVS, ${services} x ${serversOfEach} servers`
  return [
    {
      what: `${what} from empty, of the time of ipvsadm -R (median of ${rounds})`,
      measured: `${ratio.toFixed(2)} (${inMs(oursMs)} of ${inMs(median(theirs))})`,
      target: `<= ${target}`,
      met: ratio <= target,
    },
    {
      what: `${what}, another weight for one of them`,
      measured: inMs(median(ours.map(({ changeMs }) => changeMs))),
      target: 'one message',
      met: true,
    },
  ]
}

type Run = (words: readonly string[], input?: string) => string

function inNamespace(act: (run: Run) => void): void {
  const name = `holdfast-bench-${process.pid}`
  command(['ip', 'netns', 'add', name])
  try {
    // Without any address the kernel takes none for that of a server.
    command(['ip', '-n', name, 'link', 'set', 'lo', 'up'])
    act((words, input) => command(['ip', 'netns', 'exec', name, ...words], input))
  } finally {
    command(['ip', 'netns', 'delete', name])
  }
}

function command([program = '', ...words]: readonly string[], input = ''): string {
  const options = { encoding: 'utf8', input, maxBuffer: 64 << 20 } as const
  const { status, stdout, stderr } = spawnSync(program, words, options)
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${stderr}`)
  return stdout
}

function measure(act: () => unknown): number {
  const start = performance.now()
  act()
  return performance.now() - start
}

function inMs(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 2 : 0)} ms`
}
