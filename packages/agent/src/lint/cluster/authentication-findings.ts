import type { VrrpParameters } from '@holdfast/vrrp'
import { deviants } from './deviants.js'
import { finding } from './finding.js'
import type { Finding } from './finding.js'
import type { VirtualRouter } from './match-members.js'
import { nameOf, placeOf, titleOf } from './member.js'
import type { Member } from './member.js'

type Authentication = VrrpParameters['authentication']

/** Members of which one cannot authenticate the other. */
export function differentAuthentication(router: VirtualRouter): readonly Finding[] {
  return deviants(router, secretOf).flatMap(({ member, usual }) => {
    const isHeard = hears(usual, member)
    if (isHeard && hears(member, usual)) return []
    const [subject, other] = isHeard ? [usual, member] : [member, usual]
    const [own, others] = [subject, other].map(({ parameters }) => parameters.authentication.type)
    const differs =
      own === others
        ? `${titleOf(subject)} has another password or key than`
        : `${titleOf(subject)} has authentication \`${own ?? ''}\`, but \`${others ?? ''}\` is at`
    return [
      finding('different-authentication', {
        subject,
        members: [other, subject],
        at: fieldOf(subject),
        message:
          `${differs} ${nameOf(placeOf(other, fieldOf(other)))}: its adverts are dropped there, ` +
          'and both become MASTER',
        details: {
          hint: 'write the same authentication on every node; 8 bytes of `auth_pass` count',
        },
      }),
    ]
  })
}

/** Whether the speaker's adverts pass with the listener (rules 27, 32, 136, 138). */
function hears(listener: Member, speaker: Member): boolean {
  const own = listener.parameters.authentication
  const other = speaker.parameters.authentication
  const isSigned = other.type === 'hmac' && other.mode !== 'receive-only'
  if (own.type !== 'hmac') return !isSigned && plainSecret(own) === plainSecret(other)
  if (!isSigned) return own.mode !== 'enforce' && other.type !== 'pass' && other.type !== 'ah'
  const key = other.keys.find(({ id }) => id === other.activeKey)
  return own.keys.some(({ id, secret }) => id === key?.id && secret === key.secret)
}

function secretOf({ parameters: { authentication } }: Member): string {
  return authentication.type === 'hmac'
    ? JSON.stringify(authentication)
    : plainSecret(authentication)
}

/** What of the authentication reaches the wire: 8 bytes of a password (rule 11). */
function plainSecret(authentication: Authentication): string {
  if (!('password' in authentication)) return 'none'
  const bytes = new TextEncoder().encode(authentication.password).subarray(0, 8)
  return `${authentication.type} ${bytes.join(' ')}`
}

function fieldOf({ parameters }: Member): 'authentication' | 'authHmac' {
  return parameters.authentication.type === 'hmac' ? 'authHmac' : 'authentication'
}
