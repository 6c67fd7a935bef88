import { resolveConfig } from '@holdfast/vrrp'
import { loadFromText } from '../../configuration/testing/load-from-text.js'
import { planInstances } from '../../running/plan-instances.js'
import { examine } from '../examine.js'
import type { LinkFacts, MachineFacts } from '../machine-facts.js'
import type { Subject } from '../subject.js'

/** An interface with a cable and an address of 192.0.2.0/24. */
export const eth0: LinkFacts = {
  name: 'eth0',
  isUp: true,
  hasCarrier: true,
  isMulticast: true,
  macAddress: '02:00:00:00:00:01',
  mtu: 1500,
  addresses: [{ address: '192.0.2.1', prefixLength: 24 }],
  bridge: undefined,
}

/** A machine that nothing is wrong with. */
export const healthyMachine: MachineFacts = {
  addonProblem: undefined,
  isRoot: true,
  missingCapabilities: [],
  links: [eth0],
  sysctl: () => undefined,
  canWriteSysctls: true,
  chains: [],
  hasNft: true,
  heard: [],
  claims: [],
  routers: [],
  time: { latestMs: 2, stolenShare: 0, suspendedMs: 0 },
  command: () => undefined,
  hasIpvs: true,
  service: { isManaged: true, isInstalled: true, isEnabled: true, isKeepalivedEnabled: false },
  blindSpots: [],
}

/** A keepalived.conf, and what is different on the machine. */
export function subjectOf(text: string, facts: Partial<MachineFacts> = {}): Subject {
  const { configuration, diagnostics } = loadFromText(text)
  const scripts = new Set((configuration.scripts ?? []).map(({ name }) => name))
  const { configs } = planInstances(configuration, scripts, { table: () => undefined })
  return {
    file: 'a.conf',
    configuration,
    errorCount: diagnostics.filter(({ severity }) => severity === 'error').length,
    instances: configs.map((config) => resolveConfig(config).parameters),
    facts: { ...healthyMachine, ...facts },
  }
}

/** What is found, as `CODE: MESSAGE | FIX`. */
export function findingsOf(text: string, facts: Partial<MachineFacts> = {}): readonly string[] {
  return examine(subjectOf(text, facts)).map(({ code, message, fix }) =>
    fix === undefined ? `${code}: ${message}` : `${code}: ${message} | ${fix}`,
  )
}

/** An instance VI_1 on eth0 with VRID 51, and more lines in it. */
export function instance(more = '', addresses = '192.0.2.100/24'): string {
  return `vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    virtual_ipaddress {
        ${addresses}
    }
    ${more}
}
`
}
