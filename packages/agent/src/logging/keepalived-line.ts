import type { LogFields } from '@holdfast/core'

/**
 * A message as people who read keepalived's log know it: `(VI_1) Entering MASTER STATE`, and behind
 * it why. `fields` are those that the router gives beside its messages.
 */
export function keepalivedLine(message: string, fields: LogFields = {}): string {
  const { instance, group, from, to, error } = fields
  const said = typeof instance === 'string' ? aboutInstance(instance, message) : message
  const line =
    typeof from === 'string' && typeof to === 'string'
      ? entering(typeof group === 'string' ? `VRRP_Group(${group})` : `(${String(instance)})`, {
          ...{ from, to },
          why: /^[^:]+: \w+ -> \w+: (.*)$/s.exec(message)?.[1],
        })
      : said
  const failure = error instanceof Error ? `: ${error.message}` : ''
  // One line is one message, whatever a name or an error is made of.
  return (line.endsWith(failure) ? line : line + failure).replaceAll(/[\r\n]+/g, ' ')
}

function aboutInstance(instance: string, message: string): string {
  const prefix = `${instance}: `
  return message.startsWith(prefix) ? `(${instance}) ${message.slice(prefix.length)}` : message
}

function entering(
  who: string,
  change: { readonly from: string; readonly to: string; readonly why: string | undefined },
): string {
  const { from, to, why } = change
  if (to === 'INIT') return `${who} Stopping`
  const because = why === undefined ? '' : `: ${why}`
  const init = from === 'INIT' ? ' (init)' : ''
  return `${who} Entering ${to} STATE${init}${because}`
}

/** `Tue Jan  2 03:04:05 2024`, as ctime(3) has it, in local time. */
export function ctime(date: Date): string {
  const [weekday, month, , year] = date.toDateString().split(' ')
  const day = String(date.getDate()).padStart(2)
  return `${weekday ?? ''} ${month ?? ''} ${day} ${date.toTimeString().slice(0, 8)} ${year ?? ''}`
}
