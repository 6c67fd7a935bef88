import { Counter, Gauge, Histogram } from 'prom-client'
import type { Registry } from 'prom-client'

interface Description<Label extends string> {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly Label[]
}

type Sample<Label extends string> = readonly [
  labels: Readonly<Record<Label, string>>,
  value: number,
]

/** Metrics of one registry: prom-client's own is one for the process, which may have two agents. */
export const makeMetric = {
  gauge<Label extends string>(registry: Registry, description: Description<Label>): Gauge<Label> {
    return new Gauge({ ...plain(description), registers: [registry] })
  },

  counter<Label extends string>(
    registry: Registry,
    description: Description<Label>,
  ): Counter<Label> {
    return new Counter({ ...plain(description), registers: [registry] })
  },

  histogram<Label extends string>(
    registry: Registry,
    description: Description<Label> & { readonly buckets: readonly number[] },
  ): Histogram<Label> {
    const { buckets } = description
    return new Histogram({ ...plain(description), buckets: [...buckets], registers: [registry] })
  },

  /** What is known elsewhere is read when somebody asks. */
  readGauge<Label extends string>(
    registry: Registry,
    description: Description<Label>,
    read: () => readonly Sample<Label>[],
  ): void {
    new Gauge({
      ...plain(description),
      registers: [registry],
      collect() {
        this.reset()
        for (const [labels, value] of read()) this.set(labels, value)
      },
    })
  },

  readCounter<Label extends string>(
    registry: Registry,
    description: Description<Label>,
    read: () => readonly Sample<Label>[],
  ): void {
    new Counter({
      ...plain(description),
      registers: [registry],
      collect() {
        this.reset()
        for (const [labels, value] of read()) this.inc(labels, value)
      },
    })
  },
} as const

function plain<Label extends string>({
  name,
  help,
  labelNames,
}: Description<Label>): { name: string; help: string; labelNames: Label[] } {
  return { name, help, labelNames: [...labelNames] }
}
