import { compareIpAddresses } from '@holdfast/core'
import { finding } from './finding.js'
import type { Finding } from './finding.js'
import { priorityOf, strongest } from './election.js'
import type { VirtualRouter } from './match-members.js'
import { nameOf, placeOf, titleOf } from './member.js'
import type { Member } from './member.js'

/** What is odd about who is to be master. */
export function priorityFindings(router: VirtualRouter): readonly Finding[] {
  return [
    ...lonely(router),
    ...equalPriorities(router),
    ...twoStateMasters(router),
    ...weakerStateMaster(router),
  ]
}

function lonely(router: VirtualRouter): readonly Finding[] {
  const [only, ...others] = router
  if (only === undefined || others.length > 0) return []
  return [
    finding('instance-alone', {
      subject: only,
      members: [only],
      message:
        `no other node has the virtual router \`${only.block.name}\` ` +
        `(VRID ${only.parameters.virtualRouterId}): with ${only.node.name} its addresses are gone`,
      details: { hint: 'write it on another node too, with the same VRID' },
    }),
  ]
}

function equalPriorities(router: VirtualRouter): readonly Finding[] {
  return router.flatMap((member, at) => {
    const rival = router.slice(0, at).find((other) => standUpTogether(other, member))
    if (rival === undefined) return []
    return [
      finding('equal-priority', {
        subject: member,
        members: [rival, member],
        at: 'priority',
        message:
          `${titleOf(member)} has priority ${priorityOf(member)}, as at ` +
          `${nameOf(placeOf(rival, 'priority'))}: both become MASTER at once, then ` +
          `${tieWinner(rival, member)} stays`,
        details: { hint: 'give every node a priority of its own' },
      }),
    ]
  })
}

/** Whether both believe at the same instant that the master is gone. */
function standUpTogether(a: Member, b: Member): boolean {
  const timersOf = (member: Member): string => {
    const { startupDelayMs, advertIntMs, downTimerAdverts, wantsMaster } = member.parameters
    const priority = priorityOf(member)
    // Only an owner that wants to be master does not wait (rules 71, 72).
    const waits = priority < 255 || !wantsMaster
    return [priority, startupDelayMs, advertIntMs, downTimerAdverts, waits].join(' ')
  }
  return timersOf(a) === timersOf(b)
}

/** Equal priorities are decided by the higher address (rule 66). */
function tieWinner(a: Member, b: Member): string {
  const [first, second] = [a.parameters.sourceAddress, b.parameters.sourceAddress]
  if (first === undefined || second === undefined) return 'the one with the higher IP address'
  return compareIpAddresses(first, second) > 0 ? a.node.name : b.node.name
}

function twoStateMasters(router: VirtualRouter): readonly Finding[] {
  const wanting = router.filter(({ block }) => block.state === 'MASTER')
  const [first, ...others] = wanting
  // Of equals none takes over again.
  const best = strongest(wanting)
  if (first === undefined || best === undefined) return []
  return others.map((member) =>
    finding('two-state-master', {
      subject: member,
      members: wanting,
      at: 'state',
      message:
        `${titleOf(member)} has \`state MASTER\`, as at ${nameOf(placeOf(first, 'state'))}: ` +
        'the priority alone decides, and the addresses move twice for each failure of ' +
        best.node.name,
      details: {
        hint: 'write `state BACKUP` on all nodes but one; on all of them together with `nopreempt`',
      },
    }),
  )
}

function weakerStateMaster(router: VirtualRouter): readonly Finding[] {
  const best = strongest(router)
  const wanting = router.filter(({ block }) => block.state === 'MASTER')
  const [only] = wanting
  if (best === undefined || only === undefined || wanting.length > 1) return []
  if (priorityOf(best) <= priorityOf(only)) return []
  return [
    finding('state-master-is-weaker', {
      subject: only,
      members: router,
      at: 'priority',
      message:
        `${titleOf(only)} has \`state MASTER\` and priority ${priorityOf(only)}, but ` +
        `${best.node.name} has ${priorityOf(best)} at ${nameOf(placeOf(best, 'priority'))}: ` +
        `${best.node.name} becomes MASTER`,
      details: { hint: 'the higher number wins' },
    }),
  ]
}
