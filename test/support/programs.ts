import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { install, mayInstall } from '../../scripts/debian.mjs'

/** What has to be there, by name or path, and the package of Debian that brings it. */
export type NeededPrograms = Readonly<Record<string, string>>

/** Services that start with a package, and would be routers or servers of this machine. */
const services: Readonly<Record<string, string>> = {
  keepalived: 'keepalived',
  frr: 'frr',
  haproxy: 'haproxy',
  nginx: 'nginx-light',
  postfix: 'postfix',
  prometheus: 'prometheus',
  snmpd: 'snmpd',
  snmptrapd: 'snmptrapd',
}

/** Installs what is missing, where it may; says what is missing all the same. */
export function missingPrograms(programs: NeededPrograms): string | undefined {
  const missing = packagesToInstall(programs)
  if (missing.length > 0 && mayInstall()) {
    install(missing)
    stopServices(missing)
  }
  const still = packagesToInstall(programs)
  return still.length > 0 ? `these packages are missing: ${still.join(', ')}` : undefined
}

function packagesToInstall(programs: NeededPrograms): readonly string[] {
  const missing = Object.entries(programs).filter(([program]) => !isThere(program))
  return [...new Set(missing.map(([, name]) => name))]
}

function isThere(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program)
  // The PATH of a user lacks the folders of the administrator's programs.
  const folders = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`.split(':')
  return folders.some((folder) => existsSync(`${folder}/${program}`))
}

/** Whatever starts services here; a container has nothing that does. */
function stopServices(packages: readonly string[]): void {
  for (const [service, name] of Object.entries(services)) {
    if (!packages.includes(name)) continue
    spawnSync('systemctl', ['disable', '--now', service])
    spawnSync(`/etc/init.d/${service}`, ['stop'])
  }
}
