import type {
  AuthenticationConfig,
  HmacAuthentication,
  HmacAuthenticationConfig,
  HmacKeyConfig,
} from './authentication.js'
import type { IssueList } from './issue-list.js'
import type { VrrpParameters } from './parameters.js'
import type { Authentication } from './wire/advertisement.js'
import { authenticationLength } from './wire/v2-auth.js'

type Context = Pick<VrrpParameters, 'version' | 'profile' | 'advertIntMs'>

const NONE: Authentication = { type: 'none' }
const MODES = ['enforce', 'permissive', 'receive-only'] as const

/** Which adverts an instance signs and believes. */
export function resolveAuthentication(
  config: AuthenticationConfig | undefined,
  context: Context,
  issues: IssueList,
): VrrpParameters['authentication'] {
  if (config === undefined) return NONE
  const type = issues.oneOf('authentication.type', config.type, ['none', 'pass', 'ah', 'hmac'])
  if (config.type === 'hmac') return resolveHmac(config, context, issues)
  if (config.type === 'none' || type === 'none') return NONE
  const { version, profile } = context
  if (version === 3) issues.error('authentication', 'VRRPv3 has none (RFC 5798 removed it)')
  else if (profile === 'rfc3768') issues.error('authentication', 'RFC 3768 removed it')
  if (new TextEncoder().encode(config.password).length > authenticationLength) {
    const use = config.type === 'ah' ? 'used' : 'sent'
    issues.warn('authentication.password', `only its first 8 bytes are ${use} (rule 11)`)
  }
  issues.text('authentication.password', config.password)
  return config
}

function resolveHmac(
  config: HmacAuthenticationConfig,
  { profile, advertIntMs }: Context,
  issues: IssueList,
): HmacAuthentication {
  if (profile !== 'keepalived') {
    issues.error('authentication', `the profile ${profile} has none`, 'use keepalived')
  }
  const keys = config.keys.map((key, index) => resolveKey(key, index, config.keys, issues))
  const [first] = keys
  if (first === undefined) issues.error('authentication.keys', 'is empty: there is no key')
  const activeKey = config.activeKey ?? first?.id ?? 0
  if (first !== undefined && !keys.some(({ id }) => id === activeKey)) {
    issues.error('authentication.activeKey', `there is no key ${activeKey}`)
  }
  const { antiReplay = 'time', mode = 'enforce' } = config
  const usualWindowMs = Math.min(300_000, Math.max(3 * advertIntMs, 5000))
  return {
    type: 'hmac',
    keys,
    activeKey,
    antiReplay: issues.oneOf('authentication.antiReplay', antiReplay, ['time', 'monotonic']),
    timeWindowMs:
      config.timeWindowMs === undefined
        ? usualWindowMs
        : issues.number('authentication.timeWindowMs', config.timeWindowMs, [1000, 300_000]),
    mode: issues.oneOf('authentication.mode', mode, MODES),
  }
}

function resolveKey(
  { id, key }: HmacKeyConfig,
  index: number,
  keys: readonly HmacKeyConfig[],
  issues: IssueList,
): HmacAuthentication['keys'][number] {
  const at = `authentication.keys[${index}]`
  issues.integer(`${at}.id`, id, [1, 255])
  if (keys.findIndex((other) => other.id === id) < index) {
    issues.error(`${at}.id`, `${id} is listed twice`)
  }
  const secret = secretOf(key)
  // The key itself is nobody's business, also where it is wrong.
  if (secret === undefined) issues.error(`${at}.key`, 'is no even number of hexadecimal digits')
  else if (secret.length < 64 || secret.length > 128) {
    issues.error(`${at}.key`, `has ${secret.length / 2} octets`, 'use 32 to 64 octets')
  }
  return { id, secret: secret ?? '' }
}

/** As hexadecimal digits. */
function secretOf(key: string): string | undefined {
  if (key.startsWith('hex:')) {
    const digits = key.slice(4).toLowerCase()
    return /^([0-9a-f]{2})*$/.test(digits) ? digits : undefined
  }
  return [...new TextEncoder().encode(key)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}
