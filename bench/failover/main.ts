// npm run bench:failover [-- --json] [--runs N] [--interval MS] [--mode NAME]: how fast a lost master
// is replaced, the same measurement for Holdfast, keepalived and FRR in turn. Root, Debian's keepalived
// and frr, tcpdump and tshark; everything happens in network namespaces.
import { cpus, release } from 'node:os'
import { parseArgs } from 'node:util'
import { median } from '../report.js'
import type { Implementation } from '../../test/interop/peers/peer.js'
import { peers } from '../../test/interop/peers/peers.js'
import { measureTakeover } from './measure.js'
import type { Measurement } from './measure.js'
import { modes } from './mode.js'
import { quantile } from './statistics.js'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string' },
    interval: { type: 'string', multiple: true },
    mode: { type: 'string', multiple: true },
    peer: { type: 'string', multiple: true },
  },
})

/** Adverts a second apart make runs of ten seconds. */
const RUNS: Readonly<Record<number, number>> = { 1000: 5, 100: 15, 10: 15 }
const names = ['holdfast', 'keepalived', 'frr'] as const
const intervals = options.interval?.map(Number) ?? [1000, 100, 10]
const chosenModes = modes.filter(({ name }) => options.mode?.includes(name) ?? true)
const chosenPeers = names.filter((name) => options.peer?.includes(name) ?? true)

type Series = Record<Implementation, Measurement[]>

const say = (text: string): void => {
  if (options.json) process.stderr.write(`${text}\n`)
  else process.stdout.write(`${text}\n`)
}

const processor = cpus()[0]?.model ?? 'unknown processor'
say(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${processor}, ${release()}`)
say(`Node ${process.versions.node}; medians (p99) in ms\n`)
const columns = ['overshoot', 'advert to VIP', 'advert to GARP', "client's longest gap"]
say(`| master lost by | interval | router | runs | ${columns.join(' | ')} |`)
say(`| --- | --- | --- | --- | ${columns.map(() => '---').join(' | ')} |`)

const rows: object[] = []
for (const advertIntMs of intervals) {
  for (const mode of chosenModes) {
    const series: Series = { holdfast: [], keepalived: [], frr: [] }
    const runs = Number(options.runs ?? RUNS[advertIntMs] ?? 10)
    for (let run = 0; run < runs; run += 1) {
      const phase = (run + 0.5) / runs
      for (const name of chosenPeers) {
        try {
          series[name].push(await measureTakeover(peers[name], mode, advertIntMs, phase))
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error)
          process.stderr.write(`${name}, ${mode.name}, ${advertIntMs} ms: ${reason}\n`)
        }
      }
    }
    for (const name of chosenPeers) say(line(mode.name, advertIntMs, name, series[name]))
    rows.push(rowOf(mode.name, advertIntMs, series))
  }
}
if (options.json) process.stdout.write(`${JSON.stringify({ event: 'summary', rows })}\n`)

function line(
  mode: string,
  advertIntMs: number,
  name: string,
  measured: readonly Measurement[],
): string {
  const cells = columnsOf(measured).map(
    (values) => `${shown(median(values))} (${shown(quantile(values, 0.99))})`,
  )
  return `| ${mode} | ${advertIntMs} | ${name} | ${measured.length} | ${cells.join(' | ')} |`
}

function columnsOf(measured: readonly Measurement[]): readonly (readonly number[])[] {
  return [
    measured.map(({ overshootMs }) => overshootMs),
    measured.flatMap(({ vipMs }) => vipMs ?? []),
    measured.flatMap(({ garpMs }) => garpMs ?? []),
    measured.map(({ gapMs }) => gapMs),
  ]
}

function rowOf(mode: string, advertIntMs: number, series: Series): object {
  const [oursOvershootMs, oursVipMs, oursGarpMs, oursGapMs] = columnsOf(series.holdfast).map(median)
  const [peerOvershootMs, peerVipMs, peerGarpMs, peerGapMs] = columnsOf(series.keepalived).map(
    median,
  )
  return {
    mode,
    advertIntMs,
    runs: series.keepalived.length,
    ...{ oursOvershootMs, peerOvershootMs, oursVipMs, peerVipMs },
    ...{ oursGarpMs, peerGarpMs, oursGapMs, peerGapMs },
    gapRatio: (oursGapMs ?? Number.NaN) / (peerGapMs ?? Number.NaN),
    frr: columnsOf(series.frr).map(median),
  }
}

function shown(ms: number): string {
  return Number.isNaN(ms) ? '-' : ms.toFixed(2)
}
