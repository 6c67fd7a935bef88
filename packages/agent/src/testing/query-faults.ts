import type { KnownMetric } from './known-metrics.js'

/** A metric as it is asked for. */
export interface Asked {
  readonly name: string
  /** What it is the argument of: `rate`, or nothing. */
  readonly by: string
  /** What is between its braces. */
  readonly selector: string
}

export function askedIn(expression: string): readonly Asked[] {
  return [...expression.matchAll(/(\w*)\(?\b(holdfast_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, by = '', name = '', selector = '']) => ({ name, by, selector }),
  )
}

/** What an expression that is right for Prometheus is still wrong in; nothing where it is well. */
export function faultsOf(
  expression: string,
  known: ReadonlyMap<string, KnownMetric>,
): readonly string[] {
  const asked = askedIn(expression)
  const labels = asked.flatMap(({ name }) => known.get(name)?.labels ?? [])
  const lists = [...expression.matchAll(/\b(?:by|on|ignoring|without) \(([^)]+)\)/g)]
  const grouped = lists.flatMap(([, list = '']) => list.split(', '))
  return [
    ...asked.flatMap((each) => faultsOfAsked(each, known.get(each.name))),
    ...grouped.filter((label) => !labels.includes(label)).map((label) => `no label ${label}`),
  ]
}

function faultsOfAsked({ name, by, selector }: Asked, metric?: KnownMetric): readonly string[] {
  if (metric === undefined) return [`no metric ${name}`]
  const chosen = [...selector.matchAll(/(\w+)(?:=~|!~|!=|=)/g)].map(([, label = '']) => label)
  const strange = chosen.filter((label) => !metric.labels.includes(label))
  const isOfCounter = by === 'rate' || by === 'increase'
  return [
    ...strange.map((label) => `${name} has no label ${label}`),
    ...(metric.isCounter === isOfCounter ? [] : [`${by}(${name})`]),
  ]
}
