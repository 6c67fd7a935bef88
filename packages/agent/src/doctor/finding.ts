import type { Severity } from '@holdfast/core/config'
import { findingCodes } from './finding-codes.js'
import type { FindingCode } from './finding-codes.js'
import type { Subject } from './subject.js'

/** One thing about this machine that matters to the configuration. */
export interface Finding {
  readonly area: Area
  readonly severity: Severity
  readonly code: FindingCode
  /** What was found, with its names and numbers. */
  readonly message: string
  /** What comes of it. */
  readonly why: string
  /** What to do about it, as a command where there is one; undefined where nothing is wrong. */
  readonly fix?: string
}

/** Where something was found. */
export type Area =
  | 'configuration'
  | 'privileges'
  | 'interfaces'
  | 'sysctls'
  | 'firewall'
  | 'addresses'
  | 'peers'
  | 'processes'
  | 'time'
  | 'scripts'
  | 'virtual servers'
  | 'service'

/** Looks at one area of what is known of the machine. */
export type Examination = (subject: Subject) => readonly Finding[]

/** A finding with what the table says of its code. */
export function found(code: FindingCode, message: string, fix?: string): Finding {
  const { area, severity, why } = findingCodes[code]
  return { area, severity, code, message, why, ...(fix === undefined ? {} : { fix }) }
}
