const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Steps that a person counts in. */
const steps: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 28].map((count) => count * day),
]

/** Round times between two others, both included; at most `max`, in milliseconds. */
export function ticksBetween(from: number, to: number, max: number): readonly number[] {
  const length = Math.max(0, to - from)
  const longest = steps.at(-1) ?? day
  const step =
    steps.find((each) => length / each <= max - 1) ??
    longest * Math.ceil(length / longest / Math.max(1, max - 1))
  const first = Math.ceil(from / step) * step
  const count = first > to ? 0 : Math.floor((to - first) / step) + 1
  return Array.from({ length: count }, (_, index) => first + index * step)
}
