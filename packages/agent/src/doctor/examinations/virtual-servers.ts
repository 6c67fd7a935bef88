import { found } from '../finding.js'
import type { Finding } from '../finding.js'
import type { Subject } from '../subject.js'

/** Whether the kernel has what virtual servers need. */
export function examineVirtualServers({ configuration, facts }: Subject): readonly Finding[] {
  const { length } = configuration.virtualServers ?? []
  if (length === 0 || facts.hasIpvs) return []
  const message = `${length === 1 ? 'a virtual server is' : `${length} virtual servers are`} configured, and the kernel has no IPVS`
  const fix = 'modprobe ip_vs; and for later starts: echo ip_vs > /etc/modules-load.d/ip_vs.conf'
  return [found('ipvs-missing', message, fix)]
}
