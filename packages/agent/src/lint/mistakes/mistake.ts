import { describe } from '@holdfast/core/config'
import type { Details, Diagnostic, Places, Span } from '@holdfast/core/config'
import type { KeepalivedConfiguration } from '../../configuration/model.js'
import { spanAt } from '../../configuration/span-at.js'
import type { HostFacts } from '../facts/host-facts.js'
import { mistakeCodes } from './mistake-codes.js'
import type { MistakeCode } from './mistake-codes.js'

/** What a search for mistakes looks at. */
export interface Subject {
  readonly configuration: KeepalivedConfiguration
  readonly places: Places
  readonly facts: HostFacts
}

/** Finds one kind of mistake. */
export type MistakeRule = (subject: Subject) => readonly Diagnostic[]

const nowhere: Span = { file: '', line: 1, column: 1, endColumn: 2 }

/** A mistake at the place of a field, or of the block where the field is not written. */
export function mistakeAt(
  { places }: Subject,
  code: MistakeCode,
  [owner, field]: readonly [owner: object, field?: string],
  message: string,
  details: Details = {},
): Diagnostic {
  const span = spanAt(places, owner, field) ?? nowhere
  return describe(mistakeCodes, code, span, message, details)
}
