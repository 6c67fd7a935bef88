import type { Diagnostic } from '@holdfast/core/config'
import type { VerdictLine } from './verdict.js'

const missingInterface = /interface .*doesn't exist|unknown interface/i
const missingUser = /uid\/gid|set default user/
const ofInterface = 'the interface does not exist on the host'
const ofUser = 'the user of a script does not exist on the host'

/** What keepalived says and Holdfast does not say at that line, each with its reason. */
const reasons: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [missingInterface, ofInterface],
  [missingUser, ofUser],
  [/^Invalid smtp server/, 'the name of the mail server cannot be looked up on the host'],
  [/^Config files missing '.*\*/, 'a pattern with a wildcard may match nothing'],
  [/empty notification_email/, 'said at the beginning of the block, not at its end'],
  [/has no entries - removing/, 'said at the beginning of the block, not at its end'],
  [/^No (?:file|script) set/, 'said at the beginning of the block, not at its end'],
  [/has no neighbor address set/, 'said at the beginning of the block, not at its end'],
  [/FILE_CHECK has no track_file/, 'said at the line of the file, not at the end of the block'],
  [/nftables already specified/, 'the line before is `vrrp_iptables`, which it stands for'],
]

const follows = /^(?:Unknown keyword|Unexpected '|Missing '\{'|Extra '\}'|No (?:file|script) set)/
const breaksBlocks: readonly string[] = [
  'unknown-block',
  'unexpected-open-brace',
  'undefined-parameter',
  'missing-open-brace',
]
const dropsScripts = /track script .* not found/

/** Why Holdfast is silent there; undefined where it should not be. */
export function explainDifference(
  said: VerdictLine,
  ours: readonly Diagnostic[],
  all: readonly VerdictLine[],
): string | undefined {
  const { line, message } = said
  const simple = reasons.find(([pattern]) => pattern.test(message))?.[1]
  if (simple !== undefined) return simple
  const isAfter = ours.some((each) => breaksBlocks.includes(each.code) && each.line < line)
  if (follows.test(message) && isAfter) {
    return 'only follows from an unknown block or stray brace further up'
  }
  // In release 2.2.7 a `\` does not keep a `#`, so that the comment swallows the brace.
  if (follows.test(message) && all.some((each) => each.message.includes("Missing '{'"))) {
    return 'a `\\#` begins a comment in release 2.2.7'
  }
  const here = all.filter((each) => each.line === line)
  if (
    message.startsWith('Warning - cannot track route') &&
    here.some((each) => missingInterface.test(each.message))
  ) {
    return ofInterface
  }
  const isScriptGone = all.some((each) => missingUser.test(each.message))
  return dropsScripts.test(message) && isScriptGone ? ofUser : undefined
}

/** What keepalived says without naming a line, by the code that Holdfast says with one. */
const unlined: Readonly<Record<string, RegExp>> = {
  'no-virtual-address': /No VIP specified/,
  'unknown-instance': /specified in sync group .* doesn't exist/,
  'empty-group': /no matching virtual router|has no virtual router/,
  'small-group': /has only 1 virtual router/,
  'preemption-ignored': /nopreempt/,
  'preempt-delay-ignored': /preempt delay/,
  'own-interface-tracked': /since own interface/,
  'initial-master-ignored': /incompatible with AH/,
  'strict-mode': /[Ss]trict mode|must match being address owner/,
  'unicast-without-peers': /without any unicast peers/,
  'advert-interval-adjusted': /advertisement interval/,
  'owner-weight-ignored': /due to address_owner/,
  'tracked-in-group-too': /configured on VRRP instance and sync group/,
  'vmac-promotes-secondaries': /promote_secondaries/,
  'script-security-off': /SECURITY VIOLATION/,
  'missing-interface': /Unknown interface!/,
  'missing-virtual-router-id': /virtual router id must be set/,
  'authentication-ignored': /does not support authentication/,
  'empty-block': /empty notification_email|has no entries/,
  'missing-keyword': /No (?:file|script) set|no neighbor address|has no track_file/,
}

/** Whether keepalived says the same somewhere, without the line or at another one. */
export function isSaidElsewhere(code: string, verdict: string): boolean {
  return Object.hasOwn(unlined, code) && unlined[code]?.test(verdict) === true
}
