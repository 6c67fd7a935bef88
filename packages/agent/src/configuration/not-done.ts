import { describe, languageCodes } from '@holdfast/core/config'
import type { Diagnostic, NotedKeyword, Statement } from '@holdfast/core/config'
import { needless, notDone as note } from '@holdfast/vrrp/keywords'

/**
 * Keywords that are read into the configuration though nothing follows from them yet, by block and
 * keyword, each with what happens instead. A line is taken from here when its keyword is done.
 */
export const notDone: Readonly<Record<string, NotedKeyword>> = {
  'the configuration track_group': note(
    'nobody goes down when a static address, route or rule is lost',
  ),
  'global_defs dynamic_interfaces': needless('an interface may always appear, vanish and return'),
  'global_defs nftables': needless('the table is always `holdfast`'),
  'global_defs random_seed': note('`${_RANDOM}` cannot be repeated'),
  'global_defs set_supplementary_groups': note('scripts have the group of their user alone'),
  'global_defs use_symlink_paths': needless('the path of a script is followed to its end'),
  'virtual_server hashed': needless('a service is always found by its hash'),
  'vrrp_instance promote_secondaries': note('that sysctl stays as it is'),
  'vrrp_instance vrf': note('the instance works on the interface itself'),
}

const outside = 'the configuration'

/** By block, then by keyword: most blocks have none. */
const byTitle = new Map<string, Map<string, NotedKeyword>>()
for (const [key, noted] of Object.entries(notDone)) {
  const blank = key.lastIndexOf(' ')
  const title = key.slice(0, blank)
  const keywords = byTitle.get(title) ?? new Map<string, NotedKeyword>()
  byTitle.set(title, keywords.set(key.slice(blank + 1), noted))
}

/** Says of each line with one of them that it is not done. */
export function noticeNotDone(statements: readonly Statement[]): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const look = (title: string, inside: readonly Statement[]): void => {
    const keywords = byTitle.get(title)
    for (const { keyword, block } of inside) {
      const noted = keywords?.get(keyword.text)
      if (noted !== undefined) {
        const { code, reason, hint, severity } = noted
        const message = `\`${keyword.text}\`: ${reason}`
        found.push(describe(languageCodes, code, keyword.span, message, { hint, severity }))
      }
      if (block !== undefined) look(keyword.text, block.statements)
    }
  }
  look(outside, statements)
  return found
}
