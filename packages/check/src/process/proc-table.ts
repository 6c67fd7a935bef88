import { readdir, readFile } from 'node:fs/promises'
import type { ProcessEntry, ProcessTable } from './process-table.js'

/** Files that are read at the same time; the thread pool has four threads, and is not ours alone. */
const readersMax = 2

/**
 * The processes that /proc shows. Read by the thread pool, so that neither a long table nor a process
 * that hangs while its memory is read holds up the event loop.
 */
export class ProcTable implements ProcessTable {
  readonly #root: string

  /** Another `root` than `/proc` is for tests. */
  constructor(root = '/proc') {
    this.#root = root
  }

  async list(withArgs: boolean): Promise<readonly ProcessEntry[]> {
    const names = await readdir(this.#root)
    const pids = names.filter((name) => /^\d+$/.test(name)).map(Number)
    const entries: ProcessEntry[] = []
    const read = async (): Promise<void> => {
      for (let pid = pids.pop(); pid !== undefined; pid = pids.pop()) {
        const entry = await this.#read(pid, withArgs)
        if (entry !== undefined) entries.push(entry)
      }
    }
    await Promise.all(Array.from({ length: readersMax }, read))
    return entries
  }

  /** undefined for a process that is gone, or as good as. */
  async #read(pid: number, withArgs: boolean): Promise<ProcessEntry | undefined> {
    try {
      const stat = parseStat(await readFile(`${this.#root}/${pid}/stat`, 'utf8'))
      if (stat === undefined || stat.state === 'Z' || stat.state === 'X') return undefined
      const args = withArgs
        ? parseCommandLine(await readFile(`${this.#root}/${pid}/cmdline`, 'utf8'))
        : []
      return { pid, name: stat.name, args }
    } catch {
      return undefined
    }
  }
}

// pid (name) state ...: the name may contain anything, so it ends at the last parenthesis.
function parseStat(text: string): { readonly name: string; readonly state: string } | undefined {
  const match = /^\d+ \(([^]*)\) (\S)/.exec(text)
  const [, name, state] = match ?? []
  return name === undefined || state === undefined ? undefined : { name, state }
}

/** Each argument ends with a zero byte; a kernel thread has none. */
function parseCommandLine(text: string): readonly string[] {
  if (text === '') return []
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0')
}
