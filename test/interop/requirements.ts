import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { install, mayInstall } from '../../scripts/debian.mjs'

/** What has to be there, and the package of Debian that brings it. */
const programs: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  ss: 'iproute2',
  nft: 'nftables',
  sysctl: 'procps',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  keepalived: 'keepalived',
  '/usr/lib/frr/vrrpd': 'frr',
}

/** Services that start with their package, and would be routers of this machine. */
const services = ['keepalived', 'frr']

/**
 * Installs what is missing, where it may. Undefined when everything is there, else why the suite
 * cannot run here.
 */
export function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux'
  if (process.getuid?.() !== 0) return 'only root may make network namespaces: run it with sudo'
  const missing = missingPackages()
  if (missing.length > 0 && mayInstall()) {
    install(missing)
    stopServices(missing)
  }
  const still = missingPackages()
  if (still.length > 0) return `these packages are missing: ${still.join(', ')}`
  return namespaceProblem()
}

function missingPackages(): readonly string[] {
  const packages = Object.entries(programs).flatMap(([program, name]) =>
    isThere(program) ? [] : [name],
  )
  return [...new Set(packages)]
}

function isThere(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program)
  // The PATH of a user lacks the folders of the administrator's programs.
  const folders = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`.split(':')
  return folders.some((folder) => existsSync(`${folder}/${program}`))
}

/** Whatever starts services here; a container has nothing that does. */
function stopServices(packages: readonly string[]): void {
  for (const service of services.filter((name) => packages.includes(name))) {
    spawnSync('systemctl', ['disable', '--now', service])
    spawnSync(`/etc/init.d/${service}`, ['stop'])
  }
}

/** A container may have a root that is none. */
function namespaceProblem(): string | undefined {
  const name = `hfi${process.pid}probe`
  const { status, stderr } = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' })
  spawnSync('ip', ['netns', 'delete', name])
  return status === 0 ? undefined : `no network namespaces here: ${stderr.trim()}`
}
