import { Counter, Gauge, Histogram } from 'prom-client'
import type { Registry } from 'prom-client'
import type { MetricDescription, MetricMaker } from './metric-maker.js'

/** Metrics of one registry: prom-client's own is one for the process, which may have two agents. */
export function prometheusMetrics(registry: Registry): MetricMaker {
  const registers = [registry]
  return {
    gauge: (description) => new Gauge({ ...plain(description), registers }),
    counter(description) {
      const counter = new Counter({ ...plain(description), registers })
      return { begin: (labels) => counter.inc(labels, 0), inc: (labels) => counter.inc(labels) }
    },
    histogram: ({ buckets, ...description }) =>
      new Histogram({ ...plain(description), buckets: [...buckets], registers }),
    readGauge(description, read) {
      new Gauge({
        ...plain(description),
        registers,
        collect() {
          this.reset()
          for (const [labels, value] of read()) this.set(labels, value)
        },
      })
    },
    readCounter(description, read) {
      new Counter({
        ...plain(description),
        registers,
        collect() {
          this.reset()
          for (const [labels, value] of read()) this.inc(labels, value)
        },
      })
    },
  }
}

function plain<Label extends string>({
  name,
  help,
  labelNames,
}: MetricDescription<Label>): { name: string; help: string; labelNames: Label[] } {
  return { name, help, labelNames: [...labelNames] }
}
