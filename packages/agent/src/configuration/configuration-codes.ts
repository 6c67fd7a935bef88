import type { DiagnosticCode, DiagnosticCodes } from '@holdfast/core/config'

/** What can be wrong with a configuration as a whole, though each of its lines can be read. */
export type ConfigurationCode =
  | 'duplicate-name'
  | 'missing-virtual-router-id'
  | 'missing-interface'
  | 'duplicate-virtual-router'
  | 'preemption-ignored'
  | 'preempt-delay-ignored'
  | 'advert-interval-adjusted'
  | 'address-family-mismatch'
  | 'duplicate-address'
  | 'no-virtual-address'
  | 'password-truncated'
  | 'authentication-ignored'
  | 'initial-master-ignored'
  | 'unicast-without-peers'
  | 'strict-mode'
  | 'unknown-tracker'
  | 'tracker-defined-later'
  | 'duplicate-tracker'
  | 'own-interface-tracked'
  | 'owner-weight-ignored'
  | 'tracked-in-group-too'
  | 'unknown-instance'
  | 'instance-in-two-groups'
  | 'empty-group'
  | 'mixed-owners'
  | 'small-group'
  | 'rule-without-preference'
  | 'untracked-route'
  | 'vmac-promotes-secondaries'
  | 'empty-block'
  | 'script-security-off'
  | 'bfd-not-run'

type Row = readonly [
  severity: DiagnosticCode['severity'],
  summary: string,
  keepalived?: string,
  holdfast?: string,
]

const rows: Readonly<Record<ConfigurationCode, Row>> = {
  'duplicate-name': [
    'error',
    'a second block with the same name',
    'Skips the second instance; of other blocks it finds the first by the name.',
    'Removes the second.',
  ],
  'missing-virtual-router-id': [
    'error',
    'an instance without a valid VRID',
    'Release 2.2.7 does not start.',
    'Removes the instance.',
  ],
  'missing-interface': [
    'error',
    'an instance without an interface',
    'Release 2.2.7 does not start.',
    'Removes the instance.',
  ],
  'duplicate-virtual-router': [
    'error',
    'two instances with the same VRID, interface and family',
    'Release 2.2.7 does not start.',
    'Removes the second.',
  ],
  'preemption-ignored': [
    'warning',
    '`nopreempt` with `state MASTER` or priority 255',
    'Ignores `nopreempt`.',
    'Ignores `nopreempt` too (rule 89).',
  ],
  'preempt-delay-ignored': [
    'warning',
    '`preempt_delay` with `state MASTER`, priority 255 or `nopreempt`',
    'Ignores `preempt_delay`.',
    'Ignores `preempt_delay` too (rule 93).',
  ],
  'advert-interval-adjusted': [
    'warning',
    'an advertisement interval that the protocol cannot say',
    'Rounds it: whole seconds in VRRPv2, at most 40.95 s in VRRPv3.',
    'Rounds it in the same way.',
  ],
  'address-family-mismatch': [
    'error',
    'an address of the other family than its instance',
    'Ignores the address.',
    'Ignores the address too.',
  ],
  'duplicate-address': [
    'warning',
    'an address that the instance has already',
    'Takes it once.',
    'Takes it once too.',
  ],
  'no-virtual-address': [
    'warning',
    'an instance without a virtual address',
    'Runs it in VRRPv2; in VRRPv3 it does not start.',
    'Runs it: it elects a master and moves nothing.',
  ],
  'password-truncated': [
    'warning',
    'a password of more than 8 bytes',
    'Uses the first 8 bytes.',
    'Uses the first 8 bytes too (rule 11).',
  ],
  'authentication-ignored': [
    'warning',
    'authentication where the protocol has none',
    'Ignores it.',
    'Ignores it too.',
  ],
  'initial-master-ignored': [
    'warning',
    '`state MASTER` with authentication AH',
    'Starts as BACKUP.',
    'Starts as BACKUP too.',
  ],
  'unicast-without-peers': [
    'warning',
    'unicast is wanted and no peer is named',
    'Speaks multicast.',
    'Speaks multicast too (rule 130).',
  ],
  'strict-mode': [
    'warning',
    'something that strict mode does not allow',
    'Ignores it.',
    'Ignores it too (rule 145).',
  ],
  'unknown-tracker': [
    'error',
    'a tracker that is not defined',
    'Ignores the line.',
    'Ignores the line too.',
  ],
  'tracker-defined-later': [
    'warning',
    'a tracker that is defined further down',
    'Release 2.2.7 ignores the line, because it knows only what it has read.',
    'Heeds the line.',
  ],
  'duplicate-tracker': [
    'warning',
    'a tracker that is there twice',
    'Ignores the second.',
    'Ignores the second too.',
  ],
  'own-interface-tracked': [
    'warning',
    'an instance that tracks its own interface',
    'Ignores the line: the own interface is tracked anyway.',
    'Ignores the line too.',
  ],
  'owner-weight-ignored': [
    'warning',
    'a tracker with a weight though the priority is 255',
    'Ignores the tracker.',
    'Ignores the tracker too (rule 95).',
  ],
  'tracked-in-group-too': [
    'warning',
    'a tracker of an instance that its sync group has as well',
    'Asks to remove one of them.',
    'Takes that of the group.',
  ],
  'unknown-instance': [
    'error',
    'a group names an instance that does not exist',
    'Ignores the line.',
    'Ignores the line too.',
  ],
  'instance-in-two-groups': [
    'error',
    'an instance in more than one sync group',
    'Leaves it in the first.',
    'Leaves it in the first too.',
  ],
  'empty-group': [
    'error',
    'a group without an instance',
    'Removes the group.',
    'Removes the group too.',
  ],
  'mixed-owners': [
    'error',
    'a sync group of an owner of its addresses (priority 255) and of others',
    'Says nothing, though an owner is never to wait for others.',
    'Leaves the group out: its members go their own ways (rule 142).',
  ],
  'small-group': ['warning', 'a sync group with one instance', 'Keeps it.', 'Keeps it too.'],
  'rule-without-preference': [
    'warning',
    'a rule without a preference',
    'Invents one.',
    'Invents one too: 16383 and downwards.',
  ],
  'untracked-route': [
    'info',
    'a route that names no interface',
    'Does not notice when somebody else removes it.',
    'Puts it there again when it is gone.',
  ],
  'vmac-promotes-secondaries': [
    'info',
    '`promote_secondaries` with `use_vmac`',
    'Does it for virtual MAC interfaces anyway.',
    'Does it for virtual MAC interfaces anyway.',
  ],
  'empty-block': ['warning', 'a list with nothing in it', 'Says so.', 'Goes on.'],
  'script-security-off': [
    'info',
    'scripts without `enable_script_security`',
    'Warns of it, and a test of the configuration ends with exit code 6.',
    'Runs the scripts.',
  ],
  'bfd-not-run': [
    'warning',
    'a BFD session',
    'Runs it.',
    'Checks the lines of the block, but there are no BFD sessions yet.',
  ],
}

/** Every code about a whole configuration, with what docs/diagnostics.md says of it. */
export const configurationCodes: DiagnosticCodes<ConfigurationCode> = Object.fromEntries(
  Object.entries(rows).map(([code, [severity, summary, keepalived, holdfast]]) => [
    code,
    {
      severity,
      summary,
      ...(keepalived === undefined ? {} : { keepalived }),
      ...(holdfast === undefined ? {} : { holdfast }),
    },
  ]),
) as DiagnosticCodes<ConfigurationCode>
