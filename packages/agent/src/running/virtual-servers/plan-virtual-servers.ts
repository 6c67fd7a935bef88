import { planVirtualServer } from '@holdfast/check'
import type { CheckResources, ProcessRunner, Program, VirtualServerConfig } from '@holdfast/check'
import type {
  FileBlock,
  MiscCheckBlock,
  SslBlock,
  VirtualServerBlock,
} from '@holdfast/check/keywords'
import type { Clock } from '@holdfast/core'
import { formatServiceId } from '@holdfast/ipvs'
import type { GlobalDefs, KeepalivedConfiguration } from '../../configuration/model.js'
import type { Programs } from '../programs.js'
import { instancesHolding } from './instances-holding.js'
import { planServices } from './plan-services.js'
import { planSubject, planServerSubjects } from './plan-subjects.js'
import { planTable } from './plan-table.js'
import { readTls } from './read-tls.js'
import type { ReadText } from './read-tls.js'
import { virtualServerKey, virtualServerName } from './server-names.js'
import { settleBlock } from './settle-block.js'
import type { ServicePlan, VirtualServerPlan, VirtualServersPlan } from './virtual-server-plan.js'

/** What the checks are made with. */
export interface CheckWorld {
  readonly runner: ProcessRunner
  readonly clock: Clock
  readonly readText: ReadText
}

export interface PlannedVirtualServers {
  readonly plan: VirtualServersPlan
  /** By the key of the plan: what asks the servers. It is no plain data, so it stands beside. */
  readonly checks: ReadonlyMap<string, VirtualServerConfig>
  readonly problems: readonly string[]
}

/** Turns blocks `virtual_server` into what is run; what cannot be is left out and told of. */
export async function planVirtualServers(
  configuration: KeepalivedConfiguration,
  programs: Programs,
  world: CheckWorld,
): Promise<PlannedVirtualServers> {
  const { virtualServers = [], globalDefs = {}, ssl } = configuration
  const problems: string[] = []
  const checks = new Map<string, VirtualServerConfig>()
  const servers: VirtualServerPlan[] = []
  const owners = new Map<string, string>()
  const hasTls = virtualServers.some(({ realServers = [] }) =>
    realServers.some(({ sslGets = [] }) => sslGets.length > 0),
  )
  const tls = hasTls && ssl !== undefined ? readTls(ssl, world.readText, problems) : undefined
  for (const block of virtualServers) {
    const planned = await planOne(block, { configuration, programs, world, tls, problems })
    if (planned === undefined) continue
    const { plan, config } = planned
    if (checks.has(plan.key)) {
      problems.push(`virtual_server ${plan.key} is there already: the second is left out`)
      continue
    }
    checks.set(plan.key, config)
    servers.push({ ...plan, services: untaken(plan, owners, problems) })
  }
  return { plan: { servers, table: planTable(globalDefs, configuration) }, checks, problems }
}

/** Of the services of a virtual server those that no other one has; they are its own from now on. */
function untaken(
  { key, services }: VirtualServerPlan,
  owners: Map<string, string>,
  problems: string[],
): readonly ServicePlan[] {
  return services.filter(({ service }) => {
    const name = formatServiceId(service.id)
    const owner = owners.get(name)
    if (owner === undefined) owners.set(name, key)
    else problems.push(`virtual_server ${key} goes without ${name}, which ${owner} has`)
    return owner === undefined
  })
}

interface Context {
  readonly configuration: KeepalivedConfiguration
  readonly programs: Programs
  readonly world: CheckWorld
  readonly tls: SslBlock | undefined
  readonly problems: string[]
}

async function planOne(
  written: VirtualServerBlock,
  context: Context,
): Promise<{ plan: VirtualServerPlan; config: VirtualServerConfig } | undefined> {
  const { configuration, programs, problems } = context
  const { globalDefs = {}, virtualServerGroups = [] } = configuration
  const what = `virtual_server ${virtualServerName(written)}`
  const complain = (problem: string): unknown => problems.push(`${what} ${problem}`)
  const block = settleBlock(written, globalDefs, complain)
  if (block === undefined) return undefined
  const services = planServices(block, virtualServerGroups, complain)
  if (services === undefined) return undefined
  const found = await findPrograms(block, what, programs)
  const checked = planVirtualServer(block, resourcesOf(found, context))
  for (const { path, message } of checked.issues) {
    complain(`has a check that is not done as it is written: ${path}: ${message}`)
  }
  const names = new Set(fileChecksOf(block))
  const plan: VirtualServerPlan = {
    key: virtualServerKey(block),
    block,
    programs: [...found.values()],
    files: (configuration.files ?? []).filter(({ name }) => names.has(name)),
    tls: context.tls,
    services,
    suspendedWithout: instancesHolding(block, services, configuration, complain),
    subject: await planSubject(block, globalDefs, programs),
    servers: await planServerSubjects(block, globalDefs, programs),
  }
  return { plan, config: { ...checked.config, ...tellsInitial(globalDefs) } }
}

function tellsInitial({ rsInitNotifies }: GlobalDefs): Pick<VirtualServerConfig, 'tellsInitial'> {
  return rsInitNotifies === true ? { tellsInitial: true } : {}
}

type FoundPrograms = ReadonlyMap<MiscCheckBlock, Program | undefined>

async function findPrograms(
  { realServers = [] }: VirtualServerBlock,
  what: string,
  programs: Programs,
): Promise<FoundPrograms> {
  const found = new Map<MiscCheckBlock, Program | undefined>()
  for (const check of realServers.flatMap(({ miscChecks = [] }) => miscChecks)) {
    const { user, miscPath } = check
    const command = user === undefined ? miscPath : { argv: miscPath.argv, ...user }
    const name = `MISC_CHECK of ${what}`
    found.set(check, await programs.find(name, command, 'always fails'))
  }
  return found
}

function resourcesOf(found: FoundPrograms, { configuration, world, tls }: Context): CheckResources {
  const { runner, clock } = world
  const trackFile = (name: string): FileBlock | undefined =>
    configuration.files?.find((file) => file.name === name)
  return {
    ...{ runner, clock, trackFile },
    program: (block) => found.get(block),
    ...(tls === undefined ? {} : { tls }),
  }
}

/** The names of the files that decide about servers. */
export function fileChecksOf({ realServers = [] }: VirtualServerBlock): readonly string[] {
  return realServers.flatMap(({ fileChecks = [] }) => fileChecks.map(({ trackFile }) => trackFile))
}
