import { isDeepStrictEqual } from 'node:util'
import type { AgentPlan } from './agent-plan.js'

type Named = Readonly<Record<string, unknown>>

/**
 * What a reload would change, a line for each value: `instance VI_1: priority 150 -> 120`. Nothing
 * where two plans are the same.
 */
export function planDifference(before: AgentPlan, after: AgentPlan): readonly string[] {
  const configs = (plan: AgentPlan): readonly Named[] =>
    plan.instances.map(({ config }) => ({ ...config }))
  const named = (list: readonly object[]): readonly Named[] => list.map((each) => ({ ...each }))
  return [
    ...differences('instance', configs(before), configs(after)),
    ...differences('sync group', groups(before), groups(after)),
    ...differences('script', named(before.scripts), named(after.scripts)),
    ...differences('process', named(before.processes), named(after.processes)),
    ...differences('file', named(before.files), named(after.files)),
    ...differences('virtual server', virtualServers(before), virtualServers(after)),
    ...values('ipvs ', { ...before.virtualServers.table }, { ...after.virtualServers.table }),
    ...differences('notification of', subjects(before), subjects(after)),
    ...values('', { ...before.notifying }, { ...after.notifying }),
    ...values('static ', { ...before.held }, { ...after.held }),
    ...values('', others(before), others(after)),
  ]
}

function groups({ groups: all }: AgentPlan): readonly Named[] {
  return all.map(({ name, members }) => ({ name, members }))
}

function virtualServers({ virtualServers: { servers } }: AgentPlan): readonly Named[] {
  return servers.map(({ key, block, programs: found, files, tls }) => {
    return { ...block, name: key, programs: found, files, tls }
  })
}

function subjects(plan: AgentPlan): readonly Named[] {
  return [...plan.instances, ...plan.groups].map(({ subject }) => ({ ...subject }))
}

function others({ linkDelays, startup, shutdown, scheduledReload }: AgentPlan): Named {
  return {
    interface_up_down_delays: linkDelays,
    startup_script: startup,
    shutdown_script: shutdown,
    reload_time_file: scheduledReload,
  }
}

function differences(
  what: string,
  before: readonly Named[],
  after: readonly Named[],
): readonly string[] {
  const nameOf = ({ name }: Named): string => String(name)
  const names = new Set([...before, ...after].map(nameOf))
  return [...names].flatMap((name) => {
    const was = before.find((each) => nameOf(each) === name)
    const is = after.find((each) => nameOf(each) === name)
    if (was === undefined) return [`${what} ${name}: new`]
    if (is === undefined) return [`${what} ${name}: ends`]
    return values(`${what} ${name}: `, was, is)
  })
}

function values(prefix: string, before: Named, after: Named): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].flatMap((key) => {
    const [was, is] = [before[key], after[key]]
    if (isDeepStrictEqual(was, is)) return []
    if (Array.isArray(was) && Array.isArray(is)) return elements(`${prefix}${key}`, was, is)
    return [`${prefix}${key} ${shown(was)} -> ${shown(is)}`]
  })
}

function elements(
  what: string,
  before: readonly unknown[],
  after: readonly unknown[],
): readonly string[] {
  const missingIn = (list: readonly unknown[], each: unknown): boolean =>
    !list.some((other) => isDeepStrictEqual(other, each))
  const gone = before.filter((each) => missingIn(after, each))
  const fresh = after.filter((each) => missingIn(before, each))
  if (gone.length + fresh.length === 0) return [`${what}: another order`]
  return [
    ...gone.map((each) => `${what} - ${shown(each)}`),
    ...fresh.map((each) => `${what} + ${shown(each)}`),
  ]
}

/** Secrets stay where they are: a difference is read by more people than the file. */
function shown(value: unknown): string {
  if (value === undefined) return 'none'
  return typeof value === 'string'
    ? value
    : JSON.stringify(value, (key, each: unknown) =>
        /password|key|pass|^ca$|certificate/i.test(key) ? '***' : each,
      )
}
