import { ConfigError } from '@holdfast/core'
import type { ConfigIssue } from '@holdfast/core'

/** Why `act` refuses what it was configured with; none when it does not. */
export function issuesOf(act: () => unknown): readonly ConfigIssue[] {
  try {
    act()
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.issues
  }
}

/** The same as `path message`. */
export function errorsOf(act: () => unknown): readonly string[] {
  return issuesOf(act).map(({ path, message }) => `${path} ${message}`)
}
