import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { install, mayInstall } from '../../../../../scripts/debian.mjs'

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

/** Services that start with their package; the tests run their own. */
const services: readonly string[] = ['haproxy', 'nginx']

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
  const missing = missingOf(programs)
  if (missing.length > 0 && mayInstall()) {
    install(missing)
    for (const service of services.filter((name) => missing.some((each) => each.includes(name)))) {
      spawnSync('systemctl', ['disable', '--now', service])
      spawnSync(`/etc/init.d/${service}`, ['stop'])
    }
  }
  const still = missingOf(programs)
  return still.length > 0 ? `these packages are missing: ${still.join(', ')}` : undefined
}

function missingOf(programs: readonly NeededProgram[]): readonly string[] {
  return programs.filter((program) => !existsSync(program)).map((program) => packages[program])
}
