import type { ConfigIssue } from '@holdfast/core'

/** Collects what is wrong, so that one look shows all of it. */
export class IssueList {
  readonly all: ConfigIssue[] = []

  add(path: string, message: string, hint?: string): void {
    this.all.push({ path, message, ...(hint === undefined ? {} : { hint }) })
  }

  /** Whole numbers from `min` to `max`; whether it is one. */
  range(path: string, value: number, min: number, max: number): boolean {
    const isInside = Number.isInteger(value) && value >= min && value <= max
    if (!isInside) this.add(path, `${value} is not a whole number from ${min} to ${max}`)
    return isInside
  }

  /** Milliseconds that make whole seconds, `min` to `max` of these. */
  seconds(path: string, valueMs: number, min: number, max: number): void {
    const seconds = valueMs / 1000
    if (Number.isInteger(seconds) && seconds >= min && seconds <= max) return
    const range = `${min * 1000} to ${max * 1000}`
    this.add(
      path,
      `${valueMs} ms is not in ${range} ms, or no whole seconds: the kernel counts these`,
    )
  }
}
