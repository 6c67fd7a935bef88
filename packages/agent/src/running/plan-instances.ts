import { ConfigError } from '@holdfast/core'
import { mixesOwners, resolveConfig } from '@holdfast/vrrp'
import type { VrrpConfig } from '@holdfast/vrrp'
import { toVrrpConfig, trackerNameOf } from '@holdfast/vrrp/keywords'
import type { InstanceBlock, RoutingNames } from '@holdfast/vrrp/keywords'
import type { KeepalivedConfiguration } from '../configuration/model.js'
import { syncGroupOf } from '../configuration/sync-group-of.js'

export interface PlannedInstances {
  readonly configs: readonly VrrpConfig[]
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[]
  /** Names of the scripts, processes and files that somebody tracks. */
  readonly tracked: ReadonlySet<string>
  readonly problems: readonly string[]
}

/** The instances that can be run, and their groups. `runnable` are the trackers of usable scripts. */
export function planInstances(
  configuration: KeepalivedConfiguration,
  runnable: ReadonlySet<string>,
  names: RoutingNames,
): PlannedInstances {
  const { instances = [], syncGroups = [] } = configuration
  const problems: string[] = []
  const configs = instances.flatMap((block) => {
    const mapped = map(block, configuration, names)
    problems.push(...mapped.problems.map((problem) => `(${block.name}) ${problem}`))
    const config = withoutUnusable(mapped.config, configuration, runnable)
    const problem = problemOf(config)
    if (problem === undefined) return [config]
    problems.push(`${problem}: the instance is left out`)
    return []
  })
  const known = new Set(configs.map(({ name }) => name))
  const groups = syncGroups
    .map(({ name, members = [] }) => ({ name, members: members.filter((each) => known.has(each)) }))
    .filter(({ name, members }) => {
      // A configuration that was given as an object has not been looked through for that.
      const found = configs.filter((config) => members.includes(config.name))
      const mixed = mixesOwners(found.map(({ priority }) => priority))
      if (mixed)
        problems.push(`sync group ${name} is left out: it mixes address owners with others`)
      return members.length > 0 && !mixed
    })
  const tracked = new Set(configs.flatMap(({ trackers = [] }) => trackers.map(({ name }) => name)))
  return { configs, groups, tracked, problems }
}

function map(
  block: InstanceBlock,
  configuration: KeepalivedConfiguration,
  names: RoutingNames,
): ReturnType<typeof toVrrpConfig> {
  const { globalDefs, garpGroups, syncGroups } = configuration
  const syncGroup = syncGroupOf(block.name, syncGroups)
  return toVrrpConfig(block, {
    names,
    trackers: configuration,
    ...(globalDefs === undefined ? {} : { defaults: globalDefs }),
    ...(garpGroups === undefined ? {} : { garpGroups }),
    ...(syncGroup === undefined ? {} : { syncGroup }),
  })
}

/** As keepalived does: what can never be run is not waited for. */
function withoutUnusable(
  config: VrrpConfig,
  configuration: KeepalivedConfiguration,
  runnable: ReadonlySet<string>,
): VrrpConfig {
  const { scripts = [] } = configuration
  const names = scripts.map(({ name }) => trackerNameOf('script', name, configuration))
  const unusable = new Set(names.filter((name) => !runnable.has(name)))
  const { trackers = [] } = config
  const left = trackers.filter(({ kind, name }) => kind !== 'script' || !unusable.has(name))
  return left.length === trackers.length ? config : { ...config, trackers: left }
}

function problemOf(config: VrrpConfig): string | undefined {
  try {
    resolveConfig(config)
    return undefined
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
}
