import { expect, test } from 'vitest'
import { trackerNameOf } from './tracker-names.js'

const named = (...names: readonly string[]): readonly { readonly name: string }[] =>
  names.map((name) => ({ name }))

test.each([
  ['script', 'web', 'web'],
  ['process', 'web', 'web (process)'],
  ['file', 'web', 'web (file)'],
  ['process', 'db', 'db'],
  ['file', 'db', 'db (file)'],
  ['file', 'load', 'load'],
  ['interface', 'eth1', 'eth1'],
  ['script', 'eth1', 'eth1 (script)'],
  ['script', 'eth2', 'eth2 (script)'],
] as const)('%s %s is called %j', (source, name, called) => {
  const names = {
    scripts: named('web', 'eth1', 'eth2'),
    processes: named('web', 'db'),
    files: named('web', 'db', 'load'),
    instances: [{}, { trackInterfaces: named('eth1') }],
    syncGroups: [{ trackInterfaces: named('eth2') }],
  }
  expect(trackerNameOf(source, name, names)).toBe(called)
})
