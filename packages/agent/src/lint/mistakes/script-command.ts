import type { ScriptBlock } from '@holdfast/check/keywords'
import type { Diagnostic } from '@holdfast/core/config'
import { commandsOf } from '../facts/commands.js'
import { mistakeAt } from './mistake.js'
import type { Subject } from './mistake.js'

/** Words that mean something to a shell and nothing to anybody else. */
const shellWord = /^(?:\|\|?|&&?|;|\d?>>?(?:&\d)?.*|<.*)$/
const shells = /(?:^|\/)(?:ba|da|k|z)?sh$/

/** Commands that only a shell could read. */
export function needsShell(subject: Subject): readonly Diagnostic[] {
  return commandsOf(subject.configuration).flatMap(({ command, owner, field }) => {
    const [program = '', ...words] = command.argv
    // A first `<` is for the shell: people test a port with `</dev/tcp/127.0.0.1/80`.
    if (program.startsWith('<') || shells.test(program)) return []
    const found = words.find((word) => shellWord.test(word))
    if (found === undefined) return []
    const message = `no shell reads this: \`${program}\` gets \`${found}\` as an argument`
    const hint = "write it into a script, or `/bin/sh -c '...'`"
    return [mistakeAt(subject, 'script-needs-shell', [owner, field], message, { hint })]
  })
}

/** Checks that only look whether a process exists. */
export function killall(subject: Subject): readonly Diagnostic[] {
  return (subject.configuration.scripts ?? []).flatMap((script) => {
    const found = processOf(script)
    if (found === undefined) return []
    const message = `\`${script.name}\` starts a program to see whether \`${found}\` runs`
    const hint =
      `\`vrrp_track_process NAME { process ${found} }\` with \`track_process\` ` +
      'needs no program'
    return [mistakeAt(subject, 'script-killall', [script, 'script'], message, { hint })]
  })
}

function processOf({ script: { argv } }: ScriptBlock): string | undefined {
  const [program = '', first, second, ...rest] = argv
  if (/(?:^|\/)(?:killall|pkill)$/.test(program) && first === '-0') {
    return rest.length === 0 ? second : undefined
  }
  return /(?:^|\/)pidof$/.test(program) && second === undefined ? first : undefined
}
