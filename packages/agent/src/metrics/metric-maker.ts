/** What a metric is called and what it tells, in Prometheus' words. */
export interface MetricDescription<Label extends string> {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly Label[]
}

export type Labels<Label extends string> = Readonly<Record<Label, string>>

export type Sample<Label extends string> = readonly [labels: Labels<Label>, value: number]

export interface Count<Label extends string> {
  /**
   * Has it be there before it counts anything: who asks for an increase does not see the first one of
   * what came into being with it.
   */
  begin(labels: Labels<Label>): void
  inc(labels: Labels<Label>): void
}

/** Whoever keeps the numbers: a registry of Prometheus, or a meter of OpenTelemetry. */
export interface MetricMaker {
  gauge<Label extends string>(
    description: MetricDescription<Label>,
  ): { set(labels: Labels<Label>, value: number): void }
  counter<Label extends string>(description: MetricDescription<Label>): Count<Label>
  histogram<Label extends string>(
    description: MetricDescription<Label> & { readonly buckets: readonly number[] },
  ): { observe(labels: Labels<Label>, value: number): void }

  /** What is known elsewhere is read when somebody asks. */
  readGauge<Label extends string>(
    description: MetricDescription<Label>,
    read: () => readonly Sample<Label>[],
  ): void
  readCounter<Label extends string>(
    description: MetricDescription<Label>,
    read: () => readonly Sample<Label>[],
  ): void
}

/** Metrics that end with the agent that they tell of. */
export interface KeptMetrics {
  readonly metrics: MetricMaker
  /** Has nothing more read from the agent, which may be gone. */
  readonly release: () => void
}
