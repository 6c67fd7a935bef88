import type { DiagnosticCodes } from '@holdfast/core/config'
import { error, info, warning } from '../lint-code.js'

/** What keepalived accepts in silence, or says so that nobody understands it. */
export type MistakeCode =
  | 'script-not-runnable'
  | 'script-stops-keepalived'
  | 'script-needs-shell'
  | 'script-killall'
  | 'script-slow'
  | 'script-timeout-too-long'
  | 'tracker-not-tracked'
  | 'weight-in-sync-group'
  | 'weight-out-of-range'
  | 'weight-with-nopreempt'
  | 'owner-priority'
  | 'strict-vip-unreachable'
  | 'vip-outside-subnet'
  | 'source-is-vip'
  | 'unicast-without-source'
  | 'peer-is-self'

/** Every mistake of one node that `holdfast check` explains, with what docs/lint.md says of it. */
export const mistakeCodes: DiagnosticCodes<MistakeCode> = {
  'script-not-runnable': error(
    'a script that can never be run: missing, not executable, unsafe, or for an unknown user',
    'Disables what is missing or unsafe, as if nobody tracked it.',
    'Leaves the script out and says so.',
  ),
  'script-stops-keepalived': warning(
    'a script that stops the router itself, which then cannot come back when the service does',
    'Runs it, and ends.',
    'Runs it; it stops whatever has that name.',
  ),
  'script-needs-shell': warning(
    'a command with `|`, `&&`, `>` or the like, but no shell reads it',
    'Hands the signs to the program as arguments.',
    'The same.',
  ),
  'script-killall': info(
    '`killall -0` or `pidof` as a check: a process each time to learn that another one exists',
    'Starts a process for each check; under load it is late, which counts as a failure.',
    'The same; `vrrp_track_process` needs no process.',
  ),
  'script-slow': warning(
    'a check that takes longer than a minute to notice a failure',
    'Waits for `fall` failures, one in each `interval`.',
    'The same.',
  ),
  'script-timeout-too-long': info(
    'a timeout that is longer than the interval: runs are left out while one hangs',
    'Leaves out a run while the last one goes on.',
    'The same.',
  ),
  'tracker-not-tracked': warning(
    'a check that nobody tracks: it is never run',
    'Says nothing and never runs it.',
    'Never runs it either.',
  ),
  'weight-in-sync-group': warning(
    'a weight in a sync group, where weights do not count',
    'Says nothing and ignores the weight: the check moves nothing.',
    'The same (rule 142).',
  ),
  'weight-out-of-range': warning(
    'a weight that can change nothing, because the priority is at its limit already',
    'Keeps the priority within 1 and 254.',
    'The same.',
  ),
  'weight-with-nopreempt': info(
    'a weight together with `nopreempt`: a lower priority makes no such backup take over',
    'A backup with `nopreempt` accepts any weaker master.',
    'The same.',
  ),
  'owner-priority': warning(
    'priority 255, which is for a node whose interface has the virtual addresses by itself',
    'Becomes master at once; checks, `nopreempt` and `preempt_delay` do not count.',
    'The same (rules 55, 89, 95).',
  ),
  'strict-vip-unreachable': warning(
    'strict mode, in which the virtual addresses answer neither ping nor connections',
    'Drops every packet to the virtual addresses, with a rule of the packet filter.',
    'The same, where packets can be filtered.',
  ),
  'vip-outside-subnet': warning(
    'a virtual address outside the networks of its interface: nobody there would ask for it',
    'Adds it.',
    'Adds it too.',
  ),
  'source-is-vip': error(
    'adverts are sent from a virtual address, which the node only has while it is master',
    'Accepts it.',
    'Accepts it too.',
  ),
  'unicast-without-source': info(
    'unicast peers without `unicast_src_ip`: adverts come from the first address of the interface',
    'Uses the primary address of the interface.',
    'The same.',
  ),
  'peer-is-self': info(
    'the own address among the unicast peers',
    'Sends adverts to itself and ignores them.',
    'The same.',
  ),
}
