import { basename } from 'node:path'

/** What of a process decides where it keeps its journal. */
export interface ProcessFacts {
  readonly uid: number
  readonly runtimeDirectory: string | undefined
  readonly script: string | undefined
}

/**
 * Where journals are kept: /run/holdfast for root, $XDG_RUNTIME_DIR/holdfast for others. Both are
 * emptied by a restart of the machine, as the kernel's addresses are.
 */
export function defaultStateDirectory(facts: ProcessFacts = processFacts()): string {
  const { uid, runtimeDirectory } = facts
  if (uid === 0) return '/run/holdfast'
  if (runtimeDirectory !== undefined && runtimeDirectory !== '') {
    return `${runtimeDirectory}/holdfast`
  }
  return `/run/user/${uid}/holdfast`
}

/** Tells apart the services of one machine: the name of the script that is run. */
export function defaultJournalKey(facts: ProcessFacts = processFacts()): string {
  const name = basename(facts.script ?? '').replace(/\.[cm]?[jt]s$/, '')
  return safeKey(name === '' ? 'holdfast' : name)
}

/** A key becomes part of a file name. */
export function safeKey(key: string): string {
  return key.replace(/[^A-Za-z0-9_-]/g, '-')
}

function processFacts(): ProcessFacts {
  return {
    uid: process.getuid?.() ?? 0,
    runtimeDirectory: process.env.XDG_RUNTIME_DIR,
    script: process.argv[1],
  }
}
