import { ConfigError, noRouting } from '@holdfast/core'
import type { DesiredAddress, DesiredRouting } from '@holdfast/core'
import { resolveConfig } from '@holdfast/vrrp'
import { toVrrpConfig } from '@holdfast/vrrp/keywords'
import type { RoutingNames } from '@holdfast/vrrp/keywords'
import type { KeepalivedConfiguration } from '../configuration/model.js'

/** What is held from start to stop, whoever is master. */
export interface StaticPlan {
  readonly addresses: readonly DesiredAddress[]
  readonly routing: DesiredRouting
}

export const nothingHeld: StaticPlan = { addresses: [], routing: noRouting }

export interface PlannedStatic {
  readonly plan: StaticPlan
  readonly problems: readonly string[]
}

/** Static lines mean what an instance without an election would hold. */
export function planStatic(
  configuration: KeepalivedConfiguration,
  names: RoutingNames,
): PlannedStatic {
  const { globalDefs, staticAddresses = [], staticRoutes = [], staticRules = [] } = configuration
  const { config, problems } = toVrrpConfig(
    {
      name: 'static',
      interface: globalDefs?.defaultInterface ?? 'eth0',
      virtualRouterId: 1,
      excludedAddresses: staticAddresses,
      virtualRoutes: staticRoutes,
      virtualRules: staticRules,
    },
    { names },
  )
  try {
    const { heldAddresses: addresses, routing } = resolveConfig(config).parameters
    return { plan: { addresses, routing }, problems }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const issues = error.issues.map(({ path, message }) => `static ${path}: ${message}`)
    return { plan: nothingHeld, problems: [...problems, ...issues] }
  }
}
