import type { Examination, Finding } from './finding.js'
import { examineAddresses } from './examinations/addresses.js'
import { examineConfiguration } from './examinations/configuration.js'
import { examineFirewall } from './examinations/firewall.js'
import { examineInterfaces } from './examinations/interfaces.js'
import { examinePeers } from './examinations/peers.js'
import { examinePrivileges } from './examinations/privileges.js'
import { examineProcesses } from './examinations/processes.js'
import { examineScripts } from './examinations/scripts.js'
import { examineService } from './examinations/service.js'
import { examineSysctls } from './examinations/sysctls.js'
import { examineTime } from './examinations/time.js'
import { examineVirtualServers } from './examinations/virtual-servers.js'
import type { Subject } from './subject.js'

const examinations: readonly Examination[] = [
  examineConfiguration,
  examinePrivileges,
  examineInterfaces,
  examineSysctls,
  examineFirewall,
  examineAddresses,
  examinePeers,
  examineProcesses,
  examineTime,
  examineScripts,
  examineVirtualServers,
  examineService,
]

/** What would keep a configuration from working on a machine, from facts alone. */
export function examine(subject: Subject): readonly Finding[] {
  return examinations.flatMap((examination) => examination(subject))
}
