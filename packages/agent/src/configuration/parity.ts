import type { Table } from '@holdfast/core/config'
import { notDone } from './not-done.js'

/** A keyword of keepalived and what becomes of it. */
export interface KeywordStatus {
  readonly keyword: string
  /** The title of the block; `the configuration` for what stands outside all blocks. */
  readonly where: string
  readonly status: 'implemented' | 'accepted, not done' | 'accepted, obsolete' | 'read, not run'
  /** Why it is not done. */
  readonly note: string
}

/** Blocks that are read to the last word while nothing is run yet. */
const notRun: Readonly<Record<string, string>> = {
  virtual_server: 'virtual servers are not run yet',
  virtual_server_group: 'virtual servers are not run yet',
  SSL: 'virtual servers are not run yet',
  bfd_instance: 'there are no BFD sessions yet',
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
    for (const [keyword, { code, reason: note }] of Object.entries(table.noted ?? {})) {
      const status = code === 'obsolete-keyword' ? 'accepted, obsolete' : 'accepted, not done'
      rows.push({ keyword, where: table.title, status, note })
    }
    for (const [definition, idle] of inner) walk(definition, idle)
  }
  walk(root, undefined)
  return rows
}

function statusOf(where: string, keyword: string, idle: string | undefined): KeywordStatus {
  if (idle !== undefined) return { keyword, where, status: 'read, not run', note: idle }
  const note = notDone[`${where} ${keyword}`]
  if (note !== undefined) return { keyword, where, status: 'accepted, not done', note }
  return { keyword, where, status: 'implemented', note: '' }
}

/** A line of the table in docs/parity.md. */
export function parityRow({ keyword, where, status, note }: KeywordStatus): string {
  return `| \`${keyword}\` | ${where} | ${status} | ${note} |`
}
