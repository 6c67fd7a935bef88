import type { NotifyScripts, Program, VirtualServerConfig } from '@holdfast/check'
import type { FileBlock, ScriptBlock } from '@holdfast/check/keywords'
import type { Command } from '@holdfast/core/config'
import { trackerNameOf } from '@holdfast/vrrp/keywords'
import type {
  NotifyKeywords,
  RoutingNames,
  TrackerSource,
  UpDownDelayLine,
} from '@holdfast/vrrp/keywords'
import type { GlobalDefs, KeepalivedConfiguration } from '../configuration/model.js'
import type { AgentPlan, FifoPlan, FilePlan } from './agent-plan.js'
import type { LinkDelay } from './delayed-links.js'
import type { ScheduledReloadPlan, ScriptPlan, SubjectPlan, TimedProgram } from './agent-plan.js'
import { planInstances } from './plan-instances.js'
import { planMail } from './plan-mail.js'
import { planStatic } from './plan-static.js'
import type { ProgramFinder } from './program-finder.js'
import { defaultIdentity, Programs } from './programs.js'
import { fileChecksOf, planVirtualServers } from './virtual-servers/plan-virtual-servers.js'
import type { CheckWorld } from './virtual-servers/plan-virtual-servers.js'

export interface PlanSurroundings {
  readonly finder: ProgramFinder
  readonly hostName: string
  readonly names: RoutingNames
  readonly checks: CheckWorld
  /** How long the machine had been running when the agent was made; milliseconds. */
  readonly sinceBootMs: number
}

export interface PlannedAgent {
  readonly plan: AgentPlan
  /** What asks the servers of each virtual server, by its key. */
  readonly checks: ReadonlyMap<string, VirtualServerConfig>
  /** What was left out, and why: as keepalived does with scripts that cannot be run. */
  readonly problems: readonly string[]
}

/** Turns a configuration into what is run: looks for programs and users, fills in the defaults. */
export async function planAgent(
  written: KeepalivedConfiguration,
  { finder, hostName, names, checks, sinceBootMs }: PlanSurroundings,
): Promise<PlannedAgent> {
  const configuration = afterBoot(written, sinceBootMs)
  const { globalDefs = {}, instances = [], syncGroups = [] } = configuration
  const programs = new Programs(finder, globalDefs, await defaultIdentity(finder, globalDefs))
  const named = <Plan extends { readonly name: string }>(
    source: TrackerSource,
    plan: Plan,
  ): Plan => ({
    ...plan,
    name: trackerNameOf(source, plan.name, configuration),
  })
  const found = await each(configuration.scripts, (block) => planScript(block, programs))
  const scripts = found.map((plan) => named('script', plan))
  const runnable = new Set(scripts.map(({ name }) => name))
  const planned = planInstances(configuration, runnable, names)
  const held = planStatic(configuration, names)
  const served = await planVirtualServers(configuration, programs, checks)
  const checkedFiles = new Set((configuration.virtualServers ?? []).flatMap(fileChecksOf))
  const subjects = await each(instances, (block) =>
    planSubject('INSTANCE', block, globalDefs, programs),
  )
  const groupSubjects = await each(syncGroups, (block) =>
    planSubject('GROUP', block, globalDefs, programs),
  )
  const plan: AgentPlan = {
    instances: planned.configs.map((config) => ({
      config,
      subject: subjects.find(({ name }) => name === config.name) as SubjectPlan,
    })),
    groups: planned.groups.map((group) => ({
      ...group,
      subject: groupSubjects.find(({ name }) => name === group.name) as SubjectPlan,
    })),
    scripts: scripts.filter(({ name }) => planned.tracked.has(name)),
    processes: (configuration.processes ?? [])
      .map((block) => named('process', block))
      .filter(isIn(planned.tracked)),
    files: (configuration.files ?? [])
      .map((block) => named('file', planFile(block)))
      .filter(({ name }) => planned.tracked.has(name) || checkedFiles.has(name)),
    virtualServers: served.plan,
    notifying: {
      fifos: await planFifos(globalDefs, programs),
      repeatsStates: globalDefs.fifoWriteVrrpStatesOnReload ?? false,
      mail: planMail(globalDefs, hostName),
    },
    held: held.plan,
    linkDelays: (configuration.interfaceUpDownDelays ?? []).map(planDelay),
    startup: await planTimed(programs, 'startup_script', {
      command: globalDefs.startupScript,
      timeoutMs: globalDefs.startupScriptTimeoutMs,
    }),
    shutdown: await planTimed(programs, 'shutdown_script', {
      command: globalDefs.shutdownScript,
      timeoutMs: globalDefs.shutdownScriptTimeoutMs,
    }),
    scheduledReload: planScheduledReload(globalDefs),
  }
  const problems = [programs, planned, held, served].flatMap((each) => each.problems)
  return { plan, checks: served.checks, problems }
}

