import type { DiagnosticCode, Severity } from '@holdfast/core/config'

type LintCode = (summary: string, keepalived: string, holdfast: string) => DiagnosticCode

const of =
  (severity: Severity): LintCode =>
  (summary, keepalived, holdfast) => ({ severity, summary, keepalived, holdfast })

export const error: LintCode = of('error')
export const warning: LintCode = of('warning')
export const info: LintCode = of('info')
