import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RouterName } from '../../interop/lab/stations.js'
import type { Happening } from '../trace/happening.js'

/** Says when it was called, and with which arguments. */
const notifyScript = `#!/bin/sh
echo "$(date +%s.%N) $*" >>"$(dirname "$0")/calls"
`
/** What a router tracks. */
const checkScript = `#!/bin/sh
! test -e "$(dirname "$0")/broken"
`

/**
 * A router's configuration and what it calls, in a folder below one that is root's alone: a script
 * that others could change would be refused (enable_script_security).
 */
export class RouterHome {
  readonly folder: string
  readonly #name: RouterName

  constructor(above: string, name: RouterName, configuration: string) {
    this.#name = name
    this.folder = join(above, name)
    mkdirSync(this.folder)
    writeFileSync(this.#path('notify.sh'), notifyScript, { mode: 0o755 })
    writeFileSync(this.#path('chk.sh'), checkScript, { mode: 0o755 })
    writeFileSync(this.#path('calls'), '')
    writeFileSync(this.configFile, configuration.replaceAll('@SCRIPTS@', this.folder))
  }

  get configFile(): string {
    return this.#path('router.conf')
  }

  edit(replace: string, by: string): void {
    const before = readFileSync(this.configFile, 'utf8')
    const after = before.replace(replace, by)
    if (after === before) throw new Error(`${this.configFile} has no ${replace}`)
    writeFileSync(this.configFile, after)
  }

  breakScript(): void {
    writeFileSync(this.#path('broken'), '')
  }

  mendScript(): void {
    rmSync(this.#path('broken'))
  }

  notifications(): readonly Happening[] {
    const calls = readFileSync(this.#path('calls'), 'utf8').split('\n').filter(Boolean)
    return calls.map((call) => {
      const [stamp = '', ...words] = call.split(' ')
      return { kind: 'NOTIFY', at: Number(stamp) * 1000, who: this.#name, text: words.join(' ') }
    })
  }

  #path(name: string): string {
    return join(this.folder, name)
  }
}
