import { missingPrograms } from '../../../../../test/support/programs.js'

/** Programs, and the packages of Debian that bring them. */
const packages = {
  '/usr/bin/curl': 'curl',
  '/usr/sbin/haproxy': 'haproxy',
  '/usr/sbin/nginx': 'nginx-light',
  '/usr/sbin/apache2': 'apache2-bin',
  '/usr/sbin/mariadbd': 'mariadb-server-core',
  '/usr/bin/mysql': 'mariadb-client-core',
  '/usr/sbin/nft': 'nftables',
} as const

export type NeededProgram = keyof typeof packages

/**
 * Installs what is missing, where it may. True when a recipe can be run here; else it has said why
 * not.
 */
export function canRun(...programs: readonly NeededProgram[]): boolean {
  const problem = problemWith(programs)
  if (problem === undefined) return true
  process.stderr.write(`SKIPPED: a recipe with real servers: ${problem}\n`)
  return false
}

function problemWith(programs: readonly NeededProgram[]): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may make network namespaces'
  const needed = programs.map((program): [string, string] => [program, packages[program]])
  return missingPrograms(Object.fromEntries(needed))
}
