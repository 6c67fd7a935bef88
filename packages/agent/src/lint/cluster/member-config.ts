import type { VrrpConfig } from '@holdfast/vrrp'
import { toVrrpConfig } from '@holdfast/vrrp/keywords'
import type { InstanceBlock, SyncGroupBlock } from '@holdfast/vrrp/keywords'
import type { KeepalivedConfiguration } from '../../configuration/model.js'
import { without } from './without.js'

/** What the instance of a node means, without looking at that node: nobody is there yet. */
export function memberConfig(
  block: InstanceBlock,
  syncGroup: SyncGroupBlock | undefined,
  configuration: KeepalivedConfiguration,
): VrrpConfig {
  const { globalDefs: defaults = {} } = configuration
  const { config } = toVrrpConfig(block, {
    defaults,
    trackers: configuration,
    ...(syncGroup === undefined ? {} : { syncGroup }),
  })
  // Their tables have names on the node only.
  const kept = without(config, ['virtualRoutes', 'virtualRules'])
  return { ...kept, ...withoutKeyFiles(kept.authentication) }
}

/** The same file on two nodes is taken for the same key: what is in it cannot be seen from here. */
function withoutKeyFiles(
  authentication: VrrpConfig['authentication'],
): Pick<VrrpConfig, 'authentication'> {
  if (authentication?.type !== 'hmac') return {}
  const keys = authentication.keys.map(({ id, key }) => ({
    id,
    key: key.startsWith('file:') ? key.padEnd(shortestKey, '.').slice(-longestKey) : key,
  }))
  return { authentication: { ...authentication, keys } }
}

/** In octets. */
const shortestKey = 32
const longestKey = 64
