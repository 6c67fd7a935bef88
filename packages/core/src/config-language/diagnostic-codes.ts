import { describe } from './diagnostic.js'
import type { Details, DiagnosticCode, DiagnosticCodes, DiagnosticSink } from './diagnostic.js'
import type { Span } from './mapped-text.js'

/** What can be wrong with the language itself; domain packages have tables of their own. */
export type LanguageCode =
  | 'file-too-large'
  | 'file-unreadable'
  | 'too-many-problems'
  | 'byte-order-mark'
  | 'utf-16'
  | 'not-utf-8'
  | 'nul-byte'
  | 'line-too-long'
  | 'full-width-character'
  | 'unterminated-quote'
  | 'include-not-found'
  | 'include-loop'
  | 'include-limit'
  | 'undefined-parameter'
  | 'parameter-not-replaced'
  | 'parameter-recursion'
  | 'expansion-limit'
  | 'repeated-condition'
  | 'empty-condition'
  | 'invalid-sequence'
  | 'unexpected-open-brace'
  | 'extra-close-brace'
  | 'missing-close-brace'
  | 'missing-open-brace'
  | 'nesting-too-deep'
  | 'unknown-keyword'
  | 'unknown-block'
  | 'unsupported-keyword'
  | 'obsolete-keyword'
  | 'missing-value'
  | 'invalid-value'
  | 'value-out-of-range'
  | 'extra-words'
  | 'missing-block'
  | 'repeated-keyword'
  | 'missing-keyword'

const error = (summary: string, keepalived?: string, holdfast?: string): DiagnosticCode =>
  entry('error', summary, keepalived, holdfast)
const warning = (summary: string, keepalived?: string, holdfast?: string): DiagnosticCode =>
  entry('warning', summary, keepalived, holdfast)
const info = (summary: string, keepalived?: string, holdfast?: string): DiagnosticCode =>
  entry('info', summary, keepalived, holdfast)

/** Every code of the language, with what docs/diagnostics.md says of it. */
export const languageCodes: DiagnosticCodes<LanguageCode> = {
  'file-too-large': error('more than 16 MiB of text or 200,000 lines, all included files together'),
  'file-unreadable': error('a file cannot be read', 'Says so and goes on without it.'),
  'too-many-problems': error('so many problems that only the first are listed'),
  'byte-order-mark': warning(
    'a byte order mark before the first word',
    'Takes it for a part of the first word, which is then unknown.',
    'Leaves it out.',
  ),
  'utf-16': error(
    'the file is written in UTF-16',
    'Reads every line as empty, because each ends at its first NUL.',
    'Decodes it.',
  ),
  'not-utf-8': info('bytes that are not UTF-8', 'Passes them through.', 'Reads them as Latin-1.'),
  'nul-byte': error(
    'a NUL byte',
    'Ignores the rest of the line.',
    'Ignores the rest of the line too.',
  ),
  'line-too-long': warning(
    'a line of more than 1022 bytes',
    'Release 2.2.7 cuts it there and reads the rest as a line of its own.',
    'Reads 16384 characters of it.',
  ),
  'full-width-character': warning(
    'a character that looks like punctuation or a blank and is neither',
    'Takes it for a part of the word.',
    'Takes it for a part of the word too.',
  ),
  'unterminated-quote': error(
    'a quote that does not end on its line',
    'Takes the rest of the line as quoted, or drops the word.',
    'Takes the rest of the line as quoted.',
  ),
  'include-not-found': warning('an include that matches no file', 'Goes on without it.'),
  'include-loop': error(
    'a file that includes itself',
    'Includes it again until no more files can be opened.',
    'Includes it once.',
  ),
  'include-limit': error('more included files than anybody means'),
  'undefined-parameter': warning(
    'a parameter that is not defined',
    'Leaves the text as it is; in `${NAME}` the braces then open and close a block.',
    'Leaves the text as it is, in one word.',
  ),
  'parameter-not-replaced': warning(
    'a `$NAME` that is glued to what follows',
    'Replaces `$NAME` only before a blank, `)`, `,` or the end of the line.',
    'Leaves the text as it is too.',
  ),
  'parameter-recursion': error(
    'a parameter that contains itself',
    'Replaces it until the line is full.',
    'Leaves the inner one as it is.',
  ),
  'expansion-limit': error('parameters or sequences that produce too much text'),
  'repeated-condition': warning(
    'more than one condition on a line',
    'Heeds the first only and takes the second for an unknown keyword.',
    'Heeds both.',
  ),
  'empty-condition': warning('a condition with no name or with nothing behind it'),
  'invalid-sequence': error(
    'a `~SEQ` or `~LST` that cannot be read',
    'Ignores the line.',
    'Ignores the line too.',
  ),
  'unexpected-open-brace': error(
    'a `{` where no block begins',
    'Ignores it, so that its `}` ends the block around it.',
    'Ignores it and its `}`.',
  ),
  'extra-close-brace': error('a `}` that closes nothing', 'Ignores it.', 'Ignores it too.'),
  'missing-close-brace': error(
    'a block that is never closed',
    'Closes it at the end of the file and names no line.',
    'Closes it at the end of the file.',
  ),
  'missing-open-brace': error(
    'a keyword that begins a block without `{`',
    'Goes on as if it were there.',
    'Goes on as if it were there too.',
  ),
  'nesting-too-deep': error('more nested blocks than the language has'),
  'unknown-keyword': error('a keyword that does not exist here', 'Ignores it.', 'Ignores it too.'),
  'unknown-block': error(
    'a block that does not exist here',
    'Release 2.2.7 reads its lines as lines of the block around it, which then ends at its `}`.',
    'Skips the whole block.',
  ),
  'unsupported-keyword': warning(
    'a keyword of keepalived that Holdfast knows but does not do',
    'Heeds it.',
    'Ignores it.',
  ),
  'obsolete-keyword': warning('a keyword that keepalived no longer heeds', 'Ignores it.'),
  'missing-value': error(
    'a keyword without its value',
    'Release 2.2.7 gives up and does not start; others ignore the line.',
    'Ignores the line.',
  ),
  'invalid-value': error('a value that cannot be read', 'Ignores the line.', 'Ignores the line.'),
  'value-out-of-range': error(
    'a number outside its range',
    'Ignores the line or takes its default.',
    'Ignores the line.',
  ),
  'extra-words': warning('words after the last value', 'Ignores them.', 'Ignores them too.'),
  'missing-block': error('a keyword that needs a block and has none', undefined, 'Ignores it.'),
  'repeated-keyword': warning(
    'a keyword that is there twice',
    'Mostly takes the last one.',
    'Takes the last one.',
  ),
  'missing-keyword': error(
    'a block without a line that it needs',
    'Removes the block.',
    'Removes the block too.',
  ),
}

/** Reports one of the codes of the language. */
export function report(
  sink: DiagnosticSink,
  code: LanguageCode,
  span: Span,
  message: string,
  details?: Details,
): void {
  if (sink.isSaid(code, span, message)) return
  if (sink.isFull) sink.drop()
  else sink.add(describe(languageCodes, code, span, message, details))
}

function entry(
  severity: DiagnosticCode['severity'],
  summary: string,
  keepalived: string | undefined,
  holdfast: string | undefined,
): DiagnosticCode {
  return {
    severity,
    summary,
    ...(keepalived === undefined ? {} : { keepalived }),
    ...(holdfast === undefined ? {} : { holdfast }),
  }
}
