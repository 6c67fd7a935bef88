import type { Meter, MetricOptions, ObservableCallback } from '@opentelemetry/api'
import type {
  KeptMetrics,
  MetricDescription,
  MetricMaker,
  Sample,
} from '../metrics/metric-maker.js'

/**
 * The metrics of Prometheus as OpenTelemetry has them: of another spelling, and of the same sense.
 * What was counted stays when they are released.
 */
export function meterMetrics(meter: Meter): KeptMetrics {
  const releases: (() => void)[] = []
  const observing =
    <Label extends string>(read: () => readonly Sample<Label>[]): ObservableCallback =>
    (result) => {
      for (const [labels, value] of read()) result.observe(value, labels)
    }
  const metrics: MetricMaker = {
    gauge(description) {
      const gauge = meter.createGauge(nameOf(description), optionsOf(description))
      return { set: (labels, value) => gauge.record(value, labels) }
    },
    counter(description) {
      const counter = meter.createCounter(nameOf(description), optionsOf(description))
      return {
        begin: (labels) => counter.add(0, labels),
        inc: (labels) => counter.add(1, labels),
      }
    },
    histogram({ buckets, ...description }) {
      const advice = { explicitBucketBoundaries: [...buckets] }
      const options = { ...optionsOf(description), advice }
      const histogram = meter.createHistogram(nameOf(description), options)
      return { observe: (labels, value) => histogram.record(value, labels) }
    },
    readGauge(description, read) {
      const gauge = meter.createObservableGauge(nameOf(description), optionsOf(description))
      const callback = observing(read)
      gauge.addCallback(callback)
      releases.push(() => gauge.removeCallback(callback))
    },
    readCounter(description, read) {
      const counter = meter.createObservableCounter(nameOf(description), optionsOf(description))
      const callback = observing(read)
      counter.addCallback(callback)
      releases.push(() => counter.removeCallback(callback))
    },
  }
  return {
    metrics,
    release() {
      for (const release of releases.splice(0)) release()
    },
  }
}

/**
 * `holdfast_script_duration_seconds` is `holdfast.script_duration`, in `s`: a name is no place for a
 * unit here, nor for the kind of the metric. Whoever exports to Prometheus gets its name back.
 */
function nameOf({ name }: MetricDescription<string>): string {
  return name.replace(/_(?:total|seconds)$/, '').replace('_', '.')
}

function optionsOf({ name, help }: MetricDescription<string>): MetricOptions {
  return { description: help, ...(name.endsWith('_seconds') ? { unit: 's' } : {}) }
}
