import type { DiagnosticCodes } from '@holdfast/core/config'
import { error, info, warning } from '../lint-code.js'

/** What can be wrong between the nodes of one cluster. */
export type ClusterCode =
  | 'different-vrid'
  | 'different-version'
  | 'different-interval'
  | 'learned-interval'
  | 'different-authentication'
  | 'different-transport'
  | 'different-group'
  | 'same-source'
  | 'peer-not-named'
  | 'different-addresses'
  | 'instance-alone'
  | 'different-sync-group'
  | 'equal-priority'
  | 'two-state-master'
  | 'state-master-is-weaker'
  | 'weight-too-small'
  | 'nobody-preempts'
  | 'weight-differs'

const silent = 'Each node sees its own file only: nothing is said at load.'
const told = 'The same; a master that is not alone tells so (event `split`).'

/** Every code of `holdfast lint`, with what docs/lint.md says of it. */
export const clusterCodes: DiagnosticCodes<ClusterCode> = {
  'different-vrid': error(
    'instances that belong together have different VRIDs: two masters',
    `${silent} Adverts of another VRID are ignored.`,
    'The same.',
  ),
  'different-version': error(
    'one node speaks VRRPv2 and the other VRRPv3: two masters',
    `${silent} Drops adverts of the other version.`,
    told,
  ),
  'different-interval': error(
    'different advertisement intervals in VRRPv2: two masters',
    `${silent} Drops adverts with another interval.`,
    told,
  ),
  'learned-interval': info(
    'different advertisement intervals in VRRPv3: a failover lasts as long as the master says',
    'Backups take over the interval of the master.',
    'The same.',
  ),
  'different-authentication': error(
    'types or passwords differ, in what is left of them after 8 bytes: two masters',
    `${silent} Drops adverts that it cannot authenticate.`,
    told,
  ),
  'different-transport': error(
    'one node sends to unicast peers and the other by multicast: two masters',
    `${silent} Drops multicast adverts for a unicast instance, and the reverse.`,
    'The same.',
  ),
  'different-group': error(
    'the nodes send to different multicast groups: two masters',
    `${silent} Does not hear the other group.`,
    'The same.',
  ),
  'same-source': error(
    'two nodes send from the same address, each taking the adverts of the other for its own: two masters',
    `${silent} Drops adverts that come from an address of its own.`,
    'The same (rule 83).',
  ),
  'peer-not-named': error(
    'a node does not send its adverts to another: two masters as soon as it is the stronger one',
    silent,
    told,
  ),
  'different-addresses': error(
    'a virtual address that only some of the nodes have: it is gone when another one is master',
    'Counts and logs adverts whose list differs, and accepts them.',
    'The same.',
  ),
  'instance-alone': warning(
    'an instance that no other node has: no failover',
    'Runs it.',
    'The same.',
  ),
  'different-sync-group': warning(
    'instances that are in one sync group on a node and not on another, which lets them part',
    silent,
    'The same.',
  ),
  'equal-priority': warning(
    'two nodes with the same priority: both become master at once, and the addresses decide',
    'Both announce the addresses; the node with the lower IP address then yields.',
    'The same.',
  ),
  'two-state-master': warning(
    '`state MASTER` on two nodes: the priority decides, and the stronger one takes over again',
    'Ignores `nopreempt` and `preempt_delay` with `state MASTER`.',
    'The same.',
  ),
  'state-master-is-weaker': warning(
    'the node with `state MASTER` has a lower priority than another one, which becomes master',
    '`state` is only a wish: the priority decides.',
    'The same.',
  ),
  'weight-too-small': error(
    'a check whose failure lowers the master by too little: it stays master',
    'Runs the check and lowers the priority, to no effect.',
    'The same.',
  ),
  'nobody-preempts': error(
    'a check lowers the master below the others, but all of them have `nopreempt`: it stays master',
    'A backup with `nopreempt` accepts any weaker master.',
    'The same.',
  ),
  'weight-differs': warning(
    'a check weighs more on the master: if it fails everywhere, a node no better takes over',
    'Takes over.',
    'The same.',
  ),
}
