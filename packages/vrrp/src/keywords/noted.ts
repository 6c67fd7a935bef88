import type { NotedKeyword } from '@holdfast/core/config'

/** A keyword of which nothing comes, though keepalived heeds it. */
export function notDone(reason: string, hint?: string): NotedKeyword {
  return { code: 'unsupported-keyword', reason, ...(hint === undefined ? {} : { hint }) }
}

/** The same where nobody can notice: what it asks for is so anyway, or has nothing to act on. */
export function needless(reason: string, hint?: string): NotedKeyword {
  return { ...notDone(reason, hint), severity: 'info' }
}

/** A keyword that is from another time. */
export function obsolete(reason: string, hint?: string): NotedKeyword {
  return { code: 'obsolete-keyword', reason, ...(hint === undefined ? {} : { hint }) }
}

export const bfdReason = 'there are no BFD sessions yet, so nothing is tracked by it'
