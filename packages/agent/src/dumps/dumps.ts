import type { GlobalDefs } from '../configuration/model.js'
import type { Agent } from '../running/agent.js'
import { dataDump } from './data-dump.js'
import { dumpFactsOf } from './dump-facts.js'
import { jsonDump } from './json-dump.js'
import { statsDump } from './stats-dump.js'
import { writeDump } from './write-dump.js'

/** keepalived's three files for those who read its state. */
export type DumpKind = 'data' | 'stats' | 'json'

export interface DumpsOptions {
  /** Milliseconds since 1970. */
  readonly wallClock: () => number
  readonly hostName: string
}

/** Where keepalived writes them, unless it is told another place. */
const usualFolder = '/tmp/'

/** What an agent does, in the formats of keepalived, as a text or in a file. */
export class Dumps {
  readonly #options: DumpsOptions
  /** Of two that come at once, one waits for the other. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: DumpsOptions) {
    this.#options = options
  }

  text(agent: Agent, kind: DumpKind): string {
    const facts = dumpFactsOf(agent, this.#options.wallClock(), this.#options.hostName)
    switch (kind) {
      case 'data':
        return dataDump(facts)
      case 'stats':
        return statsDump(facts.instances.map(({ status }) => status))
      case 'json':
        return jsonDump(facts)
    }
  }

  /** Resolves with the path of the file; rejects where it may not be written. */
  write(agent: Agent, kind: DumpKind): Promise<string> {
    const path = pathOf(kind, agent.configuration.value.globalDefs ?? {})
    const text = this.text(agent, kind)
    const written = this.#turn.then(() => writeDump(path, text))
    this.#turn = written.catch(() => undefined)
    return written.then(() => path)
  }
}

function pathOf(kind: DumpKind, globals: GlobalDefs): string {
  const given = {
    data: globals.stateDumpFile,
    stats: globals.statsDumpFile,
    json: globals.jsonDumpFile,
  }
  const path = given[kind] ?? usualFolder
  return path.endsWith('/') ? `${path}keepalived.${kind}` : path
}
