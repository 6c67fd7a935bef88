import type { CraftedOutcome } from '../crafted/run-crafted.js'
import type { BackupAnswer, CraftedAdvert } from '../crafted/crafted-advert.js'
import { line } from './matrix-table.js'

/** A row for each advert: what the rules say and what our routers did. */
export function craftedTable(outcomes: readonly CraftedOutcome[]): string {
  const adverts = [...new Set(outcomes.map(({ advert }) => advert))]
  const heads = ['advert', 'receiver', 'rule', 'a BACKUP', 'result', 'a MASTER', 'result']
  const rows = adverts.map((advert) => {
    const result = (state: CraftedOutcome['state']): string => {
      const outcome = outcomes.find((one) => one.advert === advert && one.state === state)
      if (outcome === undefined) return ''
      if (outcome.verdict === 'n/a') return `n/a: ${outcome.reason}`
      return `${outcome.verdict === 'passed' ? 'ok' : 'FAILED'}: ${outcome.found}`
    }
    return line([
      ...[advert.name, advert.receiver, String(advert.rule)],
      ...[describeBackup(advert.asBackup), result('BACKUP')],
      ...[masterWords[advert.asMaster], result('MASTER')],
    ])
  })
  return [line(heads), line(heads.map(() => '---')), ...rows].join('\n')
}

const masterWords: Readonly<Record<CraftedAdvert['asMaster'], string>> = {
  ignores: 'goes on as before',
  answers: 'stays, and answers at once',
  yields: 'yields',
  'yields later': 'yields after two more adverts',
}

function describeBackup(answer: BackupAnswer): string {
  switch (answer.kind) {
    case 'ignores':
      return 'goes on as before'
    case 'follows':
      return `follows, ${answer.masterDownMs.toFixed(1)} ms`
    case 'succeeds':
      return `takes over after ${answer.skewMs.toFixed(1)} ms`
  }
}
