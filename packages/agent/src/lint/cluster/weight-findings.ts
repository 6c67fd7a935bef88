import type { TrackerParameters } from '@holdfast/vrrp'
import type { TrackReference } from '@holdfast/vrrp/keywords'
import { syncGroupOf } from '../../configuration/sync-group-of.js'
import { decides, highestOf, priorityOf, strongest, weighted } from './election.js'
import { finding } from './finding.js'
import type { Finding } from './finding.js'
import type { VirtualRouter } from './match-members.js'
import { nameOf, placeOf, titleOf } from './member.js'
import type { Member } from './member.js'

/** Checks that cannot move mastership, or move it for nothing. */
export function weightFindings(router: VirtualRouter): readonly Finding[] {
  const master = strongest(router)
  const backups = router.filter((member) => member !== master)
  if (master === undefined || backups.length === 0) return []
  return weighted(master).flatMap((tracker) => [
    ...inVain(router, master, backups, tracker),
    ...moreThanElsewhere(router, master, tracker),
  ])
}

function inVain(
  router: VirtualRouter,
  master: Member,
  backups: readonly Member[],
  tracker: TrackerParameters,
): readonly Finding[] {
  const willing = backups.filter(({ parameters }) => parameters.preempt)
  if (decides(master, tracker, highestOf(willing))) return []
  const reluctant = decides(master, tracker, highestOf(backups))
  const lowered = priorityOf(master, new Set([tracker.name]))
  const best = highestOf(backups)
  const rival = backups.find((member) => priorityOf(member) === best)
  const others = `${rival?.node.name ?? ''} has ${best}`
  const fails = `when \`${tracker.name}\` fails, the priority of ${titleOf(master)} is ${lowered}`
  const about = {
    subject: master,
    members: router,
    tracker: tracker.name,
    at: lineOf(master, tracker),
  }
  if (reluctant) {
    return [
      finding('nobody-preempts', {
        ...about,
        message:
          `${fails}, but no other node takes over: ${others}, and \`nopreempt\`; ` +
          `${master.node.name} stays MASTER`,
        details: { hint: 'use weight 0, which means FAULT, or remove `nopreempt`' },
      }),
    ]
  }
  return [
    finding('weight-too-small', {
      ...about,
      message: `${fails}, but ${others}: ${master.node.name} stays MASTER`,
      details: {
        hint:
          `a weight of ${priorityOf(master) - best + 1} or more in amount would do, ` +
          'or 0, which means FAULT',
      },
    }),
  ]
}

/** What the same check weighs on the others must not make the ill master lose to an ill backup. */
function moreThanElsewhere(
  router: VirtualRouter,
  master: Member,
  tracker: TrackerParameters,
): readonly Finding[] {
  if (!router.every((member) => weighted(member).some(({ name }) => name === tracker.name))) {
    return []
  }
  const everywhere = new Set([tracker.name])
  const winner = strongest(router, everywhere)
  if (winner === undefined || winner === master || !winner.parameters.preempt) return []
  return [
    finding('weight-differs', {
      subject: master,
      members: router,
      tracker: tracker.name,
      at: lineOf(master, tracker),
      message:
        `when \`${tracker.name}\` fails on every node, ${winner.node.name} takes over from ` +
        `${master.node.name}, though it is no better: ${priorityOf(winner, everywhere)} against ` +
        `${priorityOf(master, everywhere)}; see ` +
        nameOf(placeOf(winner, lineOf(winner, tracker))),
      details: { hint: 'give the check the same weight on every node' },
    }),
  ]
}

/** The line by which the instance, or its sync group, tracks it. */
function lineOf({ node, block }: Member, { name }: TrackerParameters): TrackReference | undefined {
  const group = syncGroupOf(block.name, node.configuration.syncGroups)
  return [block, group]
    .flatMap((tracking) => [
      ...(tracking?.trackScripts ?? []),
      ...(tracking?.trackProcesses ?? []),
      ...(tracking?.trackInterfaces ?? []),
    ])
    .find((each) => each.name === name)
}
