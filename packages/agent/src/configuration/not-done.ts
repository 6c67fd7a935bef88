import { describe, languageCodes } from '@holdfast/core/config'
import type { Diagnostic, Statement } from '@holdfast/core/config'

/**
 * Keywords that are read into the configuration though nothing follows from them yet, by block and
 * keyword, each with what happens instead. A line is taken from here when its keyword is done.
 */
export const notDone: Readonly<Record<string, string>> = {
  'the configuration track_group': 'nobody goes down when a static address, route or rule is lost',
  'the configuration interface_up_down_delays': 'a change of a link counts at once',
  'global_defs dynamic_interfaces': 'an interface may always appear, vanish and return',
  'global_defs fifo_write_vrrp_states_on_reload': 'a reload writes only what it changes',
  'global_defs nftables': 'the table is always `holdfast`',
  'global_defs random_seed': '`${_RANDOM}` cannot be repeated',
  'global_defs set_supplementary_groups': 'scripts have the group of their user alone',
  'global_defs umask': 'the umask of the process stays as it is',
  'global_defs use_symlink_paths': 'the path of a script is followed to its end',
  'vrrp_instance promote_secondaries': 'that sysctl stays as it is',
  'vrrp_instance vrf': 'the instance works on the interface itself',
}

const outside = 'the configuration'

/** Says of each line with one of them that it is not done. */
export function noticeNotDone(statements: readonly Statement[]): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const look = (title: string, inside: readonly Statement[]): void => {
    for (const { keyword, block } of inside) {
      const reason = notDoneIn(title, keyword.text)
      if (reason !== undefined) {
        const message = `\`${keyword.text}\`: ${reason}`
        found.push(describe(languageCodes, 'unsupported-keyword', keyword.span, message))
      }
      if (block !== undefined && title === outside) look(keyword.text, block.statements)
    }
  }
  look(outside, statements)
  return found
}

function notDoneIn(title: string, keyword: string): string | undefined {
  const key = `${title} ${keyword}`
  return Object.hasOwn(notDone, key) ? notDone[key] : undefined
}
