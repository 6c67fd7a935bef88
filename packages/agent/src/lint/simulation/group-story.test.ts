import { expect, test } from 'vitest'
import { lintCluster } from '../cluster/lint-cluster.js'
import { membersOf } from '../cluster/member.js'
import type { LintNode } from '../cluster/member.js'
import { loadText } from '../testing/load-text.js'
import { simulateFinding } from './simulate-finding.js'

const block = (name: string, vrid: number, priority: number, more: string): string => `
vrrp_instance ${name} {
    interface eth${vrid}
    virtual_router_id ${vrid}
    priority ${priority}
    virtual_ipaddress { 10.0.${vrid}.100/24 }
    ${more}
}
`
const group = 'vrrp_sync_group G { group { inside\n outside\n }\n}\n'

function nodeOf(name: string, priority: number, groups: string, more = ''): LintNode {
  const text = `${block('inside', 1, priority, more)}${block('outside', 2, priority, more)}${groups}`
  const { configuration, places } = loadText(text)
  return { name, configuration, places }
}

test.each([
  ['the stronger one', nodeOf('a', 100, group), nodeOf('b', 150, '')],
  ['the weaker one', nodeOf('a', 150, group), nodeOf('b', 100, '')],
  [
    'of two that preempt nobody',
    nodeOf('a', 150, group, 'nopreempt'),
    nodeOf('b', 100, '', 'nopreempt'),
  ],
])('a node that lets the routers of a group part: %s', (_, a, b) => {
  const findings = lintCluster([a, b])
  expect(findings.map(({ code, subject }) => `${subject.node.name} ${code}`)).toEqual([
    'b different-sync-group',
  ])
  const [finding] = findings
  expect(finding?.diagnostic.message).toContain(
    '`inside` and `outside` are in no sync group together, but in `G` at ',
  )
  const { isShown, conclusion, timeline } = simulateFinding(finding!)
  expect({ isShown, conclusion, timeline }).toMatchObject({
    isShown: true,
    conclusion: 'nobody is MASTER of inside, and b of outside',
  })

  // With the group on both nodes the same story ends well.
  const right = [nodeOf('a', 100, group), nodeOf('b', 150, group)]
  expect(lintCluster(right)).toEqual([])
  const [insideA, outsideA, insideB, outsideB] = right.flatMap(membersOf)
  expect(
    simulateFinding({
      ...finding!,
      members: [insideA!, insideB!],
      fellows: [outsideA!, outsideB!],
      subject: insideB!,
    }),
  ).toMatchObject({
    isShown: false,
    conclusion: 'a is MASTER of inside, and a of outside',
  })
})

test('groups that differ in nothing but their names are the same', () => {
  const renamed = group.replace('G', 'other')
  expect(lintCluster([nodeOf('a', 150, group), nodeOf('b', 100, renamed)])).toEqual([])
})
