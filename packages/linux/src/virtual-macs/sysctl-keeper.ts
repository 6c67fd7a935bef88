import type { Logger } from '@holdfast/core'
import type { JournalEntry } from '../journal/entry.js'
import type { Journal } from '../journal/journal.js'
import type { Sysctl, Sysctls } from './sysctls.js'

type SysctlEntry = JournalEntry & { readonly kind: 'sysctl' }

/** Sets settings of interfaces that are not ours, and puts them back. */
export class SysctlKeeper {
  readonly #sysctls: Sysctls
  readonly #journal: Journal
  readonly #logger: Logger
  /** What was changed, by path; at first by the run that crashed. */
  readonly #changed: Map<string, SysctlEntry>

  constructor(sysctls: Sysctls, journal: Journal, logger: Logger) {
    this.#sysctls = sysctls
    this.#journal = journal
    this.#logger = logger
    const left = journal.leftovers().filter((entry) => entry.kind === 'sysctl')
    this.#changed = new Map(left.map((entry) => [entry.path, entry]))
  }

  /** Makes exactly these hold, and puts back what else was changed. */
  keep(wanted: readonly Sysctl[]): void {
    const paths = new Set(wanted.map(({ path }) => path))
    for (const entry of this.#changed.values()) if (!paths.has(entry.path)) this.#restore(entry)
    for (const each of wanted) this.#set(each)
  }

  #set({ path, value }: Sysctl): void {
    const present = this.#sysctls.read(path)
    if (present === undefined || present === value) return
    const previous = this.#changed.get(path)?.previous ?? present
    const entry = { kind: 'sysctl', path, previous, value } as const
    this.#journal.add([entry])
    this.#changed.set(path, entry)
    this.#write(path, value)
  }

  /** Unless somebody else has changed it in the meantime, or its interface is gone. */
  #restore(entry: SysctlEntry): void {
    const { path, previous, value } = entry
    if (this.#sysctls.read(path) === value) this.#write(path, previous)
    this.#changed.delete(path)
    this.#journal.remove([entry])
  }

  #write(path: string, value: string): void {
    try {
      this.#sysctls.write(path, value)
    } catch (error) {
      this.#logger.warn('a setting of the kernel could not be written', { path, value, error })
    }
  }
}
