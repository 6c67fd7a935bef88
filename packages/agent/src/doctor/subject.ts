import type { VrrpParameters } from '@holdfast/vrrp'
import type { KeepalivedConfiguration } from '../configuration/model.js'
import type { MachineFacts } from './machine-facts.js'

/** What is examined: a configuration, and the machine that is to run it. */
export interface Subject {
  readonly file: string
  readonly configuration: KeepalivedConfiguration
  /** Errors in the file; what they are about is missing from the configuration. */
  readonly errorCount: number
  readonly instances: readonly VrrpParameters[]
  readonly facts: MachineFacts
}
