import { ipFamily, parseIpAddress } from '@holdfast/core'
import type { IpFamily } from '@holdfast/core'
import type { SchedulerFlagName, VirtualServerConfig } from './config.js'
import type { IssueList } from './issue-list.js'
import { isNetmask, netmaskOf } from './netmask.js'
import { parseServiceId, serviceFamily } from './service.js'
import type { Persistence, SchedulerFlag, Service, ServiceId } from './service.js'

const flagNames: Readonly<Record<SchedulerFlagName, SchedulerFlag>> = {
  'flag-1': 'flag-1',
  'flag-2': 'flag-2',
  'flag-3': 'flag-3',
  'sh-fallback': 'flag-1',
  'sh-port': 'flag-2',
  'mh-fallback': 'flag-1',
  'mh-port': 'flag-2',
}

/** Undefined where nothing more can be said of it. */
export function resolveService(
  config: VirtualServerConfig,
  path: string,
  issues: IssueList,
): Service | undefined {
  const { scheduler = 'wlc', onePacket = false } = config
  const id = resolveId(config.service, `${path}.service`, issues)
  // IP_VS_SCHEDNAME_MAXLEN is 16, with the zero byte at the end.
  if (!isName(scheduler)) {
    issues.add(`${path}.scheduler`, `'${scheduler}' is no name of 1 to 15 characters`)
  }
  const schedulerFlags = resolveFlags(config, scheduler, `${path}.schedulerFlags`, issues)
  if (id === undefined) return undefined
  if (onePacket && id.kind === 'address' && id.protocol !== 'udp') {
    issues.add(`${path}.onePacket`, `is for UDP, not for ${id.protocol}`)
  }
  const persistence = resolvePersistence(config, serviceFamily(id), path, issues)
  if (id.kind === 'address' && id.port === 0 && persistence === undefined) {
    issues.add(`${path}.service`, 'port 0, which is every port, needs a persistenceTimeoutMs')
  }
  return { id, scheduler, schedulerFlags, onePacket, persistence }
}

function resolveId(
  service: string | ServiceId,
  path: string,
  issues: IssueList,
): ServiceId | undefined {
  if (typeof service === 'string') {
    const id = parseServiceId(service)
    if (id !== undefined) return id
    const hint = 'tcp 192.0.2.10:80, udp [2001:db8::1]:53, fwmark 7 inet6'
    issues.add(path, `'${service}' is no service`, hint)
    return undefined
  }
  if (service.kind === 'fwmark') {
    return issues.range(`${path}.mark`, service.mark, 1, 0xffff_ffff) ? service : undefined
  }
  const address = parseIpAddress(service.address)
  if (address === undefined) issues.add(`${path}.address`, `'${service.address}' is no IP address`)
  const isPort = issues.range(`${path}.port`, service.port, 0, 65_535)
  return address === undefined || !isPort ? undefined : { ...service, address }
}

function resolveFlags(
  { schedulerFlags = [] }: VirtualServerConfig,
  scheduler: string,
  path: string,
  issues: IssueList,
): readonly SchedulerFlag[] {
  for (const name of schedulerFlags) {
    const owner = name.slice(0, name.indexOf('-'))
    if (owner !== 'flag' && owner !== scheduler) {
      issues.add(path, `${name} is of the scheduler ${owner}, and this one is ${scheduler}`)
    }
  }
  return [...new Set(schedulerFlags.map((name) => flagNames[name]))].sort()
}

function resolvePersistence(
  config: VirtualServerConfig,
  family: IpFamily,
  path: string,
  issues: IssueList,
): Persistence | undefined {
  const { persistenceTimeoutMs: timeoutMs, persistenceEngine: engine } = config
  if (timeoutMs === undefined) {
    for (const name of ['persistenceGranularity', 'persistenceEngine'] as const) {
      if (config[name] !== undefined) {
        issues.add(`${path}.${name}`, 'means nothing without a persistenceTimeoutMs')
      }
    }
    return undefined
  }
  issues.seconds(`${path}.persistenceTimeoutMs`, timeoutMs, 1, 2_678_400)
  if (engine !== undefined && !isName(engine)) {
    issues.add(`${path}.persistenceEngine`, `'${engine}' is no name of 1 to 15 characters`)
  }
  const written = config.persistenceGranularity ?? (family === 4 ? 32 : 128)
  const granularity = resolveGranularity(String(written), family)
  if (granularity === undefined) {
    const wanted =
      family === 4 ? 'a netmask or a prefix length from 1 to 32' : 'a prefix length from 1 to 128'
    issues.add(`${path}.persistenceGranularity`, `'${written}' is not ${wanted}`)
    return undefined
  }
  return { timeoutMs, granularity, engine }
}

function resolveGranularity(text: string, family: IpFamily): string | undefined {
  const length = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : undefined
  if (family === 6) return length !== undefined && length <= 128 ? text : undefined
  if (length !== undefined) return length <= 32 ? netmaskOf(length) : undefined
  const address = parseIpAddress(text)
  return address !== undefined && ipFamily(address) === 4 && isNetmask(address)
    ? address
    : undefined
}

function isName(text: string): boolean {
  return /^[a-z0-9_-]{1,15}$/i.test(text)
}
