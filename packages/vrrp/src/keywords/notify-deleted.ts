import { commandValue, value } from '@holdfast/core/config'
import type { Command, Field, ValueGrammar } from '@holdfast/core/config'

const grammar: ValueGrammar<Command | true> = {
  syntax: `[${commandValue.syntax}]`,
  read: (words) => (words.peek() === undefined ? true : commandValue.read(words)),
  write: (each) => (each === true ? [] : commandValue.write(each)),
}

/** `notify_deleted [COMMAND]`. */
export const notifyDeleted: Field<Command | true> = value('notify_deleted', grammar)
