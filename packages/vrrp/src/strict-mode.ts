import type { VrrpConfig } from './config.js'
import type { IssueList } from './issue-list.js'
import { OWNER_PRIORITY } from './parameters.js'
import type { VrrpVersion } from './wire/advertisement.js'

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/**
 * keepalived's vrrp_strict (rule 145): what the RFCs do not have is refused, where a cluster would
 * not work without it, or turned off with a warning. It also leaves weaker adverts unanswered, which
 * RFC 9568 does not ask for (rule 67).
 */
export function applyStrictMode(config: VrrpConfig, issues: IssueList): VrrpConfig {
  const priority = config.priority ?? (config.state === 'MASTER' ? OWNER_PRIORITY : 100)
  const strict: Mutable<VrrpConfig> = { ...config, priority }
  const set = <Key extends keyof VrrpConfig>(
    key: Key,
    value: VrrpConfig[Key],
    message: string,
  ): void => {
    if (config[key] !== undefined && config[key] !== value) issues.warn(key, message)
    strict[key] = value
  }
  const state = priority === OWNER_PRIORITY ? 'MASTER' : 'BACKUP'
  set('state', state, `is ${state} in strict mode: MASTER is the owner, and nobody else`)
  set('preemptDelayMs', 0, 'is ignored in strict mode')
  set('downTimerAdverts', 3, 'is 3 in strict mode')
  set('lowerPrioNoAdvert', true, 'is on in strict mode')
  set('higherPrioSendAdvert', false, 'is off in strict mode')
  set('garpLowerPrioRepeat', 0, 'is 0 in strict mode')
  set('ownerIgnoreAdverts', true, 'is on in strict mode')
  if (config.vmacXmitBase !== undefined) set('vmacXmitBase', false, 'is off in strict mode')
  if ((config.unicastPeers ?? []).length > 0) {
    issues.error('unicastPeers', 'strict mode speaks multicast only')
  }
  const { authentication } = config
  if (authentication?.type === 'pass' || authentication?.type === 'ah') {
    set('authentication', { type: 'none' }, 'is ignored in strict mode: RFC 3768 removed it')
  }
  if (authentication?.type === 'hmac' && (authentication.mode ?? 'enforce') !== 'enforce') {
    issues.error('authentication.mode', 'must be enforce in strict mode')
  }
  return strict
}

/** Whether a master that does not own the addresses answers on them (rule 125). */
export function resolveAcceptMode(
  { acceptMode, strictMode = false, profile = 'keepalived' }: VrrpConfig,
  version: VrrpVersion,
  issues: IssueList,
): boolean {
  if (!strictMode) return acceptMode ?? profile === 'keepalived'
  if (acceptMode === true && version === 2) {
    issues.warn('acceptMode', 'is off in strict mode: VRRPv2 leaves it to the owner')
  }
  return acceptMode === true && version === 3
}
