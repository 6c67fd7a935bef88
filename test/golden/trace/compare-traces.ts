import type { TraceEvent } from './trace-event.js'

/** How far the same event may lie apart, in seconds. */
export const toleranceSeconds = 0.2

export interface Differences {
  /** In the recording alone. */
  readonly missing: readonly TraceEvent[]
  /** In the other one alone. */
  readonly extra: readonly TraceEvent[]
}

/**
 * Each recorded event must occur in the other trace with the same text at about the same time, and
 * nothing else may. Order within the tolerance means nothing: the kernel stamps packets, and what is
 * read from a process has waited for it.
 */
export function compareTraces(
  recorded: readonly TraceEvent[],
  played: readonly TraceEvent[],
): Differences {
  const extra = played.filter(isCompared)
  const missing = recorded.filter(isCompared).filter((event) => {
    const apart = (other: TraceEvent): number => Math.abs(other.at - event.at)
    const [nearest] = extra
      .filter((other) => isSame(event, other) && apart(other) <= toleranceSeconds)
      .sort((one, other) => apart(one) - apart(other))
    if (nearest !== undefined) extra.splice(extra.indexOf(nearest), 1)
    return nearest === undefined
  })
  return { missing, extra }
}

/**
 * The end of a run of adverts follows from what comes next; that of a link from what was done to it.
 * The kernel itself answers a gratuitous ARP of its own address.
 */
function isCompared({ kind, text }: TraceEvent): boolean {
  if (kind === 'LINK') return false
  if (kind === 'MARK') return /^(client ping|nft) /.test(text)
  return !text.startsWith('last ') && !text.includes(' reply')
}

function isSame(one: TraceEvent, other: TraceEvent): boolean {
  return one.who === other.who && one.kind === other.kind && essence(one) === essence(other)
}

/** Everybody has rules of their own, but whether there are any is to be the same. */
function essence({ text }: TraceEvent): string {
  return text.replace(/^(nft .:).+$/, '$1 rules')
}