/** `vrrp_delay_after_boot` is a startup delay that began when the machine booted. */
function afterBoot(
  configuration: KeepalivedConfiguration,
  sinceBootMs: number,
): KeepalivedConfiguration {
  const { globalDefs = {} } = configuration
  const { vrrpDelayAfterBootMs = 0, vrrpStartupDelayMs = 0 } = globalDefs
  const leftMs = Math.ceil(vrrpDelayAfterBootMs - sinceBootMs)
  if (leftMs <= vrrpStartupDelayMs) return configuration
  return { ...configuration, globalDefs: { ...globalDefs, vrrpStartupDelayMs: leftMs } }
}

async function planScript(block: ScriptBlock, programs: Programs): Promise<ScriptPlan | undefined> {
  const { name, script, user, intervalMs = 1000, timeoutMs = intervalMs } = block
  const command = user === undefined ? script : { argv: script.argv, ...user }
  const program = await programs.find(`vrrp_script ${name}`, command)
  return program === undefined ? undefined : { name, program, intervalMs, timeoutMs }
}

function planFile({ name, file, initFile }: FileBlock): FilePlan {
  const { value = 0, overwrite = false } = initFile ?? {}
  return { name, path: file, init: initFile === undefined ? undefined : { value, overwrite } }
}

function planScheduledReload({
  reloadTimeFile: path,
  reloadRepeat: repeats = false,
}: GlobalDefs): ScheduledReloadPlan | undefined {
  return path === undefined ? undefined : { path, repeats }
}

/** Without another one, the delay is for both ways. */
function planDelay({ interface: name, downDelayMs, upDelayMs }: UpDownDelayLine): LinkDelay {
  return { interface: name, downMs: downDelayMs, upMs: upDelayMs ?? downDelayMs }
}

interface SubjectBlock extends NotifyKeywords {
  readonly name: string
  readonly notifyMasterRxLowerPri?: Command
  readonly notifyDeleted?: Command | true
}

async function planSubject(
  kind: SubjectPlan['kind'],
  block: SubjectBlock,
  globals: GlobalDefs,
  programs: Programs,
): Promise<SubjectPlan> {
  const { name, notifyDeleted } = block
  const commands: Readonly<Record<keyof NotifyScripts, Command | undefined>> = {
    notifyMaster: block.notifyMaster,
    notifyBackup: block.notifyBackup,
    notifyFault: block.notifyFault,
    notifyStop: block.notifyStop,
    notifyDeleted: notifyDeleted === true ? undefined : notifyDeleted,
    notifyMasterRxLowerPri: block.notifyMasterRxLowerPri,
    notify: block.notify,
  }
  const scripts: { -readonly [Name in keyof NotifyScripts]: Program } = {}
  for (const key of Object.keys(commands) as (keyof NotifyScripts)[]) {
    const program = await programs.find(`${key} of ${name}`, commands[key])
    if (program !== undefined) scripts[key] = program
  }
  return {
    kind,
    name,
    scripts,
    deletedAs: notifyDeleted === undefined ? 'FAULT' : 'DELETED',
    isMailed: block.smtpAlert ?? globals.smtpAlertVrrp ?? globals.smtpAlert ?? false,
    tellsPriority: block.notifyPriorityChanges ?? globals.vrrpNotifyPriorityChanges ?? false,
  }
}

async function planFifos(globals: GlobalDefs, programs: Programs): Promise<readonly FifoPlan[]> {
  const fifos = [
    {
      name: 'notify_fifo',
      about: 'everything' as const,
      line: globals.notifyFifo,
      script: globals.notifyFifoScript,
    },
    {
      name: 'vrrp_notify_fifo',
      about: 'routers' as const,
      line: globals.vrrpNotifyFifo,
      script: globals.vrrpNotifyFifoScript,
    },
    {
      name: 'lvs_notify_fifo',
      about: 'servers' as const,
      line: globals.lvsNotifyFifo,
      script: globals.lvsNotifyFifoScript,
    },
  ]
  return each(fifos, async ({ name, about, line, script }) => {
    if (line === undefined) return undefined
    const { path, owner } = line
    return {
      path,
      about,
      owner: owner === undefined ? undefined : await programs.identity(name, owner),
      reader: await programs.find(`${name}_script`, script),
    }
  })
}

async function planTimed(
  programs: Programs,
  what: string,
  given: { readonly command: Command | undefined; readonly timeoutMs: number | undefined },
): Promise<TimedProgram | undefined> {
  const program = await programs.find(what, given.command)
  return program === undefined ? undefined : { program, timeoutMs: given.timeoutMs ?? 10_000 }
}

/** One after the other, so that problems are told in the order of the file. */
async function each<Block, Plan>(
  blocks: readonly Block[] | undefined,
  plan: (block: Block) => Promise<Plan | undefined>,
): Promise<readonly Plan[]> {
  const plans: Plan[] = []
  for (const block of blocks ?? []) {
    const made = await plan(block)
    if (made !== undefined) plans.push(made)
  }
  return plans
}

function isIn(names: ReadonlySet<string>): (plan: { readonly name: string }) => boolean {
  return ({ name }) => names.has(name)
}
