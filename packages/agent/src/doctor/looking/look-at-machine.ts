import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { openIpvs } from '@holdfast/ipvs'
import { linuxClock, missingCapabilities } from '@holdfast/linux'
import type { Capability } from '@holdfast/linux'
import { RawTransport } from '@holdfast/transport-raw'
import type { VrrpParameters } from '@holdfast/vrrp'
import type { KeepalivedConfiguration } from '../../configuration/model.js'
import { gatherFacts } from '../../lint/facts/gather-facts.js'
import { createHostLook } from '../../lint/facts/node-host-look.js'
import type { LinkFacts, MachineFacts } from '../machine-facts.js'
import { findRouters } from './find-routers.js'
import { listen } from './listen.js'
import type { Heard } from './listen.js'
import { measureTime } from './measure-time.js'
import { readChains } from './read-chains.js'
import { readLinks } from './read-links.js'
import { readService } from './read-service.js'

export interface LookOptions {
  readonly configuration: KeepalivedConfiguration
  readonly instances: readonly VrrpParameters[]
  readonly listenMs: number
}

const capabilities: readonly Capability[] = [
  'CAP_NET_RAW',
  'CAP_NET_ADMIN',
  'CAP_NET_BIND_SERVICE',
  'CAP_SETUID',
  'CAP_SETGID',
  'CAP_SYS_ADMIN',
]

/** Looks at everything that a configuration needs of this machine; it takes some seconds. */
export async function lookAtMachine(options: LookOptions): Promise<MachineFacts> {
  const { configuration, listenMs } = options
  const measuredMs = Math.min(1000, listenMs)
  const missing = missingCapabilities(capabilities)
  const suspended = attempt(() => linuxClock.suspendedMs?.() ?? 0)
  const links = attempt(readLinks)
  const [filter, heard, time, host] = await Promise.all([
    readChains(),
    hear(options, links.value, missing),
    measureTime(linuxClock, { suspendedMs: suspended.value ?? 0, measuredMs }),
    gatherFacts(configuration, createHostLook()),
  ])
  const blind =
    links.problem === undefined || suspended.problem !== undefined ? [] : [links.problem]
  return {
    addonProblem: suspended.problem,
    isRoot: process.getuid?.() === 0,
    missingCapabilities: missing,
    links: links.value,
    sysctl: readSysctl,
    canWriteSysctls: canWrite('/proc/sys/net/ipv4/ip_forward'),
    chains: filter.chains,
    hasNft: filter.hasNft,
    ...{ heard: heard.heard, claims: heard.claims },
    routers: findRouters(),
    time,
    command: (command) => host.command(command),
    hasIpvs: (configuration.virtualServers ?? []).length === 0 || hasIpvs(),
    service: readService(),
    blindSpots: [
      ...blind.map((each) => `the interfaces: ${each}`),
      ...filter.problems,
      ...heard.problems,
    ],
  }
}

async function hear(
  { instances, listenMs }: LookOptions,
  links: readonly LinkFacts[] | undefined,
  missing: readonly Capability[],
): Promise<Heard> {
  const nothing: Heard = { heard: [], claims: [], problems: [] }
  if (links === undefined || instances.length === 0) return nothing
  if (missing.includes('CAP_NET_RAW')) {
    return { ...nothing, problems: ['who speaks on the network: listening needs CAP_NET_RAW'] }
  }
  const transport = new RawTransport()
  const unixTimeMs = (): number => Date.now()
  return listen({ ...{ instances, links, transport, listenMs, unixTimeMs }, clock: linuxClock })
}

/** Whether the kernel has it, or a module that comes when it is asked for. */
function hasIpvs(): boolean {
  if (existsSync('/proc/net/ip_vs')) return true
  const { value: ipvs } = attempt(openIpvs)
  const { problem } = attempt(() => ipvs?.info())
  ipvs?.close()
  return ipvs !== undefined && problem === undefined
}

function readSysctl(path: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${path}`, 'utf8').trim()
  } catch {
    return undefined
  }
}

function canWrite(path: string): boolean {
  return attempt(() => accessSync(path, constants.W_OK)).problem === undefined
}

interface Attempt<Value> {
  readonly value?: Value
  readonly problem?: string
}

function attempt<Value>(act: () => Value): Attempt<Value> {
  try {
    return { value: act() }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { problem: message.split('\n')[0] ?? message }
  }
}
