import type { NotedKeyword, Table } from '@holdfast/core/config'
import { notDone } from './not-done.js'

type Status =
  | 'implemented'
  | 'accepted, not done'
  | 'accepted, needless'
  | 'accepted, obsolete'
  | 'read, not run'

/** A keyword of keepalived and what becomes of it. */
export interface KeywordStatus {
  readonly keyword: string
  /** The title of the block; `the configuration` for what stands outside all blocks. */
  readonly where: string
  readonly status: Status
  /** Why it is not done. */
  readonly note: string
}

/** Blocks that are read to the last word while nothing is run yet. */
const notRun: Readonly<Record<string, string>> = {
  bfd_instance: 'there are no BFD sessions yet',
  BFD_CHECK: 'there are no BFD sessions yet',
}

/** Every keyword of a table and of those in it, in their order. */
export function keywordStatuses(root: Table): readonly KeywordStatus[] {
  const rows: KeywordStatus[] = []
  const seen = new Set<string>()
  const walk = (table: Table, reason: string | undefined): void => {
    if (seen.has(table.title)) return
    seen.add(table.title)
    const inner: [Table, string | undefined][] = []
    for (const { words, block } of Object.values(table.fields)) {
      for (const keyword of words) {
        const idle = reason ?? notRun[keyword]
        rows.push(statusOf(table.title, keyword, idle))
        const definition = block?.definition?.()
        if (definition !== undefined) inner.push([definition, idle])
      }
    }
    for (const [keyword, noted] of Object.entries(table.noted ?? {})) {
      rows.push({ keyword, where: table.title, ...statusOfNoted(noted) })
    }
    for (const [definition, idle] of inner) walk(definition, idle)
  }
  walk(root, undefined)
  return rows
}

function statusOf(where: string, keyword: string, idle: string | undefined): KeywordStatus {
  if (idle !== undefined) return { keyword, where, status: 'read, not run', note: idle }
  const noted = notDone[`${where} ${keyword}`]
  if (noted !== undefined) return { keyword, where, ...statusOfNoted(noted) }
  return { keyword, where, status: 'implemented', note: '' }
}

function statusOfNoted(noted: NotedKeyword): Pick<KeywordStatus, 'status' | 'note'> {
  const { code, severity, reason: note } = noted
  if (code === 'obsolete-keyword') return { status: 'accepted, obsolete', note }
  return { status: severity === 'info' ? 'accepted, needless' : 'accepted, not done', note }
}

/** A line of the table in docs/parity.md. */
export function parityRow({ keyword, where, status, note }: KeywordStatus): string {
  return `| \`${keyword}\` | ${where} | ${status} | ${note} |`
}
