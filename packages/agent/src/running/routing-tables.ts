import { readdirSync, readFileSync } from 'node:fs'
import type { RoutingNames } from '@holdfast/vrrp/keywords'

/** Where iproute2 looks, in the order in which later ones win. */
const folders = ['/usr/share/iproute2', '/usr/lib/iproute2', '/etc/iproute2']

/** The names of routing tables that this machine has, as `ip route` knows them. */
export function systemRoutingNames(): RoutingNames {
  let known: ReadonlyMap<string, number> | undefined
  return { table: (name) => (known ??= readTables()).get(name) }
}

/** Lines of a number and a name; `#` begins a comment. */
export function parseTables(text: string): readonly (readonly [name: string, table: number])[] {
  return text.split('\n').flatMap((line) => {
    const found = /^\s*(0x[0-9a-fA-F]+|\d+)\s+([^\s#]+)/.exec(line)
    return found === null ? [] : [[found[2] ?? '', Number(found[1])] as const]
  })
}

function readTables(): ReadonlyMap<string, number> {
  const files = folders.flatMap((folder) => [
    `${folder}/rt_tables`,
    ...filesIn(`${folder}/rt_tables.d`),
  ])
  return new Map(files.flatMap((file) => parseTables(textOf(file))))
}

function filesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.conf'))
    return names.toSorted().map((name) => `${folder}/${name}`)
  } catch {
    return []
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
