import type { ConfigIssue } from '@holdfast/core'

/** Collects everything that is wrong, so that one error can list it all. */
export class IssueList {
  readonly errors: ConfigIssue[] = []
  readonly warnings: ConfigIssue[] = []

  error(path: string, message: string, hint?: string): void {
    this.errors.push(issue(path, message, hint))
  }

  warn(path: string, message: string, hint?: string): void {
    this.warnings.push(issue(path, message, hint))
  }

  /** A whole number within the range, both ends included. */
  integer(path: string, value: unknown, range: readonly [number, number]): number {
    if (Number.isInteger(value)) return this.number(path, value, range)
    this.error(path, `${show(value)} is not a whole number`, `use ${range[0]}..${range[1]}`)
    return Number.NaN
  }

  /** A number within the range, both ends included. */
  number(path: string, value: unknown, [min, max]: readonly [number, number]): number {
    if (typeof value !== 'number' || !(value >= min && value <= max)) {
      this.error(path, `${show(value)} is out of range`, `use ${min}..${max}`)
      return Number.NaN
    }
    return value
  }

  text(path: string, value: unknown): string {
    if (typeof value === 'string' && value !== '') return value
    this.error(path, `${show(value)} is not a name`)
    return ''
  }

  oneOf<const Choice extends string | number>(
    path: string,
    value: unknown,
    choices: readonly Choice[],
  ): Choice {
    const found = choices.find((choice) => choice === value)
    if (found !== undefined) return found
    this.error(path, `${show(value)} is unknown`, `use one of ${choices.join(', ')}`)
    return choices[0] as Choice
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}

function issue(path: string, message: string, hint: string | undefined): ConfigIssue {
  return hint === undefined ? { path, message } : { path, message, hint }
}
