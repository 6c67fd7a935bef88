import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { KeptMetrics, MetricDescription, MetricMaker } from './metric-maker.js'

export interface PrometheusMetrics extends KeptMetrics {
  readonly registry: Registry
}

/** Metrics of one registry: prom-client's own is one for the process, which may have two agents. */
export function prometheusMetrics(registry: Registry = new Registry()): PrometheusMetrics {
  const registers = [registry]
  const names: string[] = []
  const described = <Label extends string>({
    name,
    help,
    labelNames,
  }: MetricDescription<Label>): { name: string; help: string; labelNames: Label[] } => {
    names.push(name)
    return { name, help, labelNames: [...labelNames] }
  }
  const metrics: MetricMaker = {
    gauge: (description) => new Gauge({ ...described(description), registers }),
    counter(description) {
      const counter = new Counter({ ...described(description), registers })
      return { begin: (labels) => counter.inc(labels, 0), inc: (labels) => counter.inc(labels) }
    },
    histogram: ({ buckets, ...description }) =>
      new Histogram({ ...described(description), buckets: [...buckets], registers }),
    readGauge(description, read) {
      new Gauge({
        ...described(description),
        registers,
        collect() {
          this.reset()
          for (const [labels, value] of read()) this.set(labels, value)
        },
      })
    },
    readCounter(description, read) {
      new Counter({
        ...described(description),
        registers,
        collect() {
          this.reset()
          for (const [labels, value] of read()) this.inc(labels, value)
        },
      })
    },
  }
  return {
    ...{ metrics, registry },
    release() {
      for (const name of names.splice(0)) registry.removeSingleMetric(name)
    },
  }
}
