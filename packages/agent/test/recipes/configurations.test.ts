import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadKeepalivedConfiguration } from '../../src/configuration/load-keepalived-configuration.js'
import { nodeFiles } from '../../src/running/node-files.js'
import { root } from '../../../../test/support/program.js'

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url))
// Configurations as people have published them, where a folder of them is beside this repository.
const published = join(dirname(root), 'shared', 'seed-recipes')

if (!existsSync(published)) {
  process.stderr.write(`SKIPPED: published recipes: there is no folder ${published}\n`)
}

/** Lines that keepalived 2.2.7 complains of with `-t`, but for interfaces that are missing there. */
const complaints: Readonly<Record<string, readonly number[]>> = {
  'apache-strict/a/etc/keepalived/keepalived.conf': [12, 13, 23],
  'apache-strict/b/etc/keepalived/keepalived.conf': [12, 13, 23],
  'apache/a/etc/keepalived/keepalived.conf': [12, 13, 23],
  'apache/b/etc/keepalived/keepalived.conf': [12, 13, 23],
  'load-balancers/a/etc/keepalived/keepalived.conf': [9],
  'load-balancers-label/a/etc/keepalived/keepalived.conf': [1],
  'load-balancers-label/b/etc/keepalived/keepalived.conf': [1],
  'lvs-rr/a/etc/keepalived/keepalived.conf': [26, 35],
  'lvs-rr/b/etc/keepalived/keepalived.conf': [26, 35],
  'lvs-wlc/a/etc/keepalived/keepalived.conf': [26, 35],
  'lvs-wlc/b/etc/keepalived/keepalived.conf': [26, 35],
  'apache-master.conf': [7, 12, 13, 23, 26],
  'apache-slave.conf': [12, 13, 23],
  'global-defs.conf': [13, 14],
  'lb-master.conf': [9],
  'lb01.conf': [1],
  'lb02.conf': [1],
  'lvs-dr-rr.conf': [25, 34],
  'lvs-dr-wlc.conf': [25, 34],
  'vrrp-instance-track-script.conf': [16],
}

describe.each([
  { title: 'the recipes of these tests', folder: fixtures },
  ...(existsSync(published) ? [{ title: 'published recipes', folder: published }] : []),
])('$title', ({ folder }) => {
  test.each(configurationsBelow(folder))('%s: no error that keepalived does not see', (name) => {
    const file = join(folder, name)
    const loaded = loadKeepalivedConfiguration({
      ...{ file, reader: nodeFiles },
      ...{ configId: 'director1', random: () => 0.5 },
    })
    const errors = loaded.diagnostics
      .filter(({ severity, line }) => severity === 'error' && !complaints[name]?.includes(line))
      .map(({ line, message }) => `${line}: ${message}`)
    expect(errors).toEqual([])
    // And what the file is about is kept: every instance, with its address.
    const instances = loaded.configuration.instances ?? []
    const written = readFileSync(file, 'utf8').match(/^\s*vrrp_instance /gm) ?? []
    expect(instances).toHaveLength(written.length)
    for (const { virtualAddresses } of instances) expect(virtualAddresses).toHaveLength(1)
  })
})

function configurationsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.conf'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}
