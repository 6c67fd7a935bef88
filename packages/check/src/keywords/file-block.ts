import { header, integer, value, word } from '@holdfast/core/config'
import type { BlockDefinition, ValueGrammar } from '@holdfast/core/config'
import type { FileBlock, InitFile } from './model.js'
import { trackerWeight } from './shared-values.js'

const content = integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })

const initFile: ValueGrammar<InitFile> = {
  syntax: '[VALUE] [overwrite]',
  read(words) {
    const result: { -readonly [Name in keyof InitFile]: InitFile[Name] } = {}
    for (let next = words.peek(); next !== undefined; next = words.peek()) {
      if (next.text === 'overwrite') {
        words.next()
        result.overwrite = true
      } else {
        const given = content.read(words)
        if (given === undefined) return undefined
        result.value = given
      }
    }
    return result
  },
  write: ({ value: given, overwrite }) => [
    ...(given === undefined ? [] : content.write(given)),
    ...(overwrite === true ? ['overwrite'] : []),
  ],
}

/** `track_file NAME { ... }`. */
export const fileBlock: BlockDefinition<FileBlock> = {
  title: 'track_file',
  required: ['file'],
  fields: {
    name: header(word('NAME')),
    file: value('file', word('PATH')),
    weight: value('weight', trackerWeight(254)),
    initFile: value('init_file', initFile),
  },
}
