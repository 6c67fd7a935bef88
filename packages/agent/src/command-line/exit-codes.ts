import { MissingPrivilegeError } from '@holdfast/linux'
import { ConfigError } from '@holdfast/core'

/** What `run` ends with: keepalived's codes. */
export const exitCodes = {
  stopped: 0,
  failed: 1,
  faultyConfiguration: 2,
  noPrivilege: 4,
  noConfiguration: 6,
  usage: 1,
  /** As a shell says it: 128 + SIGPIPE. */
  brokenPipe: 141,
} as const

/** What `-t` ends with: keepalived's codes. */
export const configTestCodes = { clean: 0, cannotRun: 4, faulty: 5, insecureScripts: 6 } as const

export function exitCodeOf(error: unknown): number {
  if (error instanceof MissingPrivilegeError) return exitCodes.noPrivilege
  return error instanceof ConfigError ? exitCodes.faultyConfiguration : exitCodes.failed
}
