const brand: unique symbol = Symbol.for('@holdfast/core/HoldfastError') as never

/** One thing that is wrong in a configuration, and where. */
export interface ConfigIssue {
  /** Path of the option, such as `virtualRouterId` or `virtualAddresses[1]`. */
  readonly path: string
  readonly message: string
  readonly hint?: string
  readonly file?: string
  /** 1-based. */
  readonly line?: number
  /** 1-based. */
  readonly column?: number
}

/** Base of every error Holdfast throws; `code` is stable, messages are for people. */
export class HoldfastError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
    Object.defineProperty(this, brand, { value: true })
  }

  /** Recognises errors of another copy of this package too. */
  static isHoldfastError(value: unknown): value is HoldfastError {
    return value instanceof Error && brand in value
  }
}

/** The caller's configuration is wrong; `issues` lists everything that is. */
export class ConfigError extends HoldfastError {
  readonly issues: readonly ConfigIssue[]

  constructor(subject: string, issues: readonly ConfigIssue[]) {
    super('ERR_HOLDFAST_CONFIG', `${subject}: ${issues.map(describeIssue).join('; ')}`)
    this.issues = issues
  }
}

/** A packet could not be received or sent. */
export class TransportError extends HoldfastError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_HOLDFAST_TRANSPORT', message, options)
  }
}

/** The call does not fit the state the object is in, such as `start` after `stop`. */
export class UsageError extends HoldfastError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_HOLDFAST_USAGE', message, options)
  }
}

/** A broken promise of our own code: always a bug in Holdfast. */
export class InvariantError extends HoldfastError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_HOLDFAST_INVARIANT', message, options)
  }
}

function describeIssue(issue: ConfigIssue): string {
  const hint = issue.hint === undefined ? '' : ` (${issue.hint})`
  return `${issue.path}: ${issue.message}${hint}`
}
