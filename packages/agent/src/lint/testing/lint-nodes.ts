import type { InstanceBlock } from '@holdfast/vrrp/keywords'
import type { KeepalivedConfiguration } from '../../configuration/model.js'
import type { LintNode } from '../cluster/member.js'

export const vip = { address: '198.51.100.7', prefixLength: 24 } as const

/** What the instance of every node has in tests, unless a test says otherwise. */
const usual = {
  name: 'VI_1',
  interface: 'eth0',
  virtualRouterId: 51,
  virtualAddresses: [vip],
} as const satisfies InstanceBlock

/** Nodes that are said by what is special about their instance. */
export function lintNodes(
  instances: Readonly<Record<string, Partial<InstanceBlock>>>,
  configuration: KeepalivedConfiguration = {},
): readonly LintNode[] {
  return Object.entries(instances).map(([name, special]) => ({
    name,
    configuration: { ...configuration, instances: [{ ...usual, ...special }] },
    places: {
      of: (_value, field = '') =>
        field === '' ? [{ file: `${name}.conf`, line: 1, column: 1, endColumn: 14 }] : [],
    },
  }))
}
