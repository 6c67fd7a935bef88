import type { Capability } from '@holdfast/linux'
import { commandsOf } from '../../lint/facts/commands.js'
import { found } from '../finding.js'
import type { Finding } from '../finding.js'
import type { Subject } from '../subject.js'
import { connectBlocksOf } from './checkers.js'

interface Need {
  readonly capability: Capability
  readonly purpose: string
}

/** Whether this process may do what the configuration asks for. */
export function examinePrivileges(subject: Subject): readonly Finding[] {
  const { addonProblem, missingCapabilities } = subject.facts
  const addon =
    addonProblem === undefined
      ? []
      : [found('addon-missing', addonProblem, 'npm rebuild @holdfast/linux')]
  const missing = needsOf(subject).filter(({ capability }) =>
    missingCapabilities.includes(capability),
  )
  return [
    ...addon,
    ...missing.map(({ capability, purpose }) =>
      found(
        'capability-missing',
        `this process lacks ${capability}, for ${purpose}`,
        `run it as root; or in its unit: AmbientCapabilities=${capability}; ` +
          `or in a container: --cap-add=${capability.replace('CAP_', '')}`,
      ),
    ),
  ]
}

function needsOf(subject: Subject): readonly Need[] {
  const { configuration, instances } = subject
  const { netNamespace, virtualServers = [] } = configuration
  const needs: Need[] = []
  if (instances.length > 0) {
    needs.push(
      { capability: 'CAP_NET_RAW', purpose: 'adverts' },
      { capability: 'CAP_NET_ADMIN', purpose: 'virtual addresses' },
    )
  } else if (virtualServers.length > 0) {
    needs.push({ capability: 'CAP_NET_ADMIN', purpose: 'virtual servers' })
  }
  const lowPort = connectBlocksOf(configuration).find(({ bindPort = 1024 }) => bindPort < 1024)
  if (lowPort !== undefined) {
    needs.push({ capability: 'CAP_NET_BIND_SERVICE', purpose: `\`bind_port ${lowPort.bindPort}\`` })
  }
  const other = commandsOf(configuration).find(({ user }) => user !== undefined)
  if (other?.user !== undefined && !(subject.facts.isRoot && other.user.user === 'root')) {
    const purpose = `scripts that run as ${other.user.user}`
    needs.push({ capability: 'CAP_SETUID', purpose }, { capability: 'CAP_SETGID', purpose })
  }
  if (netNamespace !== undefined) {
    needs.push({ capability: 'CAP_SYS_ADMIN', purpose: `\`net_namespace ${netNamespace}\`` })
  }
  return needs
}
