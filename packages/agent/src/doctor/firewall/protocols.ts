/** The names of /etc/protocols that matter here; nothing else is any of an advert's. */
const names: Readonly<Record<string, number>> = { vrrp: 112, ah: 51 }

/** -1 for a protocol that is none of those. */
export function protocolNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  if (/^\d+$/.test(value)) return Number(value)
  return names[value] ?? -1
}
