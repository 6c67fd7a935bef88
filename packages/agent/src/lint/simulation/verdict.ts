import type { Stage } from './stage.js'

/** What a story came to. */
export interface Verdict {
  /** Whether the failure happened. */
  readonly isShown: boolean
  /** What is to be seen in the timeline, in a sentence. */
  readonly conclusion: string
}

/** Nodes that are master now; those that lost their power are not. */
export function mastersOf({ cluster }: Stage): readonly string[] {
  return cluster.nodes
    .filter(({ status }) => status === 'running')
    .filter((node) => node.instance().state === 'MASTER')
    .map(({ name }) => name)
}

/** The most nodes that were master at the same time. */
export function mostMasters({ seen }: Stage): readonly string[] {
  let most: readonly string[] = []
  const masters = new Set<string>()
  for (const { node, to } of seen) {
    if (to === 'MASTER') masters.add(node)
    else masters.delete(node)
    if (masters.size > most.length) most = [...masters]
  }
  return most
}

/** `a`, `a and b`, `a, b and c`; `nobody`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? 'nobody'
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}
