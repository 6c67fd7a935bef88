import { integer, oneOf, seconds, value, values, word } from '@holdfast/core/config'
import type { BlockDefinition, ValueGrammar } from '@holdfast/core/config'
import type { AuthHmacBlock, AuthenticationBlock, HmacKeyLine } from './model.js'

/** `authentication { ... }`: of RFC 2338, for VRRPv2. */
export const authenticationBlock: BlockDefinition<AuthenticationBlock> = {
  title: 'authentication',
  fields: {
    authType: value('auth_type', oneOf({ PASS: 'PASS', AH: 'AH' })),
    authPass: value('auth_pass', word('PASSWORD')),
  },
}

const keyId = integer({ min: 1, max: 255 }, 'ID')
const keyValue = word('KEY')

const hmacKey: ValueGrammar<HmacKeyLine> = {
  syntax: `${keyId.syntax} KEY`,
  read(words) {
    const id = keyId.read(words)
    const text = id === undefined ? undefined : keyValue.read(words)
    return id === undefined || text === undefined ? undefined : { id, value: text }
  },
  write: (line) => [...keyId.write(line.id), ...keyValue.write(line.value)],
}

/** `auth_hmac { ... }`: keepalived's trailer of HMAC-SHA256 (rules 135-138). */
export const authHmacBlock: BlockDefinition<AuthHmacBlock> = {
  title: 'auth_hmac',
  required: ['keys'],
  fields: {
    keys: values('key', hmacKey),
    activeKey: value('active_key', keyId),
    timeWindowMs: value('time_window', seconds({ min: 1, max: 300 })),
    antiReplay: value('anti_replay', oneOf({ time: 'time', monotonic: 'monotonic' })),
    mode: value(
      'mode',
      oneOf({ enforce: 'enforce', permissive: 'permissive', 'receive-only': 'receive-only' }),
    ),
  },
}
