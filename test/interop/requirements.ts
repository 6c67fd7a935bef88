import { spawnSync } from 'node:child_process'
import { missingPrograms } from '../support/programs.js'
import type { NeededPrograms } from '../support/programs.js'

const programs: NeededPrograms = {
  ip: 'iproute2',
  ss: 'iproute2',
  nft: 'nftables',
  sysctl: 'procps',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
  keepalived: 'keepalived',
  '/usr/lib/frr/vrrpd': 'frr',
}

/**
 * Installs what is missing, where it may. Undefined when everything is there, else why the suite
 * cannot run here.
 */
export function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux'
  if (process.getuid?.() !== 0) return 'only root may make network namespaces: run it with sudo'
  return missingPrograms(programs) ?? namespaceProblem()
}

/** A container may have a root that is none. */
function namespaceProblem(): string | undefined {
  const name = `hfi${process.pid}probe`
  const { status, stderr } = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' })
  spawnSync('ip', ['netns', 'delete', name])
  return status === 0 ? undefined : `no network namespaces here: ${stderr.trim()}`
}
