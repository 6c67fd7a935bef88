import { commandsOf } from '../facts/commands.js'
import type { Diagnostic } from '@holdfast/core/config'
import { mistakeAt } from './mistake.js'
import type { Subject } from './mistake.js'

/** The ways in which scripts of the wild stop the router that runs them. */
const suicides: readonly RegExp[] = [
  /\bsystemctl\s+(?:-\S+\s+)*(?:stop|restart|kill)\s+(?:-\S+\s+)*keepalived\b/,
  /\bservice\s+keepalived\s+(?:stop|restart)\b/,
  /\/etc\/(?:rc\.d\/)?init\.d\/keepalived\s+(?:stop|restart)\b/,
  /\b(?:pkill|killall)\s+(?:-(?!0\b)\S+\s+)*keepalived\b/,
  /\bkill\b[^\n]*\b(?:pidof|pgrep)\s+(?:-\S+\s+)*keepalived\b/,
  /\bkill\b[^\n]*keepalived\.pid\b/,
]

/** Checks that stop keepalived instead of saying what they found. */
export function stopsKeepalived(subject: Subject): readonly Diagnostic[] {
  return commandsOf(subject.configuration).flatMap(({ command, owner, field, purpose, name }) => {
    const text = subject.facts.command(command)?.text
    const found = suicideIn(command.argv.join(' ')) ?? suicideIn(withoutComments(text ?? ''))
    if (found === undefined) return []
    const message =
      purpose === 'check'
        ? `\`${name ?? ''}\` does \`${found}\`: this node stays out until a person starts it again`
        : `this runs \`${found}\`: the router stops itself while it is being told of its state`
    const hint =
      purpose === 'check'
        ? 'let it `exit 1` instead: without `weight` that is FAULT, and it ends with the failure'
        : 'use a `vrrp_script` that fails, and `track_script`'
    return [mistakeAt(subject, 'script-stops-keepalived', [owner, field], message, { hint })]
  })
}

function suicideIn(text: string): string | undefined {
  for (const pattern of suicides) {
    const match = pattern.exec(text)
    if (match !== null) return match[0].replaceAll(/\s+/g, ' ')
  }
  return undefined
}

function withoutComments(text: string): string {
  return text.replaceAll(/(^|\s)#[^\n]*/g, '$1')
}
